"""Whether a product fits into a space of a given length, told from its width, depth and height."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.answering.naming import short_name
from bot.answering.planning.facts import attribute_fact
from bot.answering.reading import Reading
from bot.answering.types import Claim
from bot.answering.values import list_text, value_text
from retrieval.measures.measured import measured
from retrieval.measures.quantity import Quantity, is_commensurable, quantities_in, satisfies
from retrieval.schema import Attribute, Product

_FITS = re.compile(
    r"\b(?:fits?|go(?:es)?|stand|squeeze|room)\b.{0,40}\b(?:in|into|on|onto|inside|under|underneath|through|between|a|an|my|for)\b",
    re.IGNORECASE,
)
_SIDE = re.compile(r"(?:(?:product|item|overall)\s+)?(width|depth|height|length)(?:\s*\(.*\))?", re.IGNORECASE)
_NAMED = {
    "width": re.compile(r"\b(?:wide|width|broad)\b", re.IGNORECASE),
    "depth": re.compile(r"\b(?:deep|depth)\b", re.IGNORECASE),
    "height": re.compile(r"\b(?:high|tall|height)\b", re.IGNORECASE),
    "length": re.compile(r"\b(?:long|length)\b", re.IGNORECASE),
}
_SIDES_OF_A_BOX = 3


def fitting_claim(product: Product, reading: Reading) -> tuple[Attribute, Claim] | None:
    """The sides with yes where all of them fit, no where none does, else the sides alone; None where not asked.

    Where the question names a side ("40 cm deep"), that side alone decides.
    """
    if not (reading.is_yes_no and _FITS.search(reading.text)):
        return None
    spaces = [
        space for space in quantities_in(reading.text) if is_commensurable(space, Quantity(space.magnitude, "meter"))
    ]
    sides = _sides(product)
    if len(spaces) != 1 or not sides:
        return None
    named = [side for side, pattern in _NAMED.items() if pattern.search(reading.text)]
    asked = {side: sides[side] for side in named if side in sides} if named else sides
    if not asked:
        return None
    return next(iter(asked.values())), _claim(product, asked, _fit(asked, spaces[0], named=bool(named)))


def _fit(sides: Mapping[str, Attribute], space: Quantity, *, named: bool) -> bool | None:
    room = Quantity(space.magnitude, space.unit, "at_most")
    answers = [satisfies(one.low, room) for side in sides.values() if (one := measured(side)) is not None]
    if not any(answers):
        return False if len(answers) >= (1 if named else 2) else None
    return True if all(answers) and (named or len(answers) >= _SIDES_OF_A_BOX) else None


def _sides(product: Product) -> dict[str, Attribute]:
    found: dict[str, Attribute] = {}
    for attribute in product.attributes:
        match = _SIDE.fullmatch(attribute.label.strip())
        one = measured(attribute) if match else None
        if match and one and not one.is_range and is_commensurable(one.low, Quantity(one.low.magnitude, "meter")):
            found.setdefault(match[1].lower(), attribute)
    return found


def _claim(product: Product, sides: Mapping[str, Attribute], answer: bool | None) -> Claim:
    name, facts = short_name(product), tuple(attribute_fact(product, side) for side in sides.values())
    kind = "attribute_is" if answer is None else "value_yes" if answer else "value_no"
    if len(sides) == 1:
        ((side, attribute),) = sides.items()
        return Claim(kind, {"product": name, "attribute": side, "value": value_text(attribute)}, facts)
    value = list_text([f"{side} {value_text(attribute)}" for side, attribute in sides.items()])
    kind = {"attribute_is": "attribute_list", "value_yes": "list_yes", "value_no": "value_no"}[kind]
    return Claim(kind, {"product": name, "attribute": "size", "value": value}, facts)
