"""Two products set side by side: one attribute of both, their prices, or what differs."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from bot.answering.naming import names_apart
from bot.answering.narrowing import PRICE, distinguishing
from bot.answering.planning.facts import attribute_fact, offer_fact
from bot.answering.planning.price import price_claim, price_now, price_words
from bot.answering.ports import AttributeRanker
from bot.answering.reading import Reading
from bot.answering.shop import ShopFacts
from bot.answering.types import Claim, Fact
from bot.answering.values import label_text, value_text
from retrieval.measures.quantity import satisfies, with_unit
from retrieval.schema import Attribute, Product

MOST_DIFFERENCES = 3
_THRESHOLD = 0.5
_LESS = re.compile(
    r"\b(lighter|lightest|smaller|smallest|shorter|shortest|thinner|quieter|less|lower|slimmer|narrower|fewer)\b", re.I
)
_MORE = re.compile(
    r"\b(heavier|heaviest|bigger|biggest|larger|largest|longer|longest|taller|faster|more|higher|louder|brighter|stronger|"
    r"wider|better|most)\b",
    re.IGNORECASE,
)
_OVERALL = re.compile(r"\b(compare\w*|differen\w+|differ|vs\.?|versus|better|best)\b", re.IGNORECASE)
_PRICED = re.compile(r"\b(cheaper|cheapest|price|costs?|expensive|pricier|dearer)\b", re.IGNORECASE)


def comparison_claims(
    products: Sequence[Product], reading: Reading, ranker: AttributeRanker, shop: ShopFacts, now: datetime
) -> tuple[Claim, ...]:
    """What sets the first two products apart in what the question asks."""
    pair = products[0], products[1]
    if _PRICED.search(reading.text) or reading.asks_price:
        return _prices(pair, shop, now)
    attributes = {attribute.name: attribute for product in pair for attribute in product.attributes}
    ranked = ranker.rank(reading.text, tuple(attributes.values())) if attributes else []
    if ranked and ranked[0][1] >= _THRESHOLD:
        return (_attribute(pair, ranked[0][0].name, reading),)
    labels = [label for label in distinguishing(pair) if label != PRICE]
    if not _OVERALL.search(reading.text):
        return tuple(Claim("not_stated_any", {"product": name}) for name in names_apart(pair))
    if not labels:
        return _prices(pair, shop, now)
    names = [
        next(a.name for a in attributes.values() if a.label.lower() == label) for label in labels[:MOST_DIFFERENCES]
    ]
    return (*(_attribute(pair, name, Reading("")) for name in names), *_prices(pair, shop, now))


def _prices(pair: tuple[Product, Product], shop: ShopFacts, now: datetime) -> tuple[Claim, ...]:
    """Which of the two costs less; where one has no price, or one from long ago, what is known of each."""
    if all(price_now(product, now) is not None and now - product.offer.as_of <= shop.price_max_age for product in pair):
        return (_price(pair, shop, now),)
    told = zip(pair, names_apart(pair), strict=True)
    claims = ((price_claim(product, Reading(""), shop, now), name) for product, name in told)
    return tuple(replace(claim, values={**claim.values, "product": name}) for claim, name in claims)


def _price(pair: tuple[Product, Product], shop: ShopFacts, now: datetime) -> Claim:
    amounts = [price_now(product, now) for product in pair]
    words = [price_words(product, shop, now) for product in pair]
    facts = tuple(
        offer_fact(product, "price", f"{amount:f}", unit=product.offer.currency or shop.currency)
        for product, amount in zip(pair, amounts, strict=True)
    )
    first, second = 0, 1
    if amounts[0] == amounts[1]:
        names = names_apart(pair)
        return Claim(
            "compare_price_same", {"product_1": names[0], "product_2": names[1], "price": words[0] or ""}, facts
        )
    if (amounts[1] or 0) < (amounts[0] or 0):
        first, second = 1, 0
    names = names_apart(pair)
    values = {
        "product_1": names[first],
        "product_2": names[second],
        "price_1": words[first] or "",
        "price_2": words[second] or "",
    }
    return Claim("compare_price_lower", values, facts)


def _attribute(pair: tuple[Product, Product], name: str, reading: Reading) -> Claim:
    found = [next((a for a in product.attributes if a.name == name), None) for product in pair]
    names = names_apart(pair)
    stated = [
        (product, given, attribute) for product, given, attribute in zip(pair, names, found, strict=True) if attribute
    ]
    if not stated:
        return Claim("compare_neither", {"product_1": names[0], "product_2": names[1], "attribute": label_text(name)})
    facts = tuple(attribute_fact(product, attribute) for product, _, attribute in stated)
    one = stated[0][2]
    values = {"product_1": stated[0][1], "attribute": label_text(one.label), "value_1": value_text(one)}
    if len(stated) == 1:
        other_name = next(given for given in names if given != stated[0][1])
        return Claim("compare_first_only", values | {"product_2": other_name}, facts)
    other = stated[1][2]
    values |= {"product_2": stated[1][1], "value_2": value_text(other)}
    return _both(one, other, values, facts, reading)


def _both(one: Attribute, other: Attribute, values: dict[str, str], facts: tuple[Fact, ...], reading: Reading) -> Claim:
    """Two stated values: the same, or which is higher or lower where that is asked, or simply both."""
    if values["value_1"].casefold() == values["value_2"].casefold():
        same = {key: values[key] for key in ("product_1", "product_2", "attribute")} | {"value": values["value_1"]}
        return Claim("compare_same", same, facts)
    higher = _first_is_higher(one, other)
    wants_less, wants_more = _LESS.search(reading.text), _MORE.search(reading.text)
    if higher is None or not (wants_less or wants_more):
        return Claim("compare_both", values, facts)
    if bool(wants_more) != higher:
        values = values | {
            "product_1": values["product_2"],
            "product_2": values["product_1"],
            "value_1": values["value_2"],
            "value_2": values["value_1"],
        }
    return Claim("compare_higher" if wants_more else "compare_lower", values, facts)


def _first_is_higher(one: Attribute, other: Attribute) -> bool | None:
    """Whether the first number is above the second; None where they are no numbers of one kind."""
    if not isinstance(one.value, Decimal) or not isinstance(other.value, Decimal):
        return None
    first, second = with_unit(one.value, one.unit), with_unit(other.value, other.unit)
    if first and second:
        return satisfies(first, replace(second, comparator="above"))
    return one.value > other.value if one.unit == other.unit else None
