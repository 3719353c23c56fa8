"""What an attribute measures: one quantity, or a range of them, wherever its feed put the unit."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from retrieval.measures.quantity import Quantity, number, quantities_in, satisfies, unit_name
from retrieval.schema import Attribute

_NUMBER = r"[-−+]?\d[\d.,]*"
_RANGE = re.compile(
    rf"(?P<low>{_NUMBER})\s*(?P<first>[^\W\d_]{{0,12}}|[%°\"″]\s?[CF]?)\s*(?:-|–|—|−|to|\.\.\.?|…|~)\s*"
    rf"(?P<high>{_NUMBER})\s*(?P<unit>[^\d;,()]{{0,24}})",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"({_NUMBER})")
_IN_BRACKETS = re.compile(r"[(\[]\s*(?:in\s+)?([^()\[\]]{1,20})[)\]]\s*$")
_MOST = re.compile(r"\b(max(?:imum)?|most|up to|limit|capacity|load)\b", re.IGNORECASE)
_LEAST = re.compile(r"\b(min(?:imum)?|least)\b", re.IGNORECASE)
# What lasts twelve hours lasts ten, and what holds five kilos holds three.
_AFFORDS = re.compile(
    r"\b(last|lasts|hold|holds|carry|carries|support|supports|take|takes|store|stores|handle|handles|withstand|"
    r"withstands|bear|bears|reach|reaches|run for|play for|go for|capable of|able to)\b",
    re.IGNORECASE,
)
_AFFORDED = re.compile(r"\b(life|run ?time|time|capacity|load|range|weight limit|max(?:imum)?)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Measured:
    """The least and the most of what is stated, equal where one quantity is."""

    low: Quantity
    high: Quantity

    @property
    def is_range(self) -> bool:
        """Whether a range is stated."""
        return self.low != self.high


def measured(attribute: Attribute) -> Measured | None:
    """What the attribute measures, or None where it states no quantity, several, or no known unit."""
    unit = attribute.unit or _unit_of_label(attribute.label)
    if isinstance(attribute.value, Decimal):
        return _one(attribute.value, unit)
    if not isinstance(attribute.value, str):
        return None
    text = " ".join(attribute.value.split())
    span = _RANGE.fullmatch(text)
    if span:
        return _range(span, unit)
    stated = list(quantities_in(text))
    if stated:
        # The same measure twice, "60.5 cm (23.8 in)", is one; several are of several things.
        same = all(satisfies(stated[0], replace(other, comparator="equal")) is True for other in stated[1:])
        plain = replace(stated[0], comparator="equal")
        return Measured(plain, plain) if same else None
    return _one(number(text), unit) if _ALONE.fullmatch(text) and text.count(".") + text.count(",") < 2 else None


def meets(attribute: Attribute, demanded: Quantity, text: str) -> bool | None:
    """Whether the attribute's measure is as a question demands; None where it cannot be told."""
    stated = measured(attribute)
    if stated is None:
        return None
    if stated.is_range:
        return _within(stated, demanded)
    return satisfies(stated.low, replace(demanded, comparator=_comparator(attribute, demanded, text)))  # type: ignore[arg-type]  # a Comparator


def _comparator(attribute: Attribute, demanded: Quantity, text: str) -> str:
    """What is demanded of a limit: whether 40 °C is within "Maximum temperature", whether ten hours are to be had."""
    if demanded.comparator not in ("equal", "at_most"):
        return demanded.comparator
    if _AFFORDS.search(text) and (_AFFORDED.search(attribute.label) or _MOST.search(attribute.label)):
        return "at_least"
    if demanded.comparator == "equal" and not (_MOST.search(text) or _LEAST.search(text)):
        return "at_least" if _MOST.search(attribute.label) else "at_most" if _LEAST.search(attribute.label) else "equal"
    return demanded.comparator


def _within(stated: Measured, demanded: Quantity) -> bool | None:
    """For a bare quantity, whether the range holds it; for a limit, whether all or none of the range keeps it."""
    if demanded.comparator == "equal":
        low = satisfies(stated.low, replace(demanded, comparator="at_most"))
        high = satisfies(stated.high, replace(demanded, comparator="at_least"))
        return None if low is None or high is None else low and high
    answers = {satisfies(stated.low, demanded), satisfies(stated.high, demanded)}
    return answers.pop() if len(answers) == 1 else None


def _range(span: re.Match[str], unit: str | None) -> Measured | None:
    name = unit_name(_plain_unit(span["unit"])) or unit_name(unit)
    first = unit_name(_plain_unit(span["first"])) or name
    if name is None or first is None:
        return None
    low, high = Quantity(number(span["low"]), first), Quantity(number(span["high"]), name)
    return Measured(low, high) if satisfies(high, replace(low, comparator="at_least")) else None


def _plain_unit(written: str) -> str:
    return re.sub(r"\s*\(.*$", "", written).strip(" .")


def _one(magnitude: Decimal, unit: str | None) -> Measured | None:
    name = unit_name(unit)
    return Measured(Quantity(magnitude, name), Quantity(magnitude, name)) if name else None


def _unit_of_label(label: str) -> str | None:
    """The unit in a label's brackets: "Weight (kg)"."""
    inner = _IN_BRACKETS.search(label)
    return inner[1].strip() if inner and unit_name(inner[1]) else None
