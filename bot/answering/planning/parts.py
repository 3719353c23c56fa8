"""The parts of a question that asks several things of one product: "the weight and the width of it"."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.answering.reading import Reading, asks_anew, tokens_of
from retrieval.schema import Product

_MOST = 4
_JOINS = re.compile(r"\?\s+|\s*[,;]\s+(?:(?:and|also|plus)\s+)?|\s+(?:and|also|plus|&)\s+", re.IGNORECASE)
# What a yes or no is asked with, which goes for what follows "and" too: "does it have HDMI and DVI?".
_LEAD = re.compile(
    r"^(?:does|do|has|is|can|will)\b.*?\b(?:have|support|include|offer|come with|got|equipped with)\s+"
    r"(?:an?\s+|any\s+|both\s+)?",
    re.IGNORECASE,
)

# What only tells of the shopper, and asks nothing: "I have a Canon printer and …".
_TELLS = re.compile(
    r"\s*(?:(?:hi|hello|hey|thanks|please|ok|okay|so|well)\b\W*)?"
    r"(?:i|i'm|i've|i'd|we|we're|we've|my|our|it's|thank you)\b"
    r"(?!.*\b(?:know|wonder\w*|ask\w*|tell)\b)",
    re.IGNORECASE,
)


def parts_of(reading: Reading, product: Product) -> tuple[Reading, ...]:
    """Two to four questions that together are the one asked; none where it asks one thing only."""
    parts = [part.strip() for part in _JOINS.split(reading.text) if part.strip(" ?.!") and not _TELLS.match(part)]
    if not 1 < len(parts) <= _MOST or _is_one_name(reading, product):
        return ()
    lead = _LEAD.match(parts[0])
    if reading.is_yes_no and lead is None and not any(asks_anew(Reading(part)) for part in parts[1:]):
        return ()
    asked = tuple(Reading(part) for part in _with_lead(parts, lead.group() if lead else ""))
    return asked if all(part.says_something for part in asked) else ()


def _with_lead(parts: list[str], lead: str) -> Iterator[str]:
    yield parts[0]
    for part in parts[1:]:
        yield part if asks_anew(Reading(part)) else f"{lead}{part}"


def _is_one_name(reading: Reading, product: Product) -> bool:
    """Whether a joining word stands within the name of an attribute: "print and copy speed"."""
    said = f" {' '.join(reading.tokens)} "
    labels = (tokens_of(attribute.label) for attribute in product.attributes if _JOINS.search(attribute.label))
    return any(f" {' '.join(label)} " in said for label in labels)
