"""Looking for products: what fits the wish and its limits, and which limit to let go when nothing does."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, combinations, islice
from typing import Literal

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

# So many limits are let go at once, after so many tries at most: each asks the index.
_MOST_DROPPED = 3
_MOST_TRIES = 12
# Where fewer of a category state an attribute, a search by it leaves out products that may well have it.
_STATED_BY_ALL = 0.9


@dataclass(frozen=True, slots=True)
class _Limit:
    """A limit of a wish that can be let go, and what a reply calls it."""

    constraint: Constraint | Literal["price", "stock"]
    said: str


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
        return nearly(found.products, _quoted(found.missing, wish), finder.shop, question)
    further = _relaxed_further(sought, finder, question) if wish.is_limited or sought.constraints else None
    return further or _nothing(sought, finder, question)


def _quoted(words: Sequence[str], wish: Wish) -> str:
    return f'"{safe_mention(_as_said(words, wish))}"'


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
    for one in _limits(sought, finder):
        plan = _without((one,), (), sought, finder, question)
        if plan:
            return plan
    return None


def _relaxed_further(sought: Sought, finder: Finder, question: Question) -> AnswerPlan | None:
    """The same without the words that say nothing of any product of the kind, and then without two limits and three."""
    unknown = finder.words_beyond(sought)
    limits = list(_limits(sought, finder))
    sizes = range(0 if unknown else 2, min(len(limits), _MOST_DROPPED) + 1)
    ways = chain.from_iterable(combinations(limits, size) for size in sizes)
    plans = (_without(way, unknown, sought, finder, question) for way in islice(ways, _MOST_TRIES))
    return next((plan for plan in plans if plan), None)


def _without(
    limits: Sequence[_Limit], words: Sequence[str], sought: Sought, finder: Finder, question: Question
) -> AnswerPlan | None:
    """What there is without these limits and words, and that nothing fits with them; None where nothing is."""
    dropped = {one.constraint for one in limits}
    wish = sought.wish
    kept = replace(
        wish,
        price=None if "price" in dropped else wish.price,
        in_stock=wish.in_stock and "stock" not in dropped,
    )
    relaxed = replace(
        sought,
        wish=kept,
        constraints=tuple(one for one in sought.constraints if one not in dropped),
        asked=tuple(word for word in sought.asked if word not in words),
    )
    found = finder.find(relaxed)
    if not found or _is_beside(found.products, relaxed, finder) or not finder.is_looked_for(found.products[0], sought):
        return None
    if wish.price and dropped == {"price"} and not words:
        return above_limit(found.products, wish.price, finder.shop, question)
    said = [_quoted(words, wish)] if words else []
    plan = nearly(found.products, " and ".join((*said, *(one.said for one in limits))), finder.shop, question)
    unstated = _unstated(sought, finder, [one for one in sought.constraints if one in dropped])
    return replace(plan, claims=(*plan.claims, *unstated))


def _limits(sought: Sought, finder: Finder) -> Iterator[_Limit]:
    """The limits of a wish: what changes by the day first."""
    if sought.wish.in_stock:
        yield _Limit("stock", "the wish for stock")
    if sought.wish.price:
        yield _Limit("price", limit_words(sought.wish.price, finder.shop))
    for one in sought.constraints:
        yield _Limit(one, one.said)


def _nothing(sought: Sought, finder: Finder, question: Question) -> AnswerPlan:
    """That nothing fits; where there is not even such a thing, that there is none."""
    limited = sought.wish.is_limited or sought.constraints
    if not (limited or sought.wish.head is None or any(finder.is_looked_for(each, sought) for each in sought.alike)):
        return _not_carried(sought.wish, question)
    return AnswerPlan("not_found", (Claim("found_none", {}),), focus=question.focus)


def _not_carried(wish: Wish, question: Question) -> AnswerPlan:
    """That the shop has none of what is looked for."""
    mention = safe_mention(" ".join(wished(wish.words)) or wish.words)
    return AnswerPlan("not_found", (Claim("not_carried_kind", {"mention": mention}),), focus=question.focus)
