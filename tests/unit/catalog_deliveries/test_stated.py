from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from catalog.deliveries.keeping import keep_unstated
from catalog.deliveries.shopify import Shopify
from catalog.deliveries.stated import Platform, Stated, Unreadable
from catalog.deliveries.woocommerce import WooCommerce
from catalog.mapping import Kind, Mapping, mapping_text, parse_mapping
from catalog.normalising.normalise import Normaliser
from catalog.sources.record import FeedRecord
from catalog.sources.shopify import read_shopify
from catalog.sources.woocommerce import read_woocommerce
from catalog.syncing.fingerprints import fingerprints
from retrieval.schema import Attribute, Product
from tests.shop_platforms import ShopifyProduct, shopify_csv, woocommerce_payload

AS_OF = datetime(2026, 3, 1, tzinfo=UTC)
POT = ShopifyProduct(12, "clay-pot", {"Small": "9.99", "Large": "15.99"})


def products(records: Any, kind: Kind) -> dict[str, Product]:
    normaliser = Normaliser.of(mapping_of(kind), source="file", version=1, as_of=AS_OF)
    normalised = [normaliser.normalise(record) for record in records if isinstance(record, FeedRecord)]
    return {one.product.id: one.product for one in normalised if one.product is not None}


def mapping_of(kind: Kind) -> Mapping:
    return parse_mapping(mapping_text(kind, None), origin="test")


def delivered(platform: Platform, payload: object, *, before: dict[str, Product], topic: str) -> dict[str, Product]:
    """The products of a payload, with what it is silent about as it was."""
    stated = platform.read(topic, payload)
    assert stated is not None
    found: dict[str, Product] = {}
    for record in stated.records:
        assert isinstance(record, FeedRecord)
        for product_id, product in products([record], platform.kind).items():
            known = before.get(product_id)
            found[product_id] = keep_unstated(
                product, known, mapping=mapping_of(platform.kind), values=record.values, stated=stated
            )
    return found


def test_a_shopify_webhook_of_an_unchanged_product_changes_nothing() -> None:
    file = products(read_shopify(io.BytesIO(shopify_csv(POT).encode()), "utf-8"), "shopify")
    assert list(file) == ["clay-pot:small", "clay-pot:large"]
    assert {one.name for one in file["clay-pot:small"].attributes} == {"size", "fabric", "weight", "tags"}
    webhook = delivered(Shopify(), POT.payload(), before=file, topic="products/update")
    assert {name: fingerprints(one) for name, one in webhook.items()} == {
        name: fingerprints(one) for name, one in file.items()
    }


def test_a_shopify_webhook_states_what_it_states_and_keeps_the_rest() -> None:
    file = products(read_shopify(io.BytesIO(shopify_csv(POT).encode()), "utf-8"), "shopify")
    changed = ShopifyProduct(12, "clay-pot", {"Small": "8.50"}, {"tags": "", "vendor": ""})
    now = delivered(Shopify(), changed.payload(), before=file, topic="products/update")["clay-pot:small"]
    before = file["clay-pot:small"]
    assert (now.offer.price, now.brand, now.title) == (Decimal("8.50"), None, before.title)
    assert {one.name for one in now.attributes} == {"size", "fabric", "weight"}
    assert [one for one in now.identifiers if one.kind == "mpn"] == [
        one for one in before.identifiers if one.kind == "mpn"
    ]


def test_an_option_that_was_renamed_is_not_stated_twice() -> None:
    file = products(read_shopify(io.BytesIO(shopify_csv(POT).encode()), "utf-8"), "shopify")
    payload = POT.payload() | {"options": [{"name": "Volume", "position": 1}]}
    now = delivered(Shopify(), payload, before=file, topic="products/update")["clay-pot:small"]
    assert [one.name for one in now.attributes if one.value == "Small"] == ["volume"]


@pytest.mark.parametrize("change", [{"status": "draft"}, {"status": "archived"}, {"published_at": None}])
def test_what_is_not_on_sale_is_no_product(change: dict[str, Any]) -> None:
    assert Shopify().read("products/update", POT.payload() | change) == Stated(
        (), group="clay-pot", keeps_attributes=True
    )
    assert Shopify().read("products/delete", {"id": 12}) == Stated(())


