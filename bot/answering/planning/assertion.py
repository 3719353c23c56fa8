"""Whether a stated value bears out what a yes/no question asserts; None where it cannot be told."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.values import truth, value_text
from bot.answering.vocabulary import BASIC_COLOURS, NUMBER_WORDS, VERBS, words
from retrieval.measures.measured import measured, meets
from retrieval.measures.quantity import is_commensurable, quantities_in
from retrieval.schema import Attribute

_COUNTED = re.compile(
    r"\b(ports?|outputs?|inputs?|slots?|quantity|count|number of|speakers|microphones|cameras|jacks?)\b", re.I
)
_COMPATIBLE = re.compile(r"compatib", re.IGNORECASE)
# What kind of device a model is says nothing more of it.
_DEVICES = frozenset(
    map(stem, words("printer laptop notebook phone tablet computer pc machine device camera scanner model series own"))
)
_NEGATED = re.compile(r"\b(not|no|without|n't|never|non|none)\b|n't\b", re.IGNORECASE)
_ASKED_NEGATED = re.compile(r"(?:does|is|do|are|has|have|can|will|would)n't\b", re.IGNORECASE)
_LIMIT = re.compile(r"\b(?:no|not)(?= \w+ than\b)", re.IGNORECASE)
# A word that makes of what it stands with something else: "faux leather" is no leather, an optional port none yet.
_QUALIFIED = frozenset(
    map(stem, words("faux imitation artificial synthetic fake simulated optional separately plated effect look style"))
)


def bears_out(attribute: Attribute, reading: Reading) -> bool | None:
    """Whether the attribute's value agrees with the question's assertion."""
    if _NEGATED.search(_LIMIT.sub("", reading.text)) and not _ASKED_NEGATED.match(reading.text):
        return None
    stated = truth(attribute.value)
    if stated is not None:
        return stated
    if any(quantities_in(reading.text)):
        return _by_quantity(attribute, reading)
    return (
        _counted(attribute, attribute.value, reading)
        if isinstance(attribute.value, Decimal)
        else _words(attribute, reading)
    )


def _by_quantity(attribute: Attribute, reading: Reading) -> bool | None:
    """The one answer to all that is demanded of what the attribute measures."""
    demanded = list(quantities_in(reading.text))
    stated = measured(attribute)
    if stated is not None:
        comparable = [quantity for quantity in demanded if is_commensurable(stated.low, quantity)]
        answers = {meets(attribute, quantity, reading.text) for quantity in comparable}
        return answers.pop() if len(answers) == 1 else None
    # "16 GB" among "8 GB, 16 GB" is said word for word.
    return (_words(attribute, reading) or None) if isinstance(attribute.value, tuple) else None


def _counted(attribute: Attribute, value: Decimal, reading: Reading) -> bool | None:
    """Whether there are any, or as many as are asked for; never what a number without unit means."""
    if attribute.unit:
        return None
    numbers = {Decimal(number) for number in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.])", reading.text)}
    numbers |= {Decimal(NUMBER_WORDS[word]) for word in reading.tokens if word in NUMBER_WORDS}
    if numbers or re.search(r"\d", reading.text):
        return True if value in numbers else None
    return value > 0 if _COUNTED.search(attribute.label) else None


def _words(attribute: Attribute, reading: Reading) -> bool | None:
    label = {stem(word) for word in tokens_of(attribute.label)}
    asserted = {stem(word) for word in reading.content if word not in VERBS} - label
    if not asserted:
        return None
    values = attribute.value if isinstance(attribute.value, tuple) else (value_text(attribute),)
    stated = [{stem(part) for token in tokens_of(value) for part in (token, *token.split("-"))} for value in values]
    everything = set().union(*stated)
    if not everything:
        return None
    if _denied(values) or (everything & _QUALIFIED) - asserted:
        return None
    if asserted <= everything or any(said and said <= asserted for said in stated):
        return True
    if _COMPATIBLE.search(attribute.label) and _names_codes(asserted, everything):
        return True
    return False if _other_colour(asserted, everything) else None


def _names_codes(asserted: set[str], stated: set[str]) -> bool:
    """Whether the models asserted are among those stated, and beside them only what kind of device they are."""
    codes = {word for word in asserted if any(character.isdigit() for character in word)}
    return bool(codes) and codes <= stated and asserted - codes - stated <= _DEVICES


def _denied(values: tuple[str, ...] | tuple[str]) -> bool:
    return any(_NEGATED.search(value) for value in values)


def _other_colour(asserted: set[str], stated: set[str]) -> bool:
    """Whether one plain colour is asserted and only other plain colours are stated."""
    colours = {stem(colour) for colour in BASIC_COLOURS}
    return bool(asserted & colours) and bool(stated & colours) and not (asserted & stated)
