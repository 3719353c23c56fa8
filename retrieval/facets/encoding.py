"""A product's attributes in the form that filters read: measures in base units, and the words of short values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from retrieval.facets.canonical import bare, canonical, sortable
from retrieval.measures.measured import measured
from retrieval.naming import naming_words
from retrieval.schema import Attribute, Product

YES, NO = "yes", "no"
# Longer values are prose, which the words of a wish find by relevance.
_MOST_WORDS = 12
_LONGEST = 120
_PARTS = re.compile(r"\s*(?:[,;/&|+]|\band\b|\bor\b)\s*", re.IGNORECASE)
_NAMELESS = re.compile(r"[\x00.]")


def measures_of(product: Product) -> dict[str, list[str]]:
    """What each attribute measures, by its name, as sortable text; an attribute that states a range has none."""
    found: dict[str, list[str]] = {}
    for attribute in product.attributes:
        stated = measure_stated(attribute)
        if stated is not None:
            found.setdefault(facet_name(attribute.name), []).append(sortable(*stated))
    return found


def words_of(product: Product) -> dict[str, list[str]]:
    """The words that each attribute's short values hold, by its name; `yes` or `no` for what is true or not."""
    found: dict[str, set[str]] = {}
    for attribute in product.attributes:
        words = {word for part in value_parts(attribute) for word in part}
        if words:
            found.setdefault(facet_name(attribute.name), set()).update(words)
    return {name: sorted(words) for name, words in found.items()}


def measure_stated(attribute: Attribute) -> tuple[str, float] | None:
    """The one measure an attribute states, with its dimension; None for a range, several, or no number."""
    stated = measured(attribute)
    if stated is not None:
        return None if stated.is_range else canonical(stated.low)
    if isinstance(attribute.value, Decimal):
        return bare(attribute.value, attribute.unit)
    return None


def value_parts(attribute: Attribute) -> list[tuple[str, ...]]:
    """The values an attribute states one beside the other, each as its naming words: "Black / red" is two."""
    value = attribute.value
    truth = truth_of(attribute)
    if truth is not None:
        return [(YES if truth else NO,)]
    if isinstance(value, bool | Decimal):
        return []
    texts = value if isinstance(value, tuple) else (value,)
    return [words for text in texts for words in _parts(text)]


def truth_of(attribute: Attribute) -> bool | None:
    """The yes or no that an attribute states, also where a feed wrote it as text."""
    if isinstance(attribute.value, bool):
        return attribute.value
    if not isinstance(attribute.value, str):
        return None
    return {"yes": True, "true": True, "y": True, "no": False, "false": False, "n": False}.get(
        attribute.value.strip().lower()
    )


def facet_name(name: str) -> str:
    """An attribute's name as a key of the index's facets."""
    return _NAMELESS.sub("_", name) or "_"


def _parts(text: str) -> Iterator[tuple[str, ...]]:
    if len(text) > _LONGEST:
        return
    parts = [naming_words(part) for part in _PARTS.split(text)]
    if sum(map(len, parts)) <= _MOST_WORDS:
        yield from (part for part in parts if part)
