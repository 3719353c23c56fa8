"""What is asked of three or more products at once: said of each."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.kinds import is_comparison
from bot.answering.naming import names_apart, short_name
from bot.answering.narrowing import PRICE, distinguishing
from bot.answering.planning.alike import alike_plan
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


def certain_plans(
    planner: ProductPlanner, named: Sequence[tuple[Product, ...]], reading: Reading, question: Question
) -> tuple[list[AnswerPlan], list[tuple[Product, ...]]]:
    """What is asked of the products that are certain and of versions that agree, and the versions that do not."""
    single = [group[0] for group in named if len(group) == 1]
    told = [each_plan(planner, single, reading, question)] if single else []
    left: list[tuple[Product, ...]] = []
    for group in named:
        plan = alike_plan(planner, group, reading, question) if len(group) > 1 else None
        if plan:
            told.append(plan)
        elif len(group) > 1:
            left.append(group)
    return told, left


def joined_plan(plans: Sequence[AnswerPlan]) -> AnswerPlan:
    """All that the plans say; the outcome and the buttons of the last, or an answer where any is one."""
    last = plans[-1]
    ids = tuple(dict.fromkeys(each for plan in plans for each in plan.product_ids))
    answered = any(plan.outcome == "answer" for plan in plans)
    spoken_of = tuple(dict.fromkeys(each for plan in plans for each in plan.focus.product_ids))
    return replace(
        last,
        outcome="answer" if answered and last.outcome == "not_stated" else last.outcome,
        claims=tuple(claim for plan in plans for claim in plan.claims),
        sources=tuple(source for plan in plans for source in plan.sources),
        focus=replace(last.focus, product_ids=spoken_of),
        product_ids=ids,
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
