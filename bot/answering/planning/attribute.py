"""What a product's attributes say to a question: a value, yes or no, a conflict, or that it is not stated."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from bot.answering.naming import short_name
from bot.answering.planning.assertion import bears_out
from bot.answering.planning.boolean import boolean_kind, speaks_of
from bot.answering.planning.facts import attribute_fact
from bot.answering.planning.fitting import fitting_claim
from bot.answering.planning.pointing import pointed
from bot.answering.ports import AttributeRanker
from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.types import Claim
from bot.answering.values import is_plural, label_text, raw_text, truth, value_text
from retrieval.measures.measured import measured
from retrieval.measures.quantity import is_commensurable, is_same, quantities_in
from retrieval.schema import Attribute, Product

# Below this calibrated probability nothing answers, and the bot says so.
THRESHOLD = 0.5
_CLOSE = 0.15

_WORDED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"^(item |net |product )?weight$", re.I), "weight_is"),
    (re.compile(r"^battery (life|runtime|run time)$", re.I), "battery_is"),
    (re.compile(r"^(product )?colou?r$", re.I), "colour_is"),
    (re.compile(r"^(product )?dimensions( \(.*\))?$", re.I), "size_is"),
    (re.compile(r"^material$", re.I), "material_is"),
    (re.compile(r"^(manufacturer'?s? |product )?warranty( period| length)?$", re.I), "warranty_is"),
    (re.compile(r"compatib", re.I), "compatible_with"),
)

# The same attribute once more: in brackets its unit, behind it the system of units.
_SYSTEM = re.compile(r"\s*(?:\([^()]*\)|\b(?:imperial|metric))\s*$", re.IGNORECASE)
_COMMON_NOUN = re.compile(r"colou?r|material|finish", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class AttributeAnswer:
    """The attribute that answers, with the claim that says it; `conflicting` when its sources disagree."""

    attribute: Attribute
    claim: Claim
    probability: float
    conflicting: bool = False


def attribute_answer(
    product: Product, reading: Reading, ranker: AttributeRanker, *, threshold: float = THRESHOLD
) -> AttributeAnswer | None:
    """The answer the product's own attributes give, or None where none of them answers."""
    reading = pointed(reading, product)
    fits = fitting_claim(product, reading)
    if fits:
        return AttributeAnswer(fits[0], fits[1], 1.0)
    ranked = ranker.rank(reading.text, product.attributes) if product.attributes else []
    likely = [
        (attribute, probability)
        for attribute, probability in ranked
        if probability >= threshold and _bears_on(attribute, reading)
    ]
    if not likely:
        return None
    best, probability = _most_telling(likely, reading)
    rival = _disagreeing(best, product.attributes)
    if rival is not None:
        return AttributeAnswer(best, _conflict(product, best, rival), probability, conflicting=True)
    return AttributeAnswer(best, attribute_claim(product, best, reading), probability)


def _bears_on(attribute: Attribute, reading: Reading) -> bool:
    """Whether the attribute can answer: a yes or no of the very thing, a measure in the dimension asked."""
    if truth(attribute.value) is not None:
        return speaks_of(attribute.label, reading)
    demanded = list(quantities_in(reading.text)) if reading.is_yes_no else []
    stated = measured(attribute) if demanded else None
    return stated is None or any(is_commensurable(stated.low, one) for one in demanded)


def attribute_claim(product: Product, attribute: Attribute, reading: Reading) -> Claim:
    """The claim that states one attribute as the question asks for it."""
    name, facts = short_name(product), (attribute_fact(product, attribute),)
    said = truth(attribute.value)
    if said is not None:
        kind, words = boolean_kind(attribute.label, value=said)
        return Claim(kind, {"product": name, "attribute": words}, facts)
    label = label_text(attribute.label)
    values = {"product": name, "attribute": label, "value": value_text(attribute)}
    answer = bears_out(attribute, reading) if reading.is_yes_no else None
    several = isinstance(attribute.value, tuple) or is_plural(label)
    if answer is not None:
        return Claim(_answered(answer, several=several), values, facts)
    values["value"] = _inner(values["value"]) if _COMMON_NOUN.search(attribute.label) else values["value"]
    worded = next((kind for pattern, kind in _WORDED if pattern.search(attribute.label)), None)
    return Claim(worded or ("attribute_list" if several else "attribute_is"), values, facts)


def _inner(value: str) -> str:
    """A colour or a material as it stands within a sentence."""
    return value.lower() if re.fullmatch(r"[A-Z][a-z]+(?:[ ,/-]+[A-Za-z][a-z]*)*", value) else value


def _answered(answer: bool, *, several: bool) -> str:
    if several:
        return "list_yes" if answer else "list_no"
    return "value_yes" if answer else "value_no"


def _most_telling(likely: Sequence[tuple[Attribute, float]], reading: Reading) -> tuple[Attribute, float]:
    """The best; among those nearly as good, the one whose label or value holds the question's own words."""
    best = likely[0][1]
    asked = {stem(word) for word in reading.content}
    close = [(attribute, probability) for attribute, probability in likely if probability >= best - _CLOSE]

    def telling(entry: tuple[Attribute, float]) -> tuple[int, float]:
        words = {stem(word) for word in tokens_of(f"{entry[0].label} {raw_text(entry[0].value)}")}
        return len(asked & words), entry[1]

    return max(close, key=telling)


def _disagreeing(best: Attribute, attributes: Sequence[Attribute]) -> Attribute | None:
    """Another statement of the same attribute whose value differs."""
    key = _key(best.label)
    return next((o for o in attributes if o is not best and _key(o.label) == key and not _agree(best, o)), None)


def _key(label: str) -> list[str]:
    """What a label names, whichever unit or system stands behind it: "Item weight (kg)" is the weight."""
    named = re.sub(r"^(item|product)\s+(?=\w)", "", _SYSTEM.sub("", label), flags=re.IGNORECASE)
    return [stem(word) for word in tokens_of(named)]


def _agree(one: Attribute, other: Attribute) -> bool:
    if value_text(one).casefold() == value_text(other).casefold():
        return True
    first, second = measured(one), measured(other)
    if first and second:
        return is_same(first.low, second.low) and is_same(first.high, second.high)
    if isinstance(one.value, Decimal) and isinstance(other.value, Decimal):
        # Without units, two numbers may be one measure twice.
        return one.value == other.value or one.unit != other.unit or _SYSTEM.search(one.label + other.label) is not None
    truths = truth(one.value), truth(other.value)
    if None not in truths:
        return truths[0] is truths[1]
    if truths != (None, None):
        # A yes takes nothing from a value, nor a no from one of another label: "Color: no" of what a printer prints.
        return True in truths or one.label.casefold() != other.label.casefold()
    words = [set(tokens_of(raw_text(each.value))) for each in (one, other)]
    return words[0] <= words[1] or words[1] <= words[0]


def _conflict(product: Product, one: Attribute, other: Attribute) -> Claim:
    values = {
        "product": short_name(product),
        "attribute": label_text(one.label),
        "value_1": value_text(one),
        "value_2": value_text(other),
    }
    return Claim("conflicting", values, (attribute_fact(product, one), attribute_fact(product, other)))
