"""Products found, as a reply shows them: how many fit, the next of them, and what fits nearly."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.money import PriceLimit
from bot.answering.naming import names_apart, short_name
from bot.answering.planning.clarify import choose_payload, shortened
from bot.answering.planning.facts import attribute_fact, card, offer_fact, product_sources
from bot.answering.planning.price import price_now, price_words
from bot.answering.shop import ShopFacts
from bot.answering.types import AnswerPlan, Button, Card, Claim, Fact, Focus, Question, Searching
from bot.answering.values import label_text, value_text
from bot.answering.wishes.finder import MOST_FOUND, Sought, limit_words, order_of
from retrieval.facets.order import SearchOrder
from retrieval.schema import Product

MOST_SHOWN = 4


def found_plan(
    found: Sequence[Product], shop: ShopFacts, question: Question, *, said: str | None = None, after: int = 0
) -> AnswerPlan:
    """The products that fit, four of them shown, those after the first `after`; `said` is the wish that goes on."""
    shown = tuple(found[after : after + MOST_SHOWN])
    facts = tuple(fact for each in shown if (fact := price_fact(each, shop, question)) is not None)
    searching = Searching(said, min(len(found), after + MOST_SHOWN)) if said else None
    if not shown:
        focus = replace(question.focus, search=searching)
        return AnswerPlan("answer", (Claim("found_no_more", {}),), focus=focus)
    kind = "found_more" if after else "found_some"
    claim = Claim(kind, {"count": _count(len(found) - after)}, facts)
    if len(found) == 1:
        claim = _only_one(found[0], facts, shop, question)
    ids = tuple(each.id for each in shown)
    focus = Focus(
        product_ids=ids if len(ids) == 1 else (),
        pending_product_ids=ids if len(ids) > 1 else (),
        page_product_id=question.page_product_id,
        search=searching,
    )
    cards, sources = _cards(shown, shop, question), product_sources(shown, (claim,))
    return AnswerPlan("answer", (claim,), _buttons(shown), cards, sources, focus, ids)


def with_claims(plan: AnswerPlan, claims: Sequence[Claim], products: Sequence[Product]) -> AnswerPlan:
    """The plan with more said after it, and the pages that stands on."""
    every = (*plan.claims, *claims)
    return replace(plan, claims=every, sources=product_sources(products, every))


def leading_claims(sought: Sought, found: Sequence[Product], shop: ShopFacts, question: Question) -> tuple[Claim, ...]:
    """What the first of an order has the most or the least of; none where there is no order or nothing to lead."""
    order = order_of(sought)
    if order is None or len(found) < 2:
        return ()
    return extreme_claims(found[0], order, shop, question)


def extreme_claims(first: Product, order: SearchOrder, shop: ShopFacts, question: Question) -> tuple[Claim, ...]:
    """That a product costs or has the most or the least of those found."""
    if order.name is None:
        fact, price = price_fact(first, shop, question), price_words(first, shop, question.asked_at)
        if fact is None or price is None:
            return ()
        kind = "costs_most" if order.descending else "costs_least"
        return (Claim(kind, {"product": short_name(first), "price": price}, (fact,)),)
    attribute = next((each for each in first.attributes if each.name == order.name), None)
    if attribute is None:
        return ()
    values = {
        "product": short_name(first),
        "attribute": label_text(attribute.label),
        "value": value_text(attribute),
    }
    return (Claim("highest_of" if order.descending else "lowest_of", values, (attribute_fact(first, attribute),)),)


def above_limit(found: Sequence[Product], limit: PriceLimit, shop: ShopFacts, question: Question) -> AnswerPlan:
    """That nothing costs so little, with the least that something costs, cheapest first."""
    now = question.asked_at
    priced = sorted((amount, each.id, each) for each in found if (amount := price_now(each, now)) is not None)
    constraint = limit_words(limit, shop)
    if not priced or limit.high is None or priced[0][0] <= limit.high:
        return nearly(found, constraint, shop, question)
    cheapest = priced[0][-1]
    fact = price_fact(cheapest, shop, question)
    values = {
        "constraint": constraint,
        "product": short_name(cheapest),
        "price": price_words(cheapest, shop, now) or "",
    }
    claim = Claim("found_none_closest", values, (fact,) if fact else ())
    plan = nearly([each for *_, each in priced], constraint, shop, question)
    return replace(plan, claims=(claim,), sources=product_sources((cheapest,), (claim,)))


def nearly(found: Sequence[Product], constraint: str, shop: ShopFacts, question: Question) -> AnswerPlan:
    """That nothing fits all of a wish, and what fits without one part of it."""
    claim = Claim("found_none_without", {"constraint": constraint, "count": _count(len(found))})
    if len(found) == 1:
        claim = Claim("found_none_without_one", {"constraint": constraint, "product": short_name(found[0])})
    shown = found[:MOST_SHOWN]
    focus = Focus(pending_product_ids=tuple(each.id for each in shown), page_product_id=question.page_product_id)
    buttons, cards = _buttons(shown, single=True), _cards(shown, shop, question)
    return AnswerPlan("not_found", (claim,), buttons=buttons, cards=cards, focus=focus)


def price_fact(product: Product, shop: ShopFacts, question: Question) -> Fact | None:
    """What the product costs now, as a fact."""
    amount = price_now(product, question.asked_at)
    unit = product.offer.currency or shop.currency
    return None if amount is None else offer_fact(product, "price", f"{amount:f}", unit=unit)


def _only_one(product: Product, facts: tuple[Fact, ...], shop: ShopFacts, question: Question) -> Claim:
    name, price = short_name(product), price_words(product, shop, question.asked_at)
    if price is None:
        return Claim("here_is", {"product": name}, facts)
    return Claim("found_one", {"product": name, "price": price}, facts)


def _buttons(shown: Sequence[Product], *, single: bool = False) -> tuple[Button, ...]:
    """A button for each product, where there is a choice or `single` allows one alone."""
    names = names_apart(shown) if len(shown) > 1 or single else []
    return tuple(Button(shortened(name), choose_payload(each)) for name, each in zip(names, shown, strict=False))


def _cards(shown: Sequence[Product], shop: ShopFacts, question: Question) -> tuple[Card, ...]:
    return tuple(card(each, price=price_words(each, shop, question.asked_at)) for each in shown)


def _count(number: int) -> str:
    return str(number) if number < MOST_FOUND else f"more than {MOST_FOUND - 1}"
