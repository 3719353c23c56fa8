"""What a product costs: its price, a reduction, and whether it keeps a limit the shopper names."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from bot.answering.money import money_text, price_limit
from bot.answering.naming import short_name
from bot.answering.planning.facts import offer_fact
from bot.answering.reading import Reading
from bot.answering.shop import ShopFacts
from bot.answering.types import Claim
from bot.answering.values import date_text
from retrieval.schema import Product


def price_now(product: Product, now: datetime) -> Decimal | None:
    """What the product costs now: the sale price while the sale lasts, else the price."""
    return product.offer.sale_price if is_reduced(product, now) else product.offer.price


def is_reduced(product: Product, now: datetime) -> bool:
    """Whether a sale price below the price holds now."""
    offer = product.offer
    if offer.sale_price is None or (offer.price is not None and offer.sale_price >= offer.price):
        return False
    return offer.sale_ends is None or offer.sale_ends > now


def price_words(product: Product, shop: ShopFacts, now: datetime) -> str | None:
    """The price now, as the shop writes money."""
    amount = price_now(product, now)
    return None if amount is None else money_text(amount, product.offer.currency or shop.currency, locale=shop.locale)


def price_claim(product: Product, reading: Reading, shop: ShopFacts, now: datetime) -> Claim:
    """The one claim that answers a question about the price."""
    name, offer = short_name(product), product.offer
    amount, words = price_now(product, now), price_words(product, shop, now)
    if amount is None or words is None:
        return Claim("price_not_stated", {"product": name})
    currency = offer.currency or shop.currency
    fact = offer_fact(product, "price", f"{amount:f}", unit=currency)
    values = {"product": name, "price": words}
    if now - offer.as_of > shop.price_max_age:
        return Claim("price_stale", values | {"date": date_text(offer.as_of.date(), locale=shop.locale)}, (fact,))
    limit = price_limit(reading.text, bare=True) if reading.is_yes_no else None
    if limit:
        return Claim("price_yes" if limit.admits(amount) else "price_no", values, (fact,))
    if not is_reduced(product, now) or offer.price is None:
        asked = reading.asks_reduction and reading.is_yes_no
        return Claim("reduced_no" if asked else "price_is", values, (fact,))
    old = offer_fact(product, "regular_price", f"{offer.price:f}", unit=currency)
    values["old_price"] = money_text(offer.price, currency, locale=shop.locale)
    if reading.asks_reduction and reading.is_yes_no:
        return Claim("reduced_yes", values, (fact, old))
    if offer.sale_ends is None:
        return Claim("price_reduced", values, (fact, old))
    ends = {"date": date_text(offer.sale_ends.date(), locale=shop.locale)}
    return Claim("price_reduced_until", values | ends, (fact, old))
