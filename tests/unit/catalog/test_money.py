from __future__ import annotations

from decimal import Decimal
from typing import Literal

import pytest

from catalog.normalising.money import PriceReader
from catalog.rejections import RowRejected


@pytest.mark.parametrize(
    ("value", "amount", "currency"),
    [
        ("129.00 USD", "129.00", "USD"),
        ("USD 129", "129.00", "USD"),
        ("$1,299.50", "1299.50", "USD"),
        ("€ 5", "5.00", "EUR"),
        ("12'000.00 CHF", "12000.00", "CHF"),
        ("1200 JPY", "1200", "JPY"),
        (Decimal("129.5"), "129.50", "USD"),
        (129, "129.00", "USD"),
    ],
)
def test_price_reader_reads_text(value: object, amount: str, currency: str) -> None:
    read = PriceReader("text", "USD", ".").read(value, "price")
    assert read == (Decimal(amount), currency)
    assert read is not None
    assert str(read[0]) == amount


def test_price_reader_follows_the_decimal_mark() -> None:
    assert PriceReader("text", "EUR", ",").read("1.299,50 €", "price") == (Decimal("1299.50"), "EUR")


@pytest.mark.parametrize(
    ("decimal", "text", "amount"),
    [(".", "1.299,50 €", "1299.50"), (",", "€ 1,299.50", "1299.50"), (".", "12.001.299,00 EUR", "12001299.00")],
)
def test_price_reader_reads_an_amount_with_both_marks_whichever_the_file_uses(
    decimal: Literal[".", ","], text: str, amount: str
) -> None:
    assert PriceReader("text", None, decimal).read(text, "price") == (Decimal(amount), "EUR")


@pytest.mark.parametrize("text", ["1.299 €", "12.99,00 €", "1.2990,00 €", "1,299,00 €", "1.299.00 €"])
def test_price_reader_leaves_alone_what_can_be_read_in_two_ways_or_none(text: str) -> None:
    with pytest.raises(RowRejected):
        PriceReader("text", None, ".").read(text, "price")


@pytest.mark.parametrize(
    ("unit", "value"), [("minor", 4995), ("minor", "4995"), ("major", "49.95"), ("major", Decimal("49.95"))]
)
def test_price_reader_reads_numbers(unit: Literal["minor", "major"], value: object) -> None:
    assert PriceReader(unit, "USD", ".").read(value, "price") == (Decimal("49.95"), "USD")


@pytest.mark.parametrize("value", [None, "", "  "])
def test_price_reader_finds_no_price(value: object) -> None:
    assert PriceReader("text", None, ".").read(value, "price") is None


@pytest.mark.parametrize(
    "value",
    [
        "abc",
        "129.00",
        "$129",
        "129.005 USD",
        "129.00 XQX",
        "-5 USD",
        "0 USD",
        "10-20 USD",
        "from 10 USD",
        "1.2.3 USD",
        "12,00 USD",
        "1e3 USD",
        "9999999999 USD",
        True,
        ["129.00 USD"],
        Decimal("NaN"),
    ],
)
def test_price_reader_guesses_nothing(value: object) -> None:
    with pytest.raises(RowRejected) as caught:
        PriceReader("text", None, ".").read(value, "price")
    assert caught.value.field == "price"


@pytest.mark.parametrize("value", [Decimal("49.95"), "49.95", True, "4 995 x"])
def test_price_reader_takes_whole_minor_units_only(value: object) -> None:
    with pytest.raises(RowRejected, match="minor units"):
        PriceReader("minor", "USD", ".").read(value, "price")
