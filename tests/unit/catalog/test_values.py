from __future__ import annotations

from decimal import Decimal

import pytest

from catalog.mapping import ValueType
from catalog.normalising.units import canonical, is_unit
from catalog.normalising.values import Value, ValueReader
from catalog.rejections import Notes


@pytest.mark.parametrize(
    ("raw", "read"),
    [
        ("30 h", Value(Decimal(30), "number", "h")),
        ("254 g", Value(Decimal(254), "number", "g")),
        ("6.1 in", Value(Decimal("6.1"), "number", "in")),
        ("1,200 mAh", Value(Decimal(1200), "number", "mAh")),
        ("5W", Value(Decimal(5), "number", "W")),
        ("12 pages", Value(Decimal(12), "number", "pages")),
        ("−10 °C", Value(Decimal(-10), "number", "°C")),
        ("42", Value(Decimal(42), "number")),
        ("Yes", Value(True, "boolean")),
        ("no", Value(False, "boolean")),
        (True, Value(True, "boolean")),
        (Decimal("23000.0"), Value(Decimal(23000), "number")),
        ("IPX4", Value("IPX4", "text")),
        ("1440 x 900", Value("1440 x 900", "text")),
        ("0042", Value("0042", "text")),
        ("2.4 GHz / 5 GHz", Value("2.4 GHz / 5 GHz", "text")),
        ("3 speeds", Value("3 speeds", "text")),
        ("1e5", Value("1e5", "text")),
        (["red", "blue", "red"], Value(("red", "blue"), "list")),
        ("<b>Oak</b>", Value("Oak", "text")),
        ("n/a", None),
        ("", None),
        (None, None),
        ([], None),
    ],
)
def test_auto_reads_what_is_stated(raw: object, read: Value | None) -> None:
    assert ValueReader("auto").read(raw, "field", Notes()) == read


def test_a_number_keeps_the_digits_it_was_stated_with() -> None:
    value = ValueReader("number").read(Decimal("0.10"), "f", Notes(), unit="kg")
    assert value is not None
    assert str(value.value) == "0.1"
    assert value.unit == "kg"


@pytest.mark.parametrize(
    ("kind", "raw"), [("number", "about 5"), ("boolean", "maybe"), ("number", True), ("text", {"a": 1})]
)
def test_what_does_not_fit_is_left_out_with_a_note(kind: ValueType, raw: object) -> None:
    notes = Notes()
    assert ValueReader(kind).read(raw, "field", notes) is None
    assert len(list(notes.as_rejections(1, "A"))) == 1


def test_text_type_keeps_text_that_looks_like_a_number() -> None:
    assert ValueReader("text").read("5400", "speed", Notes()) == Value("5400", "text")


def test_list_type_divides_at_its_separator() -> None:
    assert ValueReader("list", separator="/").read("red / blue", "c", Notes()) == Value(("red", "blue"), "list")


@pytest.mark.parametrize(
    "unit", ["g", "kg", "lbs", '"', "in", "A", "mAh", "Wh", "dB", "cd/m²", "rpm", "GHz", "%", "months"]
)
def test_units_of_product_data_are_known(unit: str) -> None:
    assert is_unit(unit)


@pytest.mark.parametrize("word", ["speeds", "people", "ports", "x", "k", "way", "in 1"])
def test_words_are_no_units(word: str) -> None:
    assert not is_unit(word)


@pytest.mark.parametrize(
    ("left", "right", "same"),
    [
        ((Decimal(1), "kg"), (Decimal(1000), "g"), True),
        ((Decimal(1), "in"), (Decimal("2.54"), "cm"), True),
        ((Decimal(1), "kg"), (Decimal(1), "m"), False),
        ((Decimal(5), None), (Decimal("5.0"), None), True),
        ((Decimal(5), "pages"), (Decimal(5), "ppm"), False),
    ],
)
def test_canonical_compares_across_units(
    left: tuple[Decimal, str | None], right: tuple[Decimal, str | None], same: bool
) -> None:
    assert (canonical(*left) == canonical(*right)) is same
