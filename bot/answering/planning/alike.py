"""What the versions of one product all state alike: said at once, without asking which of them is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.naming import short_name
from bot.answering.narrowing import PRICE, distinguishing
from bot.answering.planning.facts import product_sources
from bot.answering.planning.product import ProductPlanner
from bot.answering.planning.variants import group_name
from bot.answering.reading import Reading
from bot.answering.types import AnswerPlan, Claim, Focus, Question
from retrieval.schema import Product

# More versions than this are asked apart: each must be read to know that they agree.
_MOST = 8


def alike_plan(
    planner: ProductPlanner, products: Sequence[Product], reading: Reading, question: Question
) -> AnswerPlan | None:
    """The answer that holds for every one of them; None where they differ in it, or are no versions of one product.

    Stock is never told of all at once: which of them can be had is what tells versions apart from day to day.
    """
    groups = {product.item_group_id for product in products}
    if len(groups) > 1 or None in groups or len(products) > _MOST or reading.asks_stock:
        return None
    told = [_told(planner, product, reading, question) for product in products]
    said = {tuple(_said(claim) for claim in claims) for claims in told}
    if len(said) > 1 or not all(claims and all(claim.facts for claim in claims) for claims in told):
        return None
    name = _shared_name(products)
    claims = tuple(
        replace(first, values={**first.values, "product": name}, facts=tuple(f for one in same for f in one.facts))
        for first, *rest in zip(*told, strict=True)
        for same in ((first, *rest),)
    )
    ids = tuple(product.id for product in products)
    focus = Focus(ids, pending_question=reading.text, page_product_id=question.page_product_id)
    sources = product_sources(products[:1], claims)
    return AnswerPlan("answer", claims, sources=sources, focus=focus, product_ids=ids)


def _told(planner: ProductPlanner, product: Product, reading: Reading, question: Question) -> tuple[Claim, ...]:
    """The price or the attribute asked; nothing where the attribute's sources disagree."""
    offer = planner.offer(product, reading, question.asked_at)
    answer = None if offer else planner.attribute(product, reading)
    return offer if answer is None else () if answer.conflicting else (answer.claim,)


def _said(claim: Claim) -> tuple[str, tuple[tuple[str, str], ...]]:
    return claim.kind, tuple(sorted((name, value) for name, value in claim.values.items() if name != "product"))


def _shared_name(products: Sequence[Product]) -> str:
    """The short name without what tells the versions apart."""
    labels = (label for label in distinguishing(products) if label != PRICE)
    names = (group_name(products[0], label) for label in labels)
    return next((name for name in names if name != short_name(products[0])), short_name(products[0]))
