from __future__ import annotations

import pytest

from channels.errors import RateLimited, SettingsError
from channels.rate_limit import RateLimit, connect_limiter


async def test_rate_limit_refuses_the_one_too_many_and_says_when() -> None:
    limit = RateLimit(connect_limiter("async+memory://"), "session", "2/minute")
    await limit.check("a")
    await limit.check("a")
    with pytest.raises(RateLimited) as refused:
        await limit.check("a")
    assert refused.value.status == 429
    assert 1 <= refused.value.retry_after_s <= 61


async def test_rate_limit_counts_each_key_and_each_limit_alone() -> None:
    limiter = connect_limiter("async+memory://")
    first, second = RateLimit(limiter, "session", "1/minute"), RateLimit(limiter, "address", "1/minute")
    await first.check("a")
    await first.check("b")
    await second.check("a")
    with pytest.raises(RateLimited):
        await first.check("a")


async def test_rate_limit_off_lets_everything_through() -> None:
    limit = RateLimit(connect_limiter("async+memory://"), "session", "off")
    for _ in range(500):
        await limit.check("a")


async def test_rate_limit_stops_nobody_when_its_store_is_down() -> None:
    limit = RateLimit(connect_limiter("async+redis://127.0.0.1:1/0"), "session", "1/minute")
    await limit.check("a")
    await limit.check("a")


def test_rate_limit_that_cannot_be_read_names_itself() -> None:
    with pytest.raises(SettingsError, match="session.*'often'"):
        RateLimit(connect_limiter("async+memory://"), "session", "often")
