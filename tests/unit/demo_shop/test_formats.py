"""Money and days as the pages write them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from channels.demo_shop.pages import format_day, format_money


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [("1249", "USD", "$1,249.00"), ("25.95", "USD", "$25.95"), ("10", "EUR", "€10.00"), ("10", "CHF", "CHF 10.00")],
)
def test_format_money(amount: str, currency: str, expected: str) -> None:
    assert format_money(Decimal(amount), currency) == expected


def test_format_day() -> None:
    assert format_day(date(2027, 3, 8)) == "March 8, 2027"
