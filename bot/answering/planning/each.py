"""What is asked of three or more products at once: said of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.kinds import is_comparison
from bot.answering.naming import names_apart, short_name
from bot.answering.narrowing import PRICE, distinguishing
from bot.answering.planning.attribute import attribute_claim
from bot.answering.planning.facts import product_sources
from bot.answering.planning.not_stated import not_stated_claim
from bot.answering.planning.price import price_claim
from bot.answering.planning.product import ProductPlanner
from bot.answering.reading import Reading
from bot.answering.types import AnswerPlan, Claim, Focus, Outcome, Question
from retrieval.schema import Product

# As much as can be read at once.
MOST_PRODUCTS = 6


def each_plan(planner: ProductPlanner, products: Sequence[Product], reading: Reading, question: Question) -> AnswerPlan:
    """The price, the stock or the attribute asked, of each; of a plain comparison what differs most, and the price."""
    told = tuple(products[:MOST_PRODUCTS])
    compared = is_comparison(reading.text)
    label = next((one for one in distinguishing(told) if one != PRICE), None)
    claims: list[Claim] = []
    for product, name in zip(told, names_apart(told), strict=True):
        short = short_name(product)
        claims_of_it = _asked(planner, product, reading, question)
        if not claims_of_it and compared:
            claims_of_it = tuple(_set_apart(planner, product, label, question))
        for claim in claims_of_it or (not_stated_claim(product, reading, (), planner.ranker),):
            named = claim.values.get("product") == short
            claims.append(replace(claim, values={**claim.values, "product": name}) if named else claim)
    ids = tuple(product.id for product in told)
    focus = Focus(ids, pending_question=reading.text, page_product_id=question.page_product_id)
    outcome: Outcome = "answer" if any(claim.facts for claim in claims) else "not_stated"
    return AnswerPlan(outcome, tuple(claims), sources=product_sources(told, claims), focus=focus, product_ids=ids)


def beside_plan(
    planner: ProductPlanner, settled: Sequence[Product], open_plan: AnswerPlan, reading: Reading, question: Question
) -> AnswerPlan:
    """What is asked of the products that are certain, before what must be said or asked of the others named."""
    told = each_plan(planner, settled, reading, question)
    return replace(
        open_plan,
        claims=(*told.claims, *open_plan.claims),
        sources=told.sources,
        focus=replace(open_plan.focus, product_ids=told.product_ids),
        product_ids=(*told.product_ids, *open_plan.product_ids),
    )


def _asked(planner: ProductPlanner, product: Product, reading: Reading, question: Question) -> tuple[Claim, ...]:
    """What the question asks of the product by name: its offer, or an attribute."""
    offer = planner.offer(product, reading, question.asked_at)
    answer = None if offer else planner.attribute(product, reading)
    return (answer.claim,) if answer else offer


def _set_apart(planner: ProductPlanner, product: Product, label: str | None, question: Question) -> Iterator[Claim]:
    """The value that sets the products apart, with the price."""
    attribute = next((each for each in product.attributes if each.label.lower() == label), None)
    if attribute is not None:
        yield attribute_claim(product, attribute, Reading(""))
    yield price_claim(product, Reading(""), planner.shop, question.asked_at)
