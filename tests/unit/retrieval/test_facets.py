"""Attributes in the form that filters read: measures that sort as text, words of short values, and limits on both."""

from __future__ import annotations

from decimal import Decimal

import pytest

from retrieval.facets.canonical import canonical, measure_of, sortable
from retrieval.facets.encoding import measures_of, words_of
from retrieval.facets.limits import WordLimit, limit_filter, measure_limit
from retrieval.measures.quantity import Quantity
from retrieval.schema import Attribute, AttributeValue
from tests.fakes.retrieval import make_product


def attribute(value: AttributeValue, unit: str | None = None, *, name: str = "x") -> Attribute:
    return Attribute(name, name, value, unit)


MAGNITUDES = [-2e9, -1.5, -1e-12, 0.0, 1e-12, 0.1, 0.5, 1.0, 2.0, 10.0, 1e6, 1e300]


def test_sortable_text_sorts_as_the_magnitudes_do() -> None:
    texts = [sortable("[mass]", each) for each in MAGNITUDES]
    assert texts == sorted(texts)
    assert [measure_of(text) for text in texts] == [("[mass]", each) for each in MAGNITUDES]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Quantity(Decimal(1), "kilogram"), Quantity(Decimal(1000), "gram")),
        (Quantity(Decimal(24), "inch"), Quantity(Decimal("60.96"), "centimeter")),
        (Quantity(Decimal(1), "terabyte"), Quantity(Decimal(1000), "gigabyte")),
        (Quantity(Decimal(212), "degree_Fahrenheit"), Quantity(Decimal(100), "degree_Celsius")),
        (Quantity(Decimal(2), "hour"), Quantity(Decimal(120), "minute")),
    ],
)
def test_canonical_makes_one_of_the_units_of_a_dimension(one: Quantity, other: Quantity) -> None:
    assert canonical(one)[0] == canonical(other)[0]
    assert canonical(one)[1] == pytest.approx(canonical(other)[1])


@pytest.mark.parametrize(
    "units",
    [("decibel", "percent"), ("gigabyte", "percent"), ("gigahertz", "gigabit/second"), ("watt", "watt_hour")],
)
def test_canonical_keeps_what_is_not_alike_apart(units: tuple[str, str]) -> None:
    one, other = (canonical(Quantity(Decimal(1), unit))[0] for unit in units)
    assert one != other


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (attribute(Decimal(250), "g"), ("[mass]", 0.25)),
        (attribute("250 g"), ("[mass]", 0.25)),
        (attribute(Decimal(4)), ("", 4.0)),
        (attribute(Decimal(4000), "Pages"), ("pages", 4000.0)),
    ],
)
def test_measures_are_in_base_units(stated: Attribute, expected: tuple[str, float]) -> None:
    product = make_product("P", "P", attributes=(stated,))
    assert [measure_of(text) for text in measures_of(product)["x"]] == [expected]


@pytest.mark.parametrize("value", ["100 to 240 V", "black", True, ("2 m", "3 m")])
def test_measures_of_a_range_and_of_words_are_none(value: AttributeValue) -> None:
    assert measures_of(make_product("P", "P", attributes=(attribute(value),))) == {}


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("Matte black / silver", ["black", "matte", "silver"]),
        (("HDMI", "USB-C"), ["c", "hdmi", "usb"]),
        (True, ["yes"]),
        ("N", ["no"]),
    ],
)
def test_words_are_those_of_short_values(value: AttributeValue, expected: list[str]) -> None:
    assert words_of(make_product("P", "P", attributes=(attribute(value),))) == {"x": expected}


@pytest.mark.parametrize("value", ["a b c d e f g h i j k l m n one two".replace(" ", " x"), "a" * 200, Decimal(3), ""])
def test_words_of_prose_and_numbers_are_none(value: AttributeValue) -> None:
    assert words_of(make_product("P", "P", attributes=(attribute(value),))) == {}


def test_names_with_dots_are_one_key() -> None:
    product = make_product("P", "P", attributes=(attribute(Decimal(2), name="usb 2.0"),))
    assert list(measures_of(product)) == ["usb 2_0"]
    held = limit_filter(WordLimit(("usb 2.0",), ("yes",)))
    assert held == {"term": {"attribute_words.usb 2_0": "yes"}}


@pytest.mark.parametrize(
    ("inches", "stated", "expected"),
    [("15", "15.6", True), ("24", "23.8", True), ("24", "25", False), ("5", "5.4", False), ("15.6", "15", False)],
)
def test_whole_inches_are_said_of_what_lies_up_to_the_next(inches: str, stated: str, expected: bool) -> None:
    limit = measure_limit(("x",), Quantity(Decimal(inches), "inch"))
    assert limit.admits(canonical(Quantity(Decimal(stated), "inch"))[1]) is expected
