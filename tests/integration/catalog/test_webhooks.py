"""Webhooks through a real gateway, broker and worker into a real index."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import httpx
import pytest

from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Product
from tests.gateway import GatewayProcess
from tests.integration.catalog.conftest import Shop, wait_for
from tests.shop_platforms import SECRET, Call, ShopifyProduct, shopify_csv, woocommerce_call, woocommerce_payload

pytestmark = pytest.mark.timeout(300)

POT = ShopifyProduct(12, "clay-pot", {"Small": "9.99", "Large": "15.99"})
IN_TIME_S = 60.0


def ago(seconds: float) -> str:
    """A time before now, as Shopify states it."""
    return (datetime.now(UTC) - timedelta(seconds=seconds)).isoformat()


class ShopWithWebhooks:
    """A shop, its gateway, and what the index says of its products."""

    def __init__(self, shop: Shop, gateway: GatewayProcess) -> None:
        self.shop = shop
        self.gateway = gateway
        self.services = shop.services()
        self._lookup = ElasticsearchProductLookup(self.services.client, shop.name)

    def deliver(self, call: Call) -> httpx.Response:
        return httpx.post(f"{self.gateway.url}{call.path}", headers=dict(call.headers), content=call.body, timeout=10)

    def delivered(self, *calls: Call) -> None:
        for call in calls:
            assert self.deliver(call).status_code == 200
        wait_for(lambda: not self.waiting(), seconds=IN_TIME_S, what=self.shop.worker.tail)

    def waiting(self) -> bool:
        return self.services.inbox.waiting(self.shop.name) > 0

    def product(self, product_id: str) -> Product | None:
        found = self._lookup.by_ids([product_id])
        return found[0] if found else None

    def price(self, product_id: str) -> Decimal | None:
        product = self.product(product_id)
        return product.offer.price if product else None

    def sync_file(self, name: str, text: str) -> dict[str, object]:
        path = self.shop.folder / name
        path.write_text(text, encoding="utf-8")
        done = self.shop.command("sync", str(path), "--json", "--timeout", "100")
        assert done.stdout, done.stderr + self.shop.worker.tail()
        result: dict[str, object] = json.loads(done.stdout)
        return result


@pytest.fixture
def connected(synced_shop: Shop, tmp_path: Path) -> Iterator[ShopWithWebhooks]:
    settings = {
        "SHOPCLERK_SHOP": synced_shop.name,
        "SHOPCLERK_SHOPIFY_WEBHOOK_SECRET": SECRET,
        "SHOPCLERK_WOOCOMMERCE_WEBHOOK_SECRET": SECRET,
        "CELERY_BROKER_URL": synced_shop.worker.environment["CELERY_BROKER_URL"],
    }
    state = Path(synced_shop.worker.environment["SHOPCLERK_STATE_DIR"])
    state.mkdir(parents=True, exist_ok=True)
    settings["SHOPCLERK_GATEWAY_DATABASE_URL"] = f"sqlite:///{tmp_path / 'gateway.sqlite'}"
    with GatewayProcess(state, "http://127.0.0.1:9", **settings) as gateway:
        shop = ShopWithWebhooks(synced_shop, gateway)
        yield shop
        shop.services.engine.dispose()
        shop.services.client.close()


def test_a_price_of_the_file_is_changed_by_a_webhook_and_never_back(connected: ShopWithWebhooks) -> None:
    synced = connected.sync_file("products_export.csv", shopify_csv(POT))
    assert (synced["state"], synced["added"]) == ("done", 2)
    cheaper = ShopifyProduct(12, "clay-pot", {"Small": "8.50", "Large": "15.99"})
    older = ShopifyProduct(12, "clay-pot", {"Small": "7.77", "Large": "7.77"})
    call = cheaper.call("products/update", at=ago(0), delivery="once")
    assert connected.deliver(call).json() == {"ok": True, "taken": True}
    assert connected.deliver(call).json() == {"ok": True, "taken": False}
    connected.delivered(older.call("products/update", at=ago(30)))
    assert (connected.price("clay-pot:small"), connected.price("clay-pot:large")) == (
        Decimal("8.50"),
        Decimal("15.99"),
    )
    small = connected.product("clay-pot:small")
    assert small is not None
    assert {one.name for one in small.attributes} == {"size", "fabric", "weight", "tags"}
    assert connected.services.known(connected.shop.name).counts() == {"products_export": 2}
    assert connected.services.inbox.dead(connected.shop.name) == []


def test_a_product_comes_changes_and_goes_by_webhooks_alone(connected: ShopWithWebhooks) -> None:
    connected.delivered(POT.call("products/create", at=ago(30)))
    assert connected.price("clay-pot:large") == Decimal("15.99")
    grown = ShopifyProduct(12, "clay-pot", {"Small": "9.99", "Huge": "40.00"}, {"title": "Big pot"})
    connected.delivered(grown.call("products/update", at=ago(20)))
    huge = connected.product("clay-pot:huge")
    assert huge is not None
    assert (huge.title, huge.offer.price, huge.source) == ("Big pot - Huge", Decimal("40.00"), "shopify")
    assert connected.product("clay-pot:large") is None
    connected.delivered(POT.call("products/delete", at=ago(10)))
    connected.delivered(grown.call("products/update", at=ago(20)))
    assert (connected.product("clay-pot:small"), connected.product("clay-pot:huge")) == (None, None)
    assert connected.services.known(connected.shop.name).counts() == {}


def test_a_deletion_that_comes_first_is_not_undone(connected: ShopWithWebhooks) -> None:
    connected.delivered(ShopifyProduct(13, "vase", {"One": "5.00"}).call("products/create", at=ago(40)))
    connected.delivered(POT.call("products/delete", at=ago(20)))
    connected.delivered(POT.call("products/create", at=ago(30)))
    assert (connected.product("clay-pot:small"), connected.price("vase:one")) == (None, Decimal("5.00"))
    assert connected.services.inbox.dead(connected.shop.name) == []


def test_a_deletion_that_comes_before_all_else_removes_what_the_file_still_has(connected: ShopWithWebhooks) -> None:
    vase = ShopifyProduct(13, "vase", {"One": "5.00"})
    connected.sync_file("products_export.csv", shopify_csv(POT, vase))
    moment = ago(0)
    created, deleted = POT.call("products/create", at=moment), POT.call("products/delete", at=moment)
    connected.delivered(deleted)
    assert connected.price("clay-pot:small") == Decimal("9.99")
    assert len(connected.services.inbox.dead(connected.shop.name)) == 1
    connected.delivered(created)
    assert (connected.product("clay-pot:small"), connected.product("clay-pot:large")) == (None, None)
    assert connected.price("vase:one") == Decimal("5.00")
    assert connected.services.inbox.dead(connected.shop.name) == []


def test_woocommerce_products_come_by_webhook_too(connected: ShopWithWebhooks) -> None:
    connected.delivered(woocommerce_call("product.created", woocommerce_payload(7), delivery="a"))
    assert connected.price("7") == Decimal("20.00")
    changed = woocommerce_payload(7, regular_price="18.00", date_modified_gmt="2026-03-01T15:00:01")
    connected.delivered(woocommerce_call("product.updated", changed, delivery="b"))
    assert connected.price("7") == Decimal("18.00")
    gone = {**changed, "status": "trash", "date_modified_gmt": "2026-03-01T15:00:02"}
    connected.delivered(woocommerce_call("product.updated", gone, delivery="c"))
    assert connected.product("7") is None


def test_what_cannot_pass_is_a_dead_letter_that_can_be_shown_retried_and_discarded(connected: ShopWithWebhooks) -> None:
    broken = ShopifyProduct(12, "clay-pot", {"Small": "cheap", "Large": "15.99"})
    connected.delivered(broken.call("products/create", at=ago(30)))
    assert (connected.price("clay-pot:large"), connected.product("clay-pot:small")) == (Decimal("15.99"), None)
    command = connected.shop.command
    listed = json.loads(command("deadletters", "--json").stdout)
    (letter,) = listed["dead"]
    assert (letter["topic"], letter["object"]) == ("products/create", "12")
    assert "got 'cheap'" in letter["reason"]
    number = str(letter["id"])
    assert '"price": "cheap"' in command("deadletters", "show", number).stdout
    assert command("deadletters", "retry", number).returncode == 0
    wait_for(lambda: not connected.waiting(), seconds=IN_TIME_S, what=connected.shop.worker.tail)
    assert number in command("deadletters", "list").stdout
    assert command("deadletters", "discard", number).returncode == 0
    assert json.loads(command("deadletters", "--json").stdout)["dead"] == []
    gone = command("deadletters", "show", "999999")
    assert (gone.returncode, "no dead letter 999999" in gone.stderr) == (1, True)


def refusal(connected: ShopWithWebhooks, change: Callable[[Call], Call]) -> tuple[int, str]:
    answer = connected.deliver(change(POT.call("products/update", at=ago(30))))
    return answer.status_code, answer.json()["error"]["code"]


def test_nothing_is_kept_of_what_is_not_proved(connected: ShopWithWebhooks) -> None:
    assert refusal(connected, lambda call: Call(call.path, {}, call.body)) == (401, "bad_signature")
    assert refusal(connected, lambda call: Call(call.path, call.headers, call.body + b" ")) == (401, "bad_signature")
    assert refusal(connected, lambda call: Call("/webhooks/magento", call.headers, call.body)) == (404, "not_found")
    large = ShopifyProduct(12, "clay-pot", {"S": "1"}, {"body_html": "x" * 3_000_000})
    assert connected.deliver(large.call("products/update", at=ago(30))).status_code == 413
    ample = ShopifyProduct(13, "ample-pot", {"S": "1"}, {"body_html": "Ample. " * 30_000})
    assert connected.deliver(ample.call("products/update", at=ago(30))).status_code == 200
    ping = httpx.post(f"{connected.gateway.url}/webhooks/woocommerce", data={"webhook_id": "4"}, timeout=10)
    assert (ping.status_code, ping.json()) == (200, {"ok": True, "taken": False})
    wait_for(lambda: not connected.waiting(), seconds=IN_TIME_S, what=connected.shop.worker.tail)
    assert (connected.product("clay-pot:small"), connected.price("ample-pot:s")) == (None, Decimal("1"))
    assert SECRET not in connected.gateway.log()


def test_without_a_secret_there_is_no_door(tmp_path: Path) -> None:
    with GatewayProcess(tmp_path, "http://127.0.0.1:9") as gateway:
        call = POT.call("products/update", at=ago(30))
        answer = httpx.post(f"{gateway.url}{call.path}", headers=dict(call.headers), content=call.body, timeout=10)
    assert answer.status_code == 404
