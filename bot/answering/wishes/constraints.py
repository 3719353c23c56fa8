"""Which attribute each part of a wish demands something of, decided by what the category's products really state."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.answering.values import label_text
from bot.answering.wishes.counts import counts_in
from bot.answering.wishes.survey import Stated, Survey
from bot.answering.wishes.wish import Wish, wished_words
from retrieval.facets.canonical import canonical
from retrieval.facets.encoding import NO, YES
from retrieval.facets.limits import AttributeLimit, MeasureLimit, WordLimit, between, measure_limit
from retrieval.measures.quantity import Quantity, written_quantities
from retrieval.naming import naming_words

_LONGEST = 3
# The dimension of numbers without a unit, and words of labels that only say that something is counted.
_NUMBERS = ""
_COUNTS = frozenset(("quantity", "number", "count", "total", "qty"))
# A shopper who names how long something lasts is content with longer.
_AT_LEAST = re.compile(r"\b(life|run ?time|warranty|load|range)\b", re.IGNORECASE)
_SAID_IN_TITLES = 0.1
_MOSTLY_STATED = 0.3
_AS_OFTEN = 0.2
_BEYOND = 1.5


@dataclass(frozen=True, slots=True)
class Constraint:
    """A limit on an attribute, with the words of the wish it stands for and how a reply names it."""

    limit: AttributeLimit
    label: str
    said: str
    uses: frozenset[str]


def constraints_of(wish: Wish, survey: Survey, *, known: frozenset[str] = frozenset()) -> tuple[Constraint, ...]:
    """What a wish demands of attributes; words in `known` name the category or the brand and demand nothing."""
    found = [*_measures(wish, survey), *_counts(wish, survey), *_quality(wish, survey)]
    used = known.union(*(one.uses for one in found))
    return (*found, *_words(wish, survey, used))


def _measures(wish: Wish, survey: Survey) -> Iterator[Constraint]:
    for quantity, written in written_quantities(wish.words):
        said_beside = set(wish.asked) - _unit_words(written)
        chosen = _measured_by(quantity, said_beside, survey)
        if chosen is None:
            continue
        if quantity.comparator == "equal" and _AT_LEAST.search(chosen.label):
            quantity = replace(quantity, comparator="at_least")
        label = label_text(chosen.label)
        said = (
            f"the {label} of {written}" if quantity.comparator == "equal" else f"the limit of {written} for the {label}"
        )
        uses = frozenset((*wished_words(written), *(set(naming_words(chosen.label)) & said_beside)))
        yield Constraint(measure_limit((chosen.name,), quantity), label, said, uses)


def _counts(wish: Wish, survey: Survey) -> Iterator[Constraint]:
    for count in counts_in(wish.words):
        for size in range(len(count.of), 0, -1):
            of = count.of[:size]
            counting = [one for one in survey.measuring(_NUMBERS) if _counts_of(one, frozenset(of))]
            if counting:
                names = tuple(one.name for one in counting)
                limit = between(names, _NUMBERS, count.comparator, float(count.number))
                said = f'the wish for {count.written} "{" ".join(of)}"'
                uses = frozenset((*wished_words(count.written), *of))
                yield Constraint(limit, label_text(counting[0].label), said, uses)
                break


def _counts_of(one: Stated, said: frozenset[str]) -> bool:
    """Whether an attribute counts what is said: "USB 2.0 ports quantity" counts USB ports."""
    of = [word for word in one.words if word not in _COUNTS]
    return not one.beside and bool(of) and of[-1] in said <= frozenset(of)


def _unit_words(written: str) -> set[str]:
    """The words of a quantity that are its unit, which names no attribute: the inch of "set width (inch)"."""
    return {word for word in wished_words(written) if word.isalpha()}


def _measured_by(quantity: Quantity, asked: set[str], survey: Survey) -> Stated | None:
    """The attribute that a bare quantity is of: the one named, or said in titles, or the only one there is."""
    dimension, magnitude = canonical(quantity)
    named = {one: len(asked & set(one.words)) / max(1, len(one.words)) for one in survey.measuring(dimension)}
    fitting = [one for one in named if not one.beside or named[one] == 1]
    usual = [
        one
        for one in fitting
        if survey.share(one, dimension) >= _MOSTLY_STATED and _is_usual(magnitude, one, dimension)
    ]
    likely = [
        (
            named[one] * (2 + len(one.words)) + survey.in_titles(one, dimension) + survey.share(one, dimension) / 2,
            one.name,
            one,
        )
        for one in fitting
        if named[one] or usual == [one] or (one in usual and survey.in_titles(one, dimension) >= _SAID_IN_TITLES)
    ]
    return max(likely)[-1] if likely else None


def _is_usual(magnitude: float, one: Stated, dimension: str) -> bool:
    """Whether a measure lies among those of the category: 16 GB is memory where drives hold 256 to 1000 GB."""
    stated = one.magnitudes(dimension)
    return min(stated) / _BEYOND <= magnitude <= max(stated) * _BEYOND


def _quality(wish: Wish, survey: Survey) -> Iterator[Constraint]:
    """A quality said plainly ("quiet") is had by the better half of what states it."""
    quality = wish.quality
    ranked = survey.ranking(quality) if quality and quality.degree == "positive" else None
    if quality is None or ranked is None:
        return
    one, dimension = ranked
    middle = survey.middle(one, dimension)
    limit = MeasureLimit((one.name,), dimension, middle if quality.more else None, None if quality.more else middle)
    label = label_text(one.label)
    said = f"the wish for a {'high' if quality.more else 'low'} {label}"
    yield Constraint(limit, label, said, frozenset(wished_words(quality.said)))


def _words(wish: Wish, survey: Survey, used: frozenset[str]) -> Iterator[Constraint]:
    asked, place = wish.asked, 0
    # The kind of thing that is looked for is had by what is called so: a "mouse" is no "mouse included".
    kind = wish.head
    quantities = [frozenset(wished_words(written)) for _, written in written_quantities(wish.words)]
    while place < len(asked):
        constraint = next(
            (
                found
                for size in range(min(_LONGEST, len(asked) - place), 0, -1)
                if not used & set(phrase := asked[place : place + size])
                and phrase != (kind,)
                # Of a quantity one word alone says nothing: the TB of "2 TB".
                and all(one <= set(phrase) or not one & set(phrase) for one in quantities)
                and (found := _word(phrase, wish, survey, kind=kind)) is not None
            ),
            None,
        )
        if constraint is None:
            place += 1
        else:
            yield constraint
            place += len(constraint.uses)


def _word(phrase: tuple[str, ...], wish: Wish, survey: Survey, *, kind: str | None) -> Constraint | None:
    """What a phrase demands where it is the name of something that is there or not, or the whole value of something."""
    said, lacking = f'"{" ".join(phrase)}"', _is_negated(phrase, wish.words)
    if phrase in survey.truths and phrase[-1] != kind:
        names = survey.truths[phrase]
        limit = WordLimit(names, (NO if lacking else YES,))
        return Constraint(limit, survey.label(names[0]), f"no {said}" if lacking else said, frozenset(phrase))
    counts = survey.values.get(phrase)
    if lacking or not counts or not any(character.isalpha() for word in phrase for character in word):
        return None
    most = max(counts.values())
    names = tuple(sorted(name for name, count in counts.items() if count >= _AS_OFTEN * most))
    return Constraint(WordLimit(names, phrase, in_title=True), survey.label(names[0]), said, frozenset(phrase))


def _is_negated(phrase: tuple[str, ...], text: str) -> bool:
    return re.search(rf"\b(?:without|no|non)[\s-]+(?:an?\s+|any\s+)?{re.escape(phrase[0])}", text, re.I) is not None
