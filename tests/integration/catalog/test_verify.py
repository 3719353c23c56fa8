"""`catalog verify` and its `--repair`: an index broken by hand is found out and mended by a real worker."""

from __future__ import annotations

import json
from typing import Any

import pytest

from retrieval.shop_index import alias_of
from tests.integration.catalog.conftest import Shop
from tests.integration.catalog.test_sync import products, record

pytestmark = pytest.mark.timeout(300)


def verified(shop: Shop, *options: str) -> tuple[int, dict[str, Any]]:
    done = shop.command("verify", "--json", *options)
    assert done.stdout, done.stderr + shop.worker.tail()
    report: dict[str, Any] = json.loads(done.stdout)
    return done.returncode, report


def break_index(shop: Shop) -> None:
    """One product goes, another's price and title are changed, a stranger is added, and a passage goes."""
    services = shop.services()
    client, index, passages = services.client, alias_of(shop.name, "products"), alias_of(shop.name, "evidence")
    stranger = client.get(index=index, id="L4")["_source"] | {"id": "L99"}
    client.index(index=index, id="L99", document=stranger)
    client.delete(index=index, id="L1")
    changed = "ctx._source.offer.price_minor = 1; ctx._source.offer.price = '0.01'; ctx._source.title = 'Hat';"
    client.update(index=index, id="L2", script={"source": changed})
    passage = next(one for one in services.indexes(shop.name).passages.ids() if one.startswith("L3#"))
    client.delete(index=passages, id=passage)
    services.client.indices.refresh(index=f"{index},{passages}")
    services.client.close()
    services.engine.dispose()


def test_what_is_wrong_in_the_index_is_found_and_mended(synced_shop: Shop) -> None:
    shop = synced_shop
    shop.sync(shop.write([record(number) for number in range(1, 7)]))
    before = products(shop, "L1", "L2", "L3")
    code, report = verified(shop)
    assert (code, report["examples"]) == (0, [])
    assert report["checked"]["products"] == 6

    break_index(shop)
    code, report = verified(shop)
    assert code == 1
    assert report["counts"]["products"] == {"missing": 1, "extra": 1, "different": 1}
    assert report["counts"]["evidence"]["missing"] == 1
    found = {(one["mismatch"], one["id"]): one["fields"] for one in report["examples"] if one["part"] == "products"}
    assert {("missing", "L1"), ("extra", "L99"), ("different", "L2")} == set(found)
    assert {"text", "offer"} <= set(found["different", "L2"])
    code, again = verified(shop)
    assert (code, again["counts"]) == (1, report["counts"])

    code, mended = verified(shop, "--repair")
    assert (code, mended["repair"]["done"]) == (0, True), mended
    code, report = verified(shop)
    assert (code, report["examples"]) == (0, [])
    after = products(shop, "L1", "L2", "L3", "L99")
    assert set(after) == {"L1", "L2", "L3"}
    assert [(after[name].title, after[name].offer.price) for name in sorted(after)] == [
        (before[name].title, before[name].offer.price) for name in sorted(before)
    ]
