"""POST /webhooks/shopify and /webhooks/woocommerce: proved, kept, answered; the rest happens afterwards."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Mapping

import structlog
from fastapi import APIRouter, Request
from sqlalchemy.exc import SQLAlchemyError

from channels.background import Background
from channels.errors import WebhookRefused
from channels.metrics import Metrics
from channels.shop_webhooks.delivery import ShopPlatform
from channels.shop_webhooks.inbox import Inbox
from channels.shop_webhooks.waking import Waker

log = structlog.get_logger(__name__)


class ShopWebhooks:
    """The doors of the platforms that are set up; one that is not has none."""

    def __init__(
        self,
        platforms: Mapping[str, ShopPlatform],
        inbox: Inbox,
        waker: Waker,
        *,
        background: Background,
        metrics: Metrics,
    ) -> None:
        self._inbox = inbox
        self._waker = waker
        self._background = background
        self._metrics = metrics
        self.router = APIRouter()
        for name, platform in platforms.items():
            self.router.add_api_route(f"/webhooks/{name}", self._door(platform), methods=["POST"], name=name)

    def _door(self, platform: ShopPlatform) -> Callable[[Request], Awaitable[dict[str, bool]]]:
        async def receive(request: Request) -> dict[str, bool]:
            return await self._receive(platform, request)

        return receive

    async def _receive(self, platform: ShopPlatform, request: Request) -> dict[str, bool]:
        now_ms = time.time_ns() // 1_000_000
        delivery = platform.receive(request.headers, await request.body(), now_ms=now_ms)
        if delivery is None:
            return {"ok": True, "taken": False}
        try:
            is_new = await self._inbox.keep(delivery, received_at=now_ms)
        except SQLAlchemyError as error:
            log.warning("delivery_not_kept", platform=platform.name, error=type(error).__name__)
            raise WebhookRefused(503, "not_kept", "The delivery could not be kept. Deliver it again.") from error
        self._metrics.shop_deliveries.labels(platform.name, "new" if is_new else "repeated").inc()
        if is_new:
            self._background.start(self._waker.wake())
        log.info("delivery_kept", platform=platform.name, topic=delivery.topic, new=is_new)
        return {"ok": True, "taken": is_new}
