"""How often a session or an address may ask; counted in memory, or in Redis where several gateways run."""

from __future__ import annotations

import math
import time

import structlog
from limits import RateLimitItem, parse_many
from limits.aio.storage import MemoryStorage, RedisStorage
from limits.aio.strategies import MovingWindowRateLimiter
from limits.errors import StorageError

from channels.errors import RateLimited, SettingsError

log = structlog.get_logger(__name__)


class RateLimit:
    """One named limit, such as "30/minute" per session; "off" lets everything through."""

    def __init__(self, limiter: MovingWindowRateLimiter, name: str, rates: str) -> None:
        self._limiter = limiter
        self._name = name
        self._items: list[RateLimitItem] = [] if rates.strip().lower() == "off" else _parse(name, rates)

    async def check(self, key: str) -> None:
        """Counts one request of `key`; raises RateLimited when there are too many. A dead store stops nobody."""
        for item in self._items:
            try:
                allowed = await self._limiter.hit(item, self._name, key)
                window = None if allowed else await self._limiter.get_window_stats(item, self._name, key)
            except StorageError as error:
                log.warning("rate_limit_store_down", limit=self._name, error=type(error.storage_error).__name__)
                return
            if window is not None:
                raise RateLimited(max(1, math.ceil(window.reset_time - time.time())))


def connect_limiter(store_url: str) -> MovingWindowRateLimiter:
    """The counter behind every limit of this process."""
    if store_url.startswith("async+memory"):
        return MovingWindowRateLimiter(MemoryStorage())
    storage = RedisStorage(
        store_url, wrap_exceptions=True, implementation="redispy", socket_timeout=0.5, socket_connect_timeout=0.5
    )
    return MovingWindowRateLimiter(storage)


def _parse(name: str, rates: str) -> list[RateLimitItem]:
    try:
        return parse_many(rates)
    except ValueError as error:
        raise SettingsError(
            f'The {name} rate limit: expected for example "30/minute" or "off", got {rates!r}'
        ) from error
