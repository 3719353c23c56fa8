"""How long a price change at the shop takes to reach a chat reply, by webhook, while a bulk sync runs."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from statistics import quantiles

import httpx

from catalog.services import open_services
from retrieval.client import connect
from retrieval.index import PassageIndex, ProductIndex
from tests.bench.progress import following
from tests.bench.record import Found, Inputs
from tests.bench.running import Running, running
from tests.bench.setting import MAPPING, ROOT, BenchSkipped, Setting
from tests.bench.shop import FEED
from tests.shop_platforms import SECRET, ShopifyProduct, shopify_csv

SHOP = "bench-freshness"
PRODUCTS, CHANGES = 40, 200
# A change that is not told within this is counted as so late.
GIVEN_UP_S = 60.0
_SYNC_S = 300.0


def inputs(setting: Setting) -> Inputs:
    """The feed of the bulk sync, and how often a price is changed."""
    return Inputs((FEED,), {"products": PRODUCTS, "changes": CHANGES})


def run(setting: Setting) -> Found:
    """Changes one price after the other and asks for each until the reply has it; the bulk sync runs all the while."""
    own = replace(setting, shop=SHOP)
    folder = setting.out / "freshness"
    try:
        with running(own, folder, SHOPCLERK_SHOPIFY_WEBHOOK_SECRET=SECRET) as bot, bot.gateway() as gateway:
            changes, throughout = _measured(bot, gateway, folder, bulk=setting.file(FEED))
    finally:
        _forget(own)
    return _found(changes, throughout=throughout)


def _measured(bot: Running, gateway: httpx.Client, folder: Path, *, bulk: Path) -> tuple[list[_Change], bool]:
    products = [ShopifyProduct(number, f"bench-{number:03d}", {"One": "1.00"}) for number in range(PRODUCTS)]
    feed = folder / "products_export.csv"
    feed.write_text(shopify_csv(*products), encoding="utf-8")
    _catalog(bot, "sync", str(feed))
    _catalog(bot, "sync", str(bulk), "--mapping", str(MAPPING), "--detach")
    numbers = following(range(CHANGES), "price changes")
    changes = [_changed(bot, gateway, products[number % PRODUCTS], number) for number in numbers]
    return changes, _bulk_is_running(bot)


@dataclass(frozen=True, slots=True)
class _Change:
    """Seconds from the webhook to the end of the first reply with the new price, and how long that turn took."""

    lag_s: float
    turn_s: float


def _changed(bot: Running, gateway: httpx.Client, product: ShopifyProduct, number: int) -> _Change:
    price = f"{10 + number // 100}.{number % 100:02d}"
    call = replace(product, prices={"One": price}).call("products/update", at=datetime.now(UTC).isoformat())
    began = time.monotonic()
    gateway.post(call.path, headers=dict(call.headers), content=call.body).raise_for_status()
    session = bot.session(gateway)
    while True:
        asked = time.monotonic()
        told = f"${price}" in bot.ask(gateway, session, f"How much is the SKU-{product.handle}-1?")
        now = time.monotonic()
        if told or now - began > GIVEN_UP_S:
            return _Change(now - began, now - asked)


def _found(changes: Sequence[_Change], *, throughout: bool) -> Found:
    lags, turns = sorted(each.lag_s for each in changes), sorted(each.turn_s for each in changes)
    cuts, turn = quantiles(lags, n=100), quantiles(turns, n=100)
    figures = {
        "lag_s": {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "most": lags[-1]},
        "turn_s": {"p50": turn[49], "p95": turn[94]},
        "changes": len(changes),
        "given_up": sum(lag > GIVEN_UP_S for lag in lags),
        "bulk_ran_throughout": throughout,
    }
    lines = {
        "webhook to reply: p50, p95, p99": f"{cuts[49]:.2f}, {cuts[94]:.2f}, {cuts[98]:.2f} s",
        "of that the turn itself: p50": f"{turn[49]:.2f} s",
        "bulk sync all the while": "yes" if throughout else "no: it ended before the last change",
    }
    return Found(figures, lines)


def _catalog(bot: Running, *arguments: str) -> None:
    command = [str(Path(sys.executable).with_name("shopclerk")), "catalog", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=bot.environment, capture_output=True, text=True, timeout=_SYNC_S, check=False
    )
    if done.returncode != 0:
        raise BenchSkipped(f"{' '.join(arguments[:1])} ended with exit code {done.returncode}: {done.stderr[-600:]}")


def _bulk_is_running(bot: Running) -> bool:
    services = open_services(bot.environment)
    with closing(services.client):
        newest = services.runs.latest(SHOP, limit=10)
        services.engine.dispose()
    return not all(run.finished for run in newest)


def _forget(setting: Setting) -> None:
    with connect(setting.retrieval) as client:
        for index in (ProductIndex(client, SHOP), PassageIndex(client, SHOP)):
            index.drop()
