"""Feed records as the pages read them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from channels.demo_shop.records import parse_record

RECORD: dict[str, Any] = {
    "id": "FH-1",
    "title": "Orvane Larder R2 kitchen radio, red (LR-20R)",
    "link": "/products/larder-r2",
    "price": "79.00 USD",
    "product_type": "Audio > Radios",
}
SALE = {"sale_price": "59.95 USD", "sale_price_effective_date": "2026-01-01T00:00:00Z/2026-02-01T00:00:00Z"}


def test_parse_record_reads_a_record_with_little_in_it() -> None:
    product = parse_record(RECORD)
    assert (product.slug, product.group, product.path) == ("larder-r2", "FH-1", ("Audio", "Radios"))
    assert product.list_price == Decimal("79.00")
    assert product.specification == ()


def test_name_leaves_the_model_number_out() -> None:
    assert parse_record(RECORD).name == "Orvane Larder R2 kitchen radio, red"


@pytest.mark.parametrize(
    ("now", "price"),
    [
        (datetime(2025, 12, 31, tzinfo=UTC), "79.00"),
        (datetime(2026, 1, 15, tzinfo=UTC), "59.95"),
        (datetime(2026, 2, 2, tzinfo=UTC), "79.00"),
    ],
)
def test_price_is_reduced_only_while_the_sale_lasts(now: datetime, price: str) -> None:
    assert parse_record({**RECORD, **SALE}).price(now) == Decimal(price)


def test_parse_record_reads_the_awaited_day() -> None:
    product = parse_record({**RECORD, "availability": "backorder", "availability_date": "2027-03-08"})
    assert product.expected == date(2027, 3, 8)
    assert product.can_be_ordered


@pytest.mark.parametrize("price", ["", "free", "-1.00 USD", "1,000.00 USD"])
def test_parse_record_refuses_a_price_it_cannot_read(price: str) -> None:
    with pytest.raises(ValueError, match="expected an amount"):
        parse_record({**RECORD, "price": price})


def test_parse_record_refuses_a_record_without_address() -> None:
    with pytest.raises(KeyError):
        parse_record({"id": "FH-1", "title": "Radio", "price": "1.00 USD"})
