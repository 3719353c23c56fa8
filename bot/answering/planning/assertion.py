"""Whether a stated value bears out what a yes/no question asserts; None where it cannot be told."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.answering.quantity import quantities_in, satisfies, with_unit
from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.values import raw_text, value_text
from bot.answering.vocabulary import BASIC_COLOURS
from retrieval.schema import Attribute

_COUNTED = re.compile(
    r"\b(ports?|outputs?|inputs?|slots?|quantity|count|number of|speakers|microphones|cameras|jacks?)\b", re.I
)
_NEGATED = re.compile(r"\b(not|no|without|n't|never|non)\b|n't\b", re.IGNORECASE)


def bears_out(attribute: Attribute, reading: Reading) -> bool | None:
    """Whether the attribute's value agrees with the question's assertion."""
    if _NEGATED.search(reading.text) and not re.match(
        r"(?i)(does|is|do|are|has|have|can|will|would)n't\b", reading.text
    ):
        return None
    value = attribute.value
    if isinstance(value, bool):
        return value
    if isinstance(value, Decimal):
        return _number(attribute, value, reading)
    demanded = _by_quantity(attribute, reading)
    return demanded if demanded is not None else _words(attribute, reading)


def _number(attribute: Attribute, value: Decimal, reading: Reading) -> bool | None:
    demanded = list(quantities_in(reading.text))
    stated = with_unit(value, attribute.unit)
    for quantity in demanded if stated else ():
        answer = satisfies(stated, quantity) if stated else None
        if answer is not None:
            return answer
    if demanded or re.search(r"\d", reading.text):
        numbers = {Decimal(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", reading.text)}
        return True if value in numbers and not attribute.unit else None
    return value > 0 if _COUNTED.search(attribute.label) and not attribute.unit else None


def _by_quantity(attribute: Attribute, reading: Reading) -> bool | None:
    stated = list(quantities_in(raw_text(attribute.value)))
    if len(stated) != 1:
        return None
    answers = [satisfies(stated[0], demanded) for demanded in quantities_in(reading.text)]
    return next((answer for answer in answers if answer is not None), None)


def _words(attribute: Attribute, reading: Reading) -> bool | None:
    label = {stem(word) for word in tokens_of(attribute.label)}
    asserted = {stem(word) for word in reading.content} - label
    if not asserted:
        return None
    values = attribute.value if isinstance(attribute.value, tuple) else (value_text(attribute),)
    stated = [{stem(part) for token in tokens_of(value) for part in (token, *token.split("-"))} for value in values]
    everything = set().union(*stated)
    if not everything:
        return None
    if _denied(values):
        return None
    if asserted <= everything or any(words and words <= asserted for words in stated):
        return True
    return False if _other_colour(asserted, everything) else None


def _denied(values: tuple[str, ...] | tuple[str]) -> bool:
    return any(_NEGATED.search(value) for value in values)


def _other_colour(asserted: set[str], stated: set[str]) -> bool:
    """Whether one plain colour is asserted and only other plain colours are stated."""
    colours = {stem(colour) for colour in BASIC_COLOURS}
    return bool(asserted & colours) and bool(stated & colours) and not (asserted & stated)
