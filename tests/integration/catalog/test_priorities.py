"""A webhook's price does not wait for bulk work."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from retrieval.products import ElasticsearchProductLookup
from tests.gateway import GatewayProcess
from tests.integration.catalog.conftest import Shop, Worker, environment_of, finished, own_database, wait_for
from tests.integration.catalog.test_webhooks import ago
from tests.shop_platforms import SECRET, ShopifyProduct, shopify_csv

pytestmark = pytest.mark.timeout(300)
POTS = [ShopifyProduct(number, f"pot-{number}", {"One": "9.99"}) for number in range(1, 4)]
BULK = 600


@pytest.fixture
def workers(tmp_path: Path, elasticsearch_url: str, redis_url: str) -> Iterator[Worker]:
    """A worker for everything, and one for what is urgent, as `make run` has them."""
    environment = environment_of(tmp_path, elasticsearch_url, own_database(redis_url, 12))
    worker = Worker(environment, tmp_path / "worker.log", [])
    worker.start("worker", "-n", "worker@%h")
    worker.wait_until_ready()
    urgent = Worker(environment, tmp_path / "urgent.log", [])
    urgent.start("worker", "-n", "deliveries@%h", "-Q", "shopclerk-urgent")
    try:
        urgent.wait_until_ready()
        yield worker
    finally:
        urgent.stop()
        worker.stop()


def test_a_price_is_written_while_a_bulk_sync_goes_on(workers: Worker, shop: str, tmp_path: Path) -> None:
    mine = Shop(shop, tmp_path, workers)
    export = tmp_path / "products_export.csv"
    export.write_text(shopify_csv(*POTS), encoding="utf-8")
    assert json.loads(mine.command("sync", str(export), "--json", "--timeout", "100").stdout)["added"] == len(POTS)
    settings = {
        "SHOPCLERK_SHOP": shop,
        "SHOPCLERK_SHOPIFY_WEBHOOK_SECRET": SECRET,
        "CELERY_BROKER_URL": workers.environment["CELERY_BROKER_URL"],
    }
    services = mine.services()
    lookup = ElasticsearchProductLookup(services.client, shop)
    with GatewayProcess(Path(workers.environment["SHOPCLERK_STATE_DIR"]), "http://127.0.0.1:9", **settings) as gateway:
        texts = (f"Lamp {number} has a description of its own, and light of kind {number}." for number in range(BULK))
        feed = mine.write([{"id": f"L{n}", "title": f"Lamp {n}", "description": text} for n, text in enumerate(texts)])
        run = mine.sync(feed, "--detach")["run"]
        wait_for(lambda: services.runs.get(run).batches_done >= 1, seconds=120, what=workers.tail)
        call = ShopifyProduct(1, "pot-1", {"One": "5.55"}).call("products/update", at=ago(0))
        httpx.post(f"{gateway.url}{call.path}", headers=dict(call.headers), content=call.body).raise_for_status()
        wait_for(lambda: lookup.by_ids(["pot-1:one"])[0].offer.price == Decimal("5.55"), seconds=60, what=workers.tail)
    still = services.runs.get(run)
    assert still.state == "applying", "the bulk run was over too early to tell"
    assert finished(services, run).state == "done"
    services.engine.dispose()
    services.client.close()
