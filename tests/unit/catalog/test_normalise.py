from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from catalog.mapping import parse_mapping
from catalog.normalising.normalise import Normalised, Normaliser
from catalog.sources.record import FeedRecord
from retrieval.schema import Attribute, Identifier, Product

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
MAPPING = parse_mapping(
    """
    [product]
    id = "id"
    title = "title"
    brand = "brand"
    item_group_id = "group"
    product_type = "product_type"
    description = "description"
    highlights = "product_highlight"
    link = "link"
    [identifiers]
    gtin = ["gtin"]
    mpn = ["mpn"]
    [offer]
    price = "price"
    sale_price = "sale_price"
    sale_dates = "sale_dates"
    availability = "availability"
    availability_values = { "sofort" = "in_stock" }
    availability_date = "availability_date"
    quantity = "quantity"
    [[attributes]]
    prefix = "attr_n_"
    type = "number"
    ignore = ["last_change"]
    [[attributes]]
    field = "color"
    name = "colour"
    [[attributes]]
    list = "product_detail"
    [units]
    display_diagonal = "in"
    """,
    origin="test",
)


def normalise(**values: Any) -> Normalised:
    normaliser = Normaliser.of(MAPPING, source="feed", version=7, as_of=NOW)
    return normaliser.normalise(FeedRecord(3, {"id": "A1", "title": "Lamp", **values}))


def product(**values: Any) -> Product:
    found = normalise(**values)
    assert found.product is not None, found.rejections
    return found.product


def attributes(**values: Any) -> dict[str, Attribute]:
    return {attribute.name: attribute for attribute in product(**values).attributes}


def detail(name: str, value: object, section: str = "") -> Mapping[str, object]:
    return {"section_name": section, "attribute_name": name, "attribute_value": value}


def test_a_record_becomes_a_product() -> None:
    lamp = product(
        brand="Fern",
        group="G",
        product_type="Home > Lamps > Desk",
        description="<p>Bright.</p><p>Small.</p>",
        product_highlight=["Dims", "Dims", ""],
        link="/products/lamp",
        gtin="4006381333931",
        mpn="FL-1/a",
        price="129.00 USD",
        availability="in stock",
        quantity="4",
    )
    assert (lamp.id, lamp.title, lamp.brand, lamp.item_group_id) == ("A1", "Lamp", "Fern", "G")
    assert lamp.product_type == ("Home", "Lamps", "Desk")
    assert lamp.description == "Bright.\nSmall."
    assert lamp.highlights == ("Dims",)
    assert Identifier("mpn", "FL-1/a", "fl1a") in lamp.identifiers
    assert Identifier("id", "A1", "a1") in lamp.identifiers
    assert (lamp.offer.price, lamp.offer.currency) == (Decimal("129.00"), "USD")
    assert (lamp.offer.availability, lamp.offer.quantity) == ("in_stock", 4)
    assert (lamp.source, lamp.version, lamp.as_of, lamp.offer.version) == ("feed", 7, NOW, 7)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"id": None}, "id"),
        ({"id": "  "}, "id"),
        ({"id": Decimal("1.5")}, "id"),
        ({"id": ["A"]}, "id"),
        ({"id": "x" * 300}, "id"),
        ({"id": "a\x00b"}, "id"),
        ({"title": ""}, "title"),
        ({"title": "<p> </p>"}, "title"),
        ({"title": "brok\ufffden"}, "title"),
        ({"price": "abc"}, "price"),
        ({"price": "129.00"}, "price"),
        ({"price": "129.00 USD", "sale_price": "cheap"}, "sale_price"),
    ],
)
def test_a_bad_record_is_rejected_with_row_and_field(values: dict[str, object], field: str) -> None:
    found = normalise(**values)
    assert found.product is None
    (line,) = found.rejections
    assert (line.row, line.field, line.verdict) == (3, field, "rejected")
    assert line.expected
    assert line.got


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"gtin": "4006381333932"}, "gtin"),
        ({"link": "javascript:alert(1)"}, "link"),
        ({"link": "//evil.example"}, "link"),
        ({"availability": "perhaps"}, "availability"),
        ({"availability_date": "soon"}, "availability_date"),
        ({"quantity": "-1"}, "quantity"),
        ({"price": "10 USD", "sale_price": "12 USD"}, "sale_price"),
        ({"price": "10 USD", "sale_price": "9 USD", "sale_dates": "now"}, "sale_dates"),
        ({"attr_n_size": "large"}, "attr_n_size"),
        ({"product_detail": [{"attribute_value": "5"}]}, "product_detail"),
        ({"product_detail": "text"}, "product_detail"),
        ({"description": "word " * 200_000}, "description"),
    ],
)
def test_a_bad_field_is_left_out_with_a_line(values: dict[str, object], field: str) -> None:
    found = normalise(**values)
    assert found.product is not None
    (line,) = found.rejections
    assert (line.row, line.id, line.field, line.verdict) == (3, "A1", field, "cleaned")


