"""Products like the one spoken of, for less: "something similar but cheaper"."""

from __future__ import annotations

import re

from bot.answering.kinds import is_comparison
from bot.answering.money import minor_units
from bot.answering.naming import short_name
from bot.answering.planning.facts import offer_fact, product_sources
from bot.answering.planning.price import price_now, price_words
from bot.answering.planning.search import found_plan
from bot.answering.ports import ProductSearch
from bot.answering.reading import Reading
from bot.answering.shop import ShopFacts
from bot.answering.types import AnswerPlan, Claim, Question
from retrieval.filters import SearchLimits
from retrieval.schema import Product

_LIMIT = 50
_LESS = r"(?:cheaper|less expensive|more affordable)"
_CHEAPER = re.compile(
    rf"\b(?:something|anything|similar|alternatives?|others?|like (?:it|this|that))\b.{{0,40}}\b{_LESS}\b"
    rf"|\b{_LESS}\s+(?:one|ones|alternatives?|options?|models?|products?)\b",
    re.IGNORECASE,
)


def wants_cheaper(reading: Reading) -> bool:
    """Whether another product for less is asked for, rather than which of two costs less."""
    return bool(_CHEAPER.search(reading.text)) and not is_comparison(reading.text)


def cheaper_plan(product: Product, search: ProductSearch, shop: ShopFacts, question: Question) -> AnswerPlan | None:
    """Products of the same type for less than this one costs, cheapest first.

    None where the product states no price or no type: without a type nothing says what is of its kind.
    """
    price, kind = price_now(product, question.asked_at), product.product_type[-1:]
    if price is None or not kind:
        return None
    below = minor_units(price, product.offer.currency or shop.currency) - 1
    hits = search.search(" ".join(kind), within=SearchLimits(max_price_minor=below), limit=_LIMIT)
    found = tuple(each for each in hits if each.product_type[-1:] == kind and _is_another(each, product))
    if not found:
        fact = offer_fact(product, "price", f"{price:f}", unit=product.offer.currency or shop.currency)
        values = {"product": short_name(product), "price": price_words(product, shop, question.asked_at) or ""}
        least = Claim("found_none_cheaper", values, (fact,))
        sources = product_sources((product,), (least,))
        return AnswerPlan("not_found", (least,), focus=question.focus, sources=sources)
    return found_plan(found, Reading("cheapest"), shop, question)


def _is_another(product: Product, than: Product) -> bool:
    grouped = product.item_group_id is not None and product.item_group_id == than.item_group_id
    return product.id != than.id and not grouped
