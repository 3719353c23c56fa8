"""Prices, sales and stock as a shop would have them on its first day, drawn from the seed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from random import Random

FIRST_EXPECTED = date(2027, 3, 1)
SALE_DATES = "2026-01-01T00:00:00Z/2031-12-31T23:59:59Z"
SALE_SHARE = 0.1
CUTS = (Decimal("0.9"), Decimal("0.85"), Decimal("0.8"), Decimal("0.75"))


@dataclass(frozen=True, slots=True)
class DemoOffer:
    """What a product costs and whether it can be had."""

    price: Decimal
    sale_price: Decimal | None
    availability: str
    availability_date: date | None
    quantity: int


def draw_offer(price: Decimal, *, new: bool, draw: Random) -> DemoOffer:
    """An offer at this price: new models may still be announced, the others are mostly in stock."""
    chance = draw.random()
    expected = FIRST_EXPECTED + timedelta(days=7 * draw.randrange(16))
    quantity = min(draw.randrange(1, 12) * draw.randrange(1, 10), 90)
    sale = _reduced(price, draw) if draw.random() < SALE_SHARE else None
    if new and chance < 0.6:
        return DemoOffer(price, None, "preorder", expected, 0)
    if chance > 0.94:
        return DemoOffer(price, sale, "backorder", expected, 0)
    if chance > 0.84:
        return DemoOffer(price, sale, "out_of_stock", None, 0)
    return DemoOffer(price, sale, "in_stock", None, quantity)


def _reduced(price: Decimal, draw: Random) -> Decimal:
    return (price * draw.choice(CUTS)).quantize(Decimal(1)) - Decimal("0.05")