@pytest.mark.parametrize(
    ("stated", "availability"),
    [
        ("in_stock", "in_stock"),
        ("In Stock", "in_stock"),
        ("https://schema.org/InStock", "in_stock"),
        ("OutOfStock", "out_of_stock"),
        ("pre-order", "preorder"),
        ("sofort", "in_stock"),
        ("", None),
    ],
)
def test_availability_is_read_as_shops_write_it(stated: str, availability: str | None) -> None:
    assert product(availability=stated).offer.availability == availability


@pytest.mark.parametrize(
    ("dates", "sale"),
    [
        ("2026-11-20T00:00Z/2026-11-22T00:00Z", "9.00"),
        ("2026-11-21T13:00+0100/2026-11-22", "9.00"),
        ("2026-11-22T00:00Z/2026-11-23T00:00Z", None),
        ("2026-11-01T00:00Z/2026-11-21T12:00Z", None),
        ("/2026-12-01", "9.00"),
        (None, "9.00"),
    ],
)
def test_a_sale_holds_only_in_its_time(dates: str | None, sale: str | None) -> None:
    offer = product(price="10 USD", sale_price="9 USD", sale_dates=dates).offer
    assert offer.sale_price == (Decimal(sale) if sale else None)
    assert (offer.sale_ends is None) == (sale is None or dates is None)


def test_attributes_come_from_prefixes_fields_and_lists() -> None:
    found = attributes(
        attr_n_display_diagonal=Decimal("17.0"),
        attr_n_last_change=5,
        color="Red",
        product_detail=[detail("Battery life", "30 h"), detail("Bluetooth", "Yes")],
    )
    assert set(found) == {"display_diagonal", "colour", "battery_life", "bluetooth"}
    assert found["display_diagonal"] == Attribute("display_diagonal", "Display diagonal", Decimal(17), "in", "number")
    assert found["colour"].value == "Red"
    assert found["battery_life"] == Attribute("battery_life", "Battery life", Decimal(30), "h", "number")
    assert found["bluetooth"].value is True


def test_the_same_value_in_another_unit_is_kept_once_as_first_stated() -> None:
    found = product(product_detail=[detail("Weight", "1 kg"), detail("Weight", "1000 g")]).attributes
    assert [(one.value, one.unit) for one in found] == [(Decimal(1), "kg")]


def test_conflicting_values_are_both_kept() -> None:
    found = product(product_detail=[detail("Weight", "1 kg"), detail("Weight", "2 kg")]).attributes
    assert [one.value for one in found] == [Decimal(1), Decimal(2)]


def test_a_name_in_two_sections_is_told_apart() -> None:
    found = attributes(product_detail=[detail("Weight", "1 kg", "Size"), detail("Weight", "2 kg", "Packaging")])
    assert found["size_weight"].label == "Weight (Size)"
    assert found["packaging_weight"].label == "Weight (Packaging)"
