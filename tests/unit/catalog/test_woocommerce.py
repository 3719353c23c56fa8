from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.mapping import mapping_text, parse_mapping
from catalog.normalising.normalise import Normaliser
from catalog.sources.record import FeedRecord
from catalog.sources.woocommerce import read_woocommerce
from retrieval.schema import Product

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
HEADER = (
    "ID,Type,SKU,Name,Published,Description,Date sale price starts,Date sale price ends,In stock?,Stock,Weight (kg),"
    "Sale price,Regular price,Categories,Images,Parent,Attribute 1 name,Attribute 1 value(s),Attribute 1 visible,"
    'Attribute 2 name,Attribute 2 value(s),Attribute 2 visible,"GTIN, UPC, EAN, or ISBN"'
)
PARENT = (
    '10,variable,HOOD,Hoodie,1,Warm.,,,1,,0.8,,,"Clothing > Hoodies, Sale",https://x.example/a.jpg,,'
    'Colour,"Blue, Red",1,Fabric,Cotton,1,'
)
BLUE = "11,variation,HOOD-B,{name},1,,2026-11-20,2026-11-21,1,5,,35,45,,,{parent},Colour,Blue,1,,,,4006381333931"
MUG = '12,"simple, downloadable",MUG,Mug,1,,,,0,,,,9.5,Kitchen,,,Hand wash,yes,1,Cost,3,0,'
DRAFT = "13,simple,D,Draft,-1,,,,1,,,,9.5,,,,,,,,,,"


def products(*rows: str) -> list[Product]:
    raw = "\n".join((HEADER, *rows)).encode()
    mapping = parse_mapping(mapping_text("woocommerce", None), origin="built in")
    normaliser = Normaliser.of(mapping, source="shop", version=7, as_of=NOW)
    records = [one for one in read_woocommerce(io.BytesIO(raw), "utf-8") if isinstance(one, FeedRecord)]
    return [found for found in (normaliser.normalise(record).product for record in records) if found is not None]


@pytest.mark.parametrize("parent", ["HOOD", "id:10"])
@pytest.mark.parametrize("name", ["Hoodie - Blue", ""])
def test_a_variation_has_what_its_parent_states(parent: str, name: str) -> None:
    (blue,) = products(PARENT, BLUE.format(parent=parent, name=name))
    assert (blue.id, blue.item_group_id) == ("11", "10")
    assert blue.title.startswith("Hoodie")
    assert (blue.description, blue.product_type) == ("Warm.", ("Clothing", "Hoodies"))
    assert (blue.offer.price, blue.offer.sale_price) == (Decimal(45), Decimal(35))
    assert (blue.offer.availability, blue.offer.quantity) == ("in_stock", 5)
    assert {(one.name, one.value, one.unit) for one in blue.attributes} == {
        ("colour", "Blue", None),
        ("fabric", "Cotton", None),
        ("weight", Decimal("0.8"), "kg"),
    }
    assert "4006381333931" in {one.raw for one in blue.identifiers}


def test_a_variation_without_a_name_is_named_after_its_choice() -> None:
    (blue,) = products(PARENT, BLUE.format(parent="HOOD", name=""))
    assert blue.title == "Hoodie - Blue"


def test_a_simple_product_keeps_what_is_visible_and_a_draft_is_left_out() -> None:
    (mug,) = products(MUG, DRAFT)
    assert (mug.id, mug.item_group_id, mug.offer.availability) == ("12", None, "out_of_stock")
    assert {(one.name, one.value) for one in mug.attributes} == {("hand_wash", True)}
