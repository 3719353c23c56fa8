"""Going on from what was found or spoken of: the next products, one limit more, "a bigger one", "something cheaper"."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from math import inf, nextafter

from bot.answering.kinds import is_comparison
from bot.answering.money import PriceLimit
from bot.answering.naming import short_name
from bot.answering.planning.facts import product_sources
from bot.answering.planning.found import extreme_claims, found_plan, price_fact
from bot.answering.planning.price import price_now, price_words
from bot.answering.planning.search import search_plan
from bot.answering.ports import ProductLookup
from bot.answering.reading import Reading
from bot.answering.types import AnswerPlan, Claim, Question
from bot.answering.values import label_text
from bot.answering.wishes.constraints import Constraint
from bot.answering.wishes.continuing import ranked, refined, wants_more, wants_other
from bot.answering.wishes.finder import Finder, Sought
from bot.answering.wishes.qualities import Quality
from bot.answering.wishes.survey import Survey
from bot.answering.wishes.wish import Wish, wish_of
from retrieval.facets.encoding import measure_stated
from retrieval.facets.limits import MeasureLimit
from retrieval.facets.order import SearchOrder
from retrieval.schema import Product

_CENT = Decimal("0.01")
_COMPARED = 4


def followed_search(reading: Reading, lookup: ProductLookup, finder: Finder, question: Question) -> AnswerPlan | None:
    """What a message that goes on from a search or a product asks to see; None for any other message."""
    searching = question.focus.search
    if searching and wants_more(reading.text):
        return search_plan(Reading(searching.text), finder, question, after=searching.shown)
    quality = None if is_comparison(reading.text) else wants_other(reading.text)
    if quality is not None:
        return _other(quality, lookup, finder, question)
    further = refined(reading.text, searching.text) if searching else None
    return search_plan(Reading(further), finder, question) if further else None


def _other(quality: Quality, lookup: ProductLookup, finder: Finder, question: Question) -> AnswerPlan | None:
    """Those with more or less of something than the products spoken of, or the ones with the most or the least."""
    searching, focus = question.focus.search, question.focus
    if searching and quality.degree == "superlative":
        return search_plan(Reading(ranked(searching.text, quality)), finder, question)
    if quality.degree == "superlative":
        return None
    page = (question.page_product_id,) if question.page_product_id else ()
    seen = lookup.by_ids((focus.product_ids or focus.pending_product_ids or page)[:_COMPARED])
    if not seen:
        return None
    said = searching.text if searching else " ".join(seen[0].product_type[-1:])
    if not said:
        return None
    sought = finder.sought(replace(wish_of(Reading(said)), quality=None))
    if quality.is_price:
        return _by_price(seen, sought, quality, finder, question, said=said)
    return _by_measure(seen, sought, quality, finder, question, said=said)


def _by_price(
    seen: Sequence[Product], sought: Sought, quality: Quality, finder: Finder, question: Question, *, said: str
) -> AnswerPlan | None:
    priced = [(price, each) for each in seen if (price := price_now(each, question.asked_at)) is not None]
    if not priced:
        return None
    price, extreme = (max if quality.more else min)(priced, key=lambda entry: entry[0])
    limit = PriceLimit(low=price + _CENT) if quality.more else PriceLimit(high=price - _CENT)
    beyond = replace(sought, wish=_within_both(sought.wish, limit))
    found = _others(finder.find(beyond, order=SearchOrder()).products, seen)
    if found:
        return found_plan(found, finder.shop, question, said=said)
    words, fact = price_words(extreme, finder.shop, question.asked_at) or "", price_fact(extreme, finder.shop, question)
    least = Claim("found_none_cheaper", {"product": short_name(extreme), "price": words}, (fact,) if fact else ())
    claims = (Claim("found_none", {}),) if quality.more else (least,)
    return _no_others(claims, extreme, question)


def _by_measure(
    seen: Sequence[Product], sought: Sought, quality: Quality, finder: Finder, question: Question, *, said: str
) -> AnswerPlan | None:
    alike = [*seen, *sought.alike]
    by = Survey(alike).ranking(quality)
    measured = (
        [] if by is None else [(m, each) for each in seen if (m := _magnitude(each, by[0].name, by[1])) is not None]
    )
    if by is None or not measured:
        return None
    stated, dimension = by
    magnitude, extreme = (max if quality.more else min)(measured, key=lambda entry: entry[0])
    limit = (
        MeasureLimit((stated.name,), dimension, low=nextafter(magnitude, inf))
        if quality.more
        else MeasureLimit((stated.name,), dimension, high=nextafter(magnitude, -inf))
    )
    further = Constraint(limit, label_text(stated.label), quality.said, frozenset())
    order = SearchOrder(stated.name, descending=not quality.more)
    beyond = replace(sought, constraints=(*_not_on(stated.name, sought), further))
    found = _others(finder.find(beyond, order=order).products, seen)
    if found:
        return found_plan(found, finder.shop, question, said=said)
    most = extreme_claims(extreme, SearchOrder(stated.name, descending=quality.more), finder.shop, question)
    return _no_others((Claim("found_none", {}), *most), extreme, question)


def _not_on(name: str, sought: Sought) -> tuple[Constraint, ...]:
    """The constraints on other attributes: who wants a bigger one lets the size said before go."""
    return tuple(one for one in sought.constraints if name not in one.limit.names)


def _within_both(wish: Wish, limit: PriceLimit) -> Wish:
    before = wish.price or PriceLimit()
    low = max((edge for edge in (before.low, limit.low) if edge is not None), default=None)
    high = min((edge for edge in (before.high, limit.high) if edge is not None), default=None)
    return replace(wish, price=PriceLimit(low, high))


def _magnitude(product: Product, name: str, dimension: str) -> float | None:
    stated = (measure_stated(each) for each in product.attributes if each.name == name)
    return next((each[1] for each in stated if each is not None and each[0] == dimension), None)


def _others(found: Sequence[Product], seen: Sequence[Product]) -> list[Product]:
    """Those that are no versions of what has been seen."""
    ids = {each.id for each in seen} | {each.item_group_id for each in seen if each.item_group_id}
    return [each for each in found if not ids & {each.id, each.item_group_id}]


def _no_others(claims: Sequence[Claim], extreme: Product, question: Question) -> AnswerPlan:
    sources = product_sources((extreme,), claims)
    return AnswerPlan("not_found", tuple(claims), focus=question.focus, sources=sources)
