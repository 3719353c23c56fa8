"""Whether a product can be had: its availability, how many are left, and when it comes."""

from __future__ import annotations

from datetime import datetime

from bot.answering.naming import short_name
from bot.answering.planning.facts import offer_fact
from bot.answering.reading import Reading
from bot.answering.shop import ShopFacts
from bot.answering.types import Claim
from bot.answering.values import date_text
from retrieval.schema import Product

# Fewer than this are worth counting to a shopper who did not ask.
FEW = 10


def stock_claim(product: Product, reading: Reading, shop: ShopFacts, now: datetime) -> Claim:
    """The one claim that answers a question about availability."""
    offer, values = product.offer, {"product": short_name(product)}
    if offer.availability is None:
        return Claim("stock_not_stated", values)
    facts = (offer_fact(product, "availability", offer.availability),)
    if now - offer.as_of > shop.stock_max_age:
        return Claim("stock_stale", values | {"date": date_text(offer.as_of.date(), locale=shop.locale)}, facts)
    if offer.availability == "in_stock":
        return _in_stock(product, reading, values)
    day = offer.availability_date
    if day is not None and day > now.date():
        known = offer_fact(product, "availability_date", day.isoformat())
        return Claim(
            f"{offer.availability}_date", values | {"date": date_text(day, locale=shop.locale)}, (*facts, known)
        )
    if offer.availability == "out_of_stock" and reading.asks_when:
        return Claim("out_of_stock_no_date", values, facts)
    return Claim(offer.availability, values, facts)


def _in_stock(product: Product, reading: Reading, values: dict[str, str]) -> Claim:
    facts = (offer_fact(product, "availability", "in_stock"),)
    quantity = product.offer.quantity
    wants_count = "many" in reading.tokens or "left" in reading.tokens
    if quantity is None or quantity <= 0 or not (wants_count or quantity < FEW):
        return Claim("in_stock", values, facts)
    counted = offer_fact(product, "quantity", str(quantity))
    return Claim("in_stock_count", values | {"count": str(quantity)}, (*facts, counted))