def test_a_weight_that_is_not_stated_stays() -> None:
    file = products(read_shopify(io.BytesIO(shopify_csv(POT).encode()), "utf-8"), "shopify")
    payload = POT.payload()
    for variant in payload["variants"]:
        del variant["grams"], variant["weight"]
    now = delivered(Shopify(), payload, before=file, topic="products/update")["clay-pot:large"]
    assert [one for one in now.attributes if one.name == "weight"] == [
        Attribute("weight", "Weight", Decimal("1.5"), "kg", "number")
    ]


WOO_CSV = (
    "ID,Type,SKU,Name,Published,Description,Regular price,Sale price,In stock?,Stock,Weight (kg),Length (cm),"
    "Height (cm),Categories,Images,Attribute 1 name,Attribute 1 value(s),Attribute 1 visible\n"
    "7,simple,KT-7,Kettle 7,1,<p>Boils water.</p>,20.00,,1,4,1.2,20,25,Kettles,https://shop.example/kettle.jpg,"
    'Colour,"Red\\, dark",1\n'
)


def test_a_woocommerce_webhook_of_an_unchanged_product_changes_nothing() -> None:
    file = products(read_woocommerce(io.BytesIO(WOO_CSV.encode()), "utf-8"), "woocommerce")
    webhook = delivered(WooCommerce(), woocommerce_payload(7), before=file, topic="product.updated")
    assert {name: fingerprints(one) for name, one in webhook.items()} == {
        name: fingerprints(one) for name, one in file.items()
    }


def test_a_weight_without_a_unit_has_the_unit_it_had() -> None:
    file = products(read_woocommerce(io.BytesIO(WOO_CSV.encode()), "utf-8"), "woocommerce")
    payload = woocommerce_payload(7, weight="1.4", sale_price="15.00", stock_status="outofstock", stock_quantity=0)
    now = delivered(WooCommerce(), payload, before=file, topic="product.updated")["7"]
    assert [(one.value, one.unit) for one in now.attributes if one.name == "weight"] == [(Decimal("1.4"), "kg")]
    assert (now.offer.sale_price, now.offer.availability) == (Decimal("15.00"), "out_of_stock")
    new = delivered(WooCommerce(), payload, before={}, topic="product.created")["7"]
    assert [one.name for one in new.attributes] == ["colour"]


def test_a_variation_keeps_what_its_parent_said() -> None:
    rows = (
        "ID,Type,SKU,Name,Published,Description,Regular price,In stock?,Parent,Categories,Attribute 1 name,"
        "Attribute 1 value(s),Attribute 2 name,Attribute 2 value(s)\n"
        '10,variable,P,Kettle,1,Boils water.,,1,,Kettles,Colour,"Red, Blue",Material,Steel\n'
        "11,variation,P-R,Kettle - Red,1,,20.00,1,id:10,,Colour,Red,,\n"
    )
    file = products(read_woocommerce(io.BytesIO(rows.encode()), "utf-8"), "woocommerce")
    payload = woocommerce_payload(
        11, name="Kettle - Red", sku="P-R", type="variation", parent_id=10, description="", categories=[], images=[],
        weight="", dimensions={}, stock_quantity=None, attributes=[{"id": 0, "name": "Colour", "option": "Red"}],
    )  # fmt: skip
    now = delivered(WooCommerce(), payload, before=file, topic="product.updated")
    assert fingerprints(now["11"]) == fingerprints(file["11"])
    assert now["11"].item_group_id == "10"


def test_a_variable_product_is_nothing_to_buy_until_it_is_gone() -> None:
    parent = woocommerce_payload(10, type="variable")
    assert WooCommerce().read("product.updated", parent) is None
    assert WooCommerce().read("product.updated", {**parent, "status": "draft"}) == Stated((), group="10")
    assert WooCommerce().read("product.deleted", {"id": 10}) == Stated((), group="10")


@pytest.mark.parametrize(
    "payload",
    [[], "x", {}, {"handle": "a", "title": "A"}, {"handle": "a", "title": "A", "variants": "many"},
     {"handle": "a", "title": "A", "variants": [], "images": [1]}],
)  # fmt: skip
def test_what_cannot_be_read_says_so(payload: object) -> None:
    with pytest.raises(Unreadable):
        Shopify().read("products/update", payload)


def test_a_woocommerce_product_without_a_name_cannot_be_read() -> None:
    with pytest.raises(Unreadable):
        WooCommerce().read("product.updated", {"id": 1})
