from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from catalog.ask import Feed
from catalog.mapping import Format, mapping_text, parse_mapping
from catalog.normalising.normalise import Normaliser
from catalog.rejections import Rejection
from catalog.sources.files import read_records
from catalog.sources.jsonld import read_jsonld
from catalog.sources.record import FeedRecord
from catalog.syncing.spool import Spool
from retrieval.schema import Product

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LAMP: dict[str, Any] = {
    "@type": "Product",
    "sku": "L1",
    "name": "Lamp",
    "brand": {"@type": "Brand", "name": "Fern"},
    "gtin13": "4006381333931",
    "weight": {"@type": "QuantitativeValue", "value": 1.5, "unitCode": "KGM"},
    "additionalProperty": [{"@type": "PropertyValue", "name": "Power", "value": 9, "unitCode": "WTT"}],
    "offers": {
        "@type": "Offer",
        "price": 129.0,
        "priceCurrency": "EUR",
        "availability": "https://schema.org/InStock",
        "url": "https://shop.example/l1",
    },
}


def page(*documents: object) -> bytes:
    scripts = "".join(f'<script type="application/ld+json">{json.dumps(one)}</script>' for one in documents)
    return f"<!doctype html><html><head>{scripts}</head><body><p>Hi</p></body></html>".encode()


def products(raw: bytes) -> list[Product]:
    mapping = parse_mapping(mapping_text("jsonld", None), origin="built in")
    normaliser = Normaliser.of(mapping, source="shop", version=7, as_of=NOW)
    records = [one for one in read_jsonld(io.BytesIO(raw)) if isinstance(one, FeedRecord)]
    return [found for found in (normaliser.normalise(record).product for record in records) if found is not None]


@pytest.mark.parametrize(
    "raw", [page(LAMP), page([LAMP]), page({"@graph": [{"@type": "WebPage"}, LAMP]}), json.dumps(LAMP).encode()]
)
def test_a_product_is_found_wherever_it_stands(raw: bytes) -> None:
    (lamp,) = products(raw)
    assert (lamp.id, lamp.title, lamp.brand, lamp.link) == ("L1", "Lamp", "Fern", "https://shop.example/l1")
    assert (lamp.offer.price, lamp.offer.currency, lamp.offer.availability) == (Decimal(129), "EUR", "in_stock")
    assert {(one.name, one.value, one.unit) for one in lamp.attributes} == {
        ("weight", Decimal("1.5"), "kg"),
        ("power", Decimal(9), "W"),
    }


def test_a_group_gives_its_variants_with_what_it_states() -> None:
    group = {
        "@type": "ProductGroup",
        "productGroupID": "G",
        "name": "Shirt",
        "brand": "Acme",
        "hasVariant": [{"@id": "#s"}, {"@type": "Product", "sku": "S-L", "name": "Shirt L", "size": "L"}],
    }
    small = {"@id": "#s", "@type": "Product", "sku": "S-S", "name": "Shirt S", "size": {"name": "S"}}
    found = products(page({"@graph": [group, small]}))
    assert [(one.id, one.item_group_id, one.brand) for one in found] == [("S-S", "G", "Acme"), ("S-L", "G", "Acme")]
    assert [one.attributes[0].value for one in found] == ["S", "L"]


@pytest.mark.parametrize(
    ("offers", "price", "sale"),
    [
        ({"lowPrice": 5, "highPrice": 9, "priceCurrency": "EUR"}, None, None),
        ({"lowPrice": 5, "highPrice": 5, "priceCurrency": "EUR"}, 5, None),
        ([{"price": "5", "priceCurrency": "EUR"}, {"price": "6", "priceCurrency": "EUR"}], None, None),
        (
            {
                "price": "5",
                "priceCurrency": "EUR",
                "priceValidUntil": "2026-12-01",
                "priceSpecification": {
                    "price": 9,
                    "priceCurrency": "EUR",
                    "priceType": "https://schema.org/StrikethroughPrice",
                },
            },
            9,
            5,
        ),
    ],
)
def test_offers_state_a_price_only_where_they_agree(offers: object, price: int | None, sale: int | None) -> None:
    (lamp,) = products(page({**LAMP, "offers": offers}))
    assert (lamp.offer.price, lamp.offer.sale_price) == (price, sale)


def test_a_broken_script_is_rejected_and_the_next_is_read() -> None:
    raw = page(LAMP).replace(b"<head>", b'<head><script type="application/ld+json">{broken</script>')
    bad, good = read_jsonld(io.BytesIO(raw))
    assert isinstance(bad, Rejection)
    assert isinstance(good, FeedRecord)


def test_a_folder_of_pages_is_read_as_one_source(tmp_path: Path) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.html").write_bytes(page(LAMP))
    (folder / "b.html").write_bytes(page({**LAMP, "sku": "L2"}))
    with Feed(folder).opened() as (packed, mapping):
        form = parse_mapping(mapping, origin="test").format
        records = [one for one in read_records(packed, "pages", form) if isinstance(one, FeedRecord)]
        digest = Spool(tmp_path / "spool").put(packed)
    assert form == Format(kind="jsonld")
    assert [(one.row, one.values["id"]) for one in records] == [(1, "L1"), (2, "L2")]
    with Feed(folder).opened() as (packed, _mapping):
        assert Spool(tmp_path / "spool").put(packed) == digest
