from __future__ import annotations

import csv
import io
import os
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.mapping import Format, mapping_text, parse_mapping
from catalog.normalising.normalise import Normalised, Normaliser
from catalog.sources.files import read_records
from catalog.sources.kinds import seen_kind
from catalog.sources.record import FeedRecord
from catalog.sources.shopify import read_shopify
from retrieval.schema import Product

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
OURS = Path(__file__).parents[2] / "fixtures" / "feeds"
SAMPLES = Path(os.environ.get("SHOPCLERK_DATA", Path(__file__).parents[4] / "shared" / "data")) / "feeds"
EXPORTS = [path for folder in (OURS, SAMPLES) for path in sorted(folder.glob("shopify_*.csv"))]
OLD = (
    "Handle,Title,Body (HTML),Vendor,Published,Option1 Name,Option1 Value,Option2 Name,Option2 Value,Variant SKU,"
    "Variant Grams,Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,"
    "Variant Compare At Price,Variant Weight Unit,Image Src,Care (product.metafields.custom.care)"
)
NEW = (
    "URL handle,Title,Description,Vendor,Published on online store,Option1 name,Option1 value,Option2 name,"
    "Option2 value,SKU,Weight value (grams),Inventory tracker,Inventory quantity,Continue selling when out of stock,"
    "Price,Compare-at price,Weight unit for display,Product image URL,Care (product.metafields.custom.care)"
)
FIRST = "top,Top,<p>Soft.</p>,Acme,true,Size,Small,Colour,Red,T-S,250,shopify,3,deny,40.00,60.00,kg,https://x.example/1,Cold"
SECOND = "top,,,,,,Large Fit,,Red,T-L,,shopify,0,{goes_on},40,,,,"
PICTURE = "top,,,,,,,,,,,,,,,,,https://x.example/2,"
HIDDEN = "old,Old,,Acme,false,Title,Default Title,,,O,,,,deny,9,,,,"
PLAIN = "mug,Mug,,Acme,true,Title,Default Title,,,M,,,,deny,9.5,,,,"


def products(raw: str) -> list[Product]:
    records = [one for one in read_shopify(io.BytesIO(raw.encode()), "utf-8") if isinstance(one, FeedRecord)]
    mapping = parse_mapping(mapping_text("shopify", None), origin="built in")
    normaliser = Normaliser.of(mapping, source="shop", version=7, as_of=NOW)
    return [sound(normaliser.normalise(record)) for record in records]


def sound(found: Normalised) -> Product:
    assert found.product is not None, found.rejections
    return found.product


def feed(header: str, rows: Sequence[str]) -> str:
    return "\n".join((header, *rows)) + "\n"


@pytest.mark.parametrize(("header", "goes_on"), [(OLD, "continue"), (NEW, "true")])
def test_rows_of_one_handle_become_its_variants(header: str, goes_on: str) -> None:
    small, large = products(feed(header, (FIRST, SECOND.format(goes_on=goes_on), PICTURE)))
    assert (small.id, small.title, small.item_group_id) == ("top:small:red", "Top - Small / Red", "top")
    assert (large.id, large.title, large.description) == ("top:large-fit:red", "Top - Large Fit / Red", "Soft.")
    assert (small.offer.price, small.offer.sale_price) == (Decimal(60), Decimal(40))
    assert (large.offer.price, large.offer.sale_price) == (Decimal(40), None)
    assert (small.offer.availability, large.offer.availability) == ("in_stock", "backorder")
    assert (small.offer.quantity, large.offer.quantity) == (3, None)
    assert small.offer.currency is None
    stated = {one.name: (one.value, one.unit) for one in small.attributes}
    weight = (Decimal("0.25"), "kg")
    assert stated == {"size": ("Small", None), "colour": ("Red", None), "care": ("Cold", None), "weight": weight}


def test_a_product_without_options_has_no_group_and_one_not_published_is_left_out() -> None:
    (mug,) = products(feed(OLD, (HIDDEN, PLAIN)))
    assert (mug.id, mug.title, mug.item_group_id, mug.link) == ("mug", "Mug", None, "/products/mug")
    assert mug.offer.availability == "in_stock"


@pytest.mark.parametrize(
    ("tracker", "quantity", "policy", "availability"),
    [
        ("shopify", "3", "deny", "in_stock"),
        ("shopify", "0", "deny", "out_of_stock"),
        ("shopify", "-2", "continue", "backorder"),
        ("shopify", "", "deny", None),
        ("", "", "deny", "in_stock"),
        ("", "4", "deny", "in_stock"),
        ("", "0", "deny", None),
    ],
)
def test_stock_is_said_only_where_the_file_decides_it(
    tracker: str, quantity: str, policy: str, availability: str | None
) -> None:
    (mug,) = products(feed(OLD, (f"mug,Mug,,Acme,true,,,,,M,,{tracker},{quantity},{policy},9.5,,,,",)))
    assert mug.offer.availability == availability


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (OLD, "shopify"),
        (NEW, "shopify"),
        ("id\ttitle\tlink\tprice", "google_tsv"),
        ('<?xml version="1.0"?><rss>', "google_xml"),
        ('{"id": 1}', "jsonl"),
        ("ID,Type,SKU,Name,Published,Regular price", "woocommerce"),
        ("<!doctype html><html>", "jsonld"),
        ('{"@context": "https://schema.org"}', "jsonld"),
    ],
)
def test_a_format_is_told_by_its_first_bytes(start: str, kind: str) -> None:
    assert seen_kind(start.encode(), "feed.jsonl", Format()) == kind


@pytest.mark.parametrize("path", EXPORTS, ids=lambda path: path.stem)
def test_an_export_is_read_completely(path: Path) -> None:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        expected = sum(1 for row in csv.DictReader(stream) if row["Variant Price"])
    form = Format(kind=seen_kind(path.read_bytes()[:8_192], path.name, Format()))
    mapping = parse_mapping(mapping_text("shopify", None), origin="built in")
    normaliser = Normaliser.of(mapping, source="shop", version=7, as_of=NOW)
    records = [one for one in read_records(path, path.name, form) if isinstance(one, FeedRecord)]
    found = [sound(normaliser.normalise(record)) for record in records]
    assert len({product.id for product in found}) == len(found) == expected
    assert all(product.offer.price for product in found)


def test_an_export_is_read_as_it_is_written() -> None:
    read = products((OURS / "shopify_export.csv").read_text("utf-8-sig"))
    found = {_identifier(product, "sku"): product for product in read}
    throw, mug, shelf = found["LT-S-2"], found["MUG-D"], found["SH-L80"]
    offer = throw.offer
    assert len(read) == len(found) == 8
    assert (throw.title, throw.item_group_id) == ("Linen throw - Slate / 150 × 200 cm", "linen-throw")
    assert (offer.price, offer.sale_price, offer.availability) == (Decimal(80), Decimal(72), "out_of_stock")
    assert (mug.title, _identifier(mug, "gtin"), mug.item_group_id) == ("Café mug, “Dawn”", "4006381333931", None)
    assert found["LT-N-1"].offer.availability == "backorder"
    stated = {one.name: (one.value, one.unit) for one in shelf.attributes}
    assert stated.items() >= {"finish": ("Lacquered", None), "width": (Decimal(80), "cm")}.items()


def _identifier(product: Product, kind: str) -> str | None:
    return next((one.raw for one in product.identifiers if one.kind == kind), None)
