"""Looking for products: what fits the wish and its limits, and which limit to let go when nothing does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.naming import safe_mention
from bot.answering.planning.found import above_limit, found_plan, leading_claims, nearly, with_claims
from bot.answering.reading import Reading
from bot.answering.types import AnswerPlan, Claim, Question
from bot.answering.wishes.constraints import Constraint
from bot.answering.wishes.finder import Finder, Sought, limit_words
from bot.answering.wishes.wish import Wish, wish_of, wished, wished_words
from retrieval.facets.limits import MeasureLimit
from retrieval.measures.quantity import written_quantities
from retrieval.schema import Product

# Where fewer of a category state an attribute, a search by it leaves out products that may well have it.
_STATED_BY_ALL = 0.9


def search_plan(
    reading: Reading, finder: Finder, question: Question, *, only_if_found: bool = False, after: int = 0
) -> AnswerPlan | None:
    """The products that fit a wish; None when it names nothing, or with `only_if_found` when nothing fits."""
    wish = wish_of(reading)
    if not wish.asked and wish.price is None:
        return None
    sought = finder.sought(wish)
    found = finder.find(sought)
    if not finder.is_carried(sought, found.products):
        return None if only_if_found else _not_carried(wish, question)
    if found and not _is_beside(found.products, sought, finder):
        return _shown(found.products, sought, finder, question, said=reading.text, after=after)
    if only_if_found:
        return None
    relaxed = _relaxed(sought, finder, question)
    if relaxed:
        return relaxed
    if found.products:
        return nearly(found.products, f'"{safe_mention(_as_said(found.missing, wish))}"', finder.shop, question)
    return _nothing(sought, question)


def _as_said(missing: Sequence[str], wish: Wish) -> str:
    """Words of a wish as it says them: of a measure or of a word written in one, the whole of it."""
    wholes = [*(written for _, written in written_quantities(wish.words)), *wish.words.split()]
    said = {word: whole.strip(",;") for whole in reversed(wholes) for word in wished_words(whole)}
    return " ".join(dict.fromkeys(said.get(word, word) for word in missing))


def _shown(
    found: Sequence[Product], sought: Sought, finder: Finder, question: Question, *, said: str, after: int
) -> AnswerPlan:
    plan = found_plan(found, finder.shop, question, said=said, after=after)
    if after:
        return plan
    leading = leading_claims(sought, found, finder.shop, question)
    return with_claims(plan, (*leading, *_unstated(sought, finder)), found)


def _unstated(sought: Sought, finder: Finder, among: Sequence[Constraint] | None = None) -> Iterator[Claim]:
    """That not every product states what the search went by; of several attributes the one stated least."""
    alike = sought.alike
    shares = [
        (finder.stating(alike, one) / len(alike), one.label)
        for one in (sought.constraints if among is None else among)
        if alike and (isinstance(one.limit, MeasureLimit) or not one.limit.in_title)
    ]
    share, label = min(shares, default=(1.0, ""))
    if share < _STATED_BY_ALL:
        yield Claim("not_stated_of_all", {"attribute": label})


def _is_beside(found: Sequence[Product], sought: Sought, finder: Finder) -> bool:
    """Whether these only go with what is looked for, which exists beyond the limits: chairs for "a desk under 300"."""
    wish = sought.wish
    if not wish.is_limited or finder.is_of_kind(found[0], wish):
        return False
    beyond = finder.find(replace(sought, wish=replace(wish, price=None, in_stock=False)))
    return any(finder.is_of_kind(each, wish) for each in beyond.products)


def _relaxed(sought: Sought, finder: Finder, question: Question) -> AnswerPlan | None:
    """That nothing fits, with the one limit without which something does, and what that is; None where none helps."""
    for relaxed, constraint in _relaxations(sought, finder):
        found = finder.find(relaxed)
        if not found or _is_beside(found.products, relaxed, finder):
            continue
        price = sought.wish.price
        if price and relaxed == replace(sought, wish=replace(sought.wish, price=None)):
            return above_limit(found.products, price, finder.shop, question)
        plan = nearly(found.products, constraint, finder.shop, question)
        dropped = [one for one in sought.constraints if one not in relaxed.constraints]
        return replace(plan, claims=(*plan.claims, *_unstated(sought, finder, dropped)))
    return None


def _relaxations(sought: Sought, finder: Finder) -> Iterator[tuple[Sought, str]]:
    """The wish without one of its limits, and what that limit is called: what changes by the day first."""
    wish, shop = sought.wish, finder.shop
    if wish.in_stock:
        yield replace(sought, wish=replace(wish, in_stock=False)), "the wish for stock"
    if wish.price:
        yield replace(sought, wish=replace(wish, price=None)), limit_words(wish.price, shop)
    for one in sought.constraints:
        yield replace(sought, constraints=tuple(each for each in sought.constraints if each != one)), one.said
    if wish.price and wish.in_stock:
        both = replace(wish, price=None, in_stock=False)
        yield replace(sought, wish=both), f"{limit_words(wish.price, shop)} and the wish for stock"


def _nothing(sought: Sought, question: Question) -> AnswerPlan:
    """That nothing fits."""
    if not (sought.wish.is_limited or sought.constraints):
        return _not_carried(sought.wish, question)
    return AnswerPlan("not_found", (Claim("found_none", {}),), focus=question.focus)


def _not_carried(wish: Wish, question: Question) -> AnswerPlan:
    """That the shop has none of what is looked for."""
    mention = safe_mention(" ".join(wished(wish.words)) or wish.words)
    return AnswerPlan("not_found", (Claim("not_found", {"mention": mention}),), focus=question.focus)
