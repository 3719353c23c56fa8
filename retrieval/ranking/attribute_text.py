"""An attribute read as text: the statement that is embedded, and the words, concepts and measure that are compared."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from retrieval.ranking.concepts import load_concepts
from retrieval.schema import Attribute, AttributeValue

# Whose weight, whose size: the carton's is not the product's, the most that fits is not what is there.
OF_PACKAGING = re.compile(r"\b(?:packag(?:e|ing)|parcel|pallet|carton|master|outer|inner|shipping|tare|gross|box)\b")
OF_LIMIT = re.compile(
    r"\b(?:max(?:imum)?|min(?:imum)?|most|least|up to|upgrad\w+|expand\w+|support(?:s|ed)?|compatib\w+|limit)\b"
)
# What a measure of the carton is labelled with, and how a question asks for one.
OF_CARTON = re.compile(
    r"\b(?:packag(?:e|ing)|parcel|pallet|carton|master|shipping|tare|gross|(?:outer|inner) (?:case|box))\b"
)
# Behind what a label is about: its unit, its system of units, what it was measured with.
_BEHIND_HEAD = re.compile(
    r"\s*(?:\([^()]*\)|,.*|\b(?:imperial|metric|typical|maximum|minimum|max|min|[a-z] [a-z]|[wdhl](?: ?x ?[wdhl])+)"
    r"|\b(?:(?:per|for|of|in|on|with|without|from|by|at)\b.*))$"
)
_COUNTED = re.compile(r"^(?:number|quantity|amount|count) of ")
_BETWEEN_PARTS = re.compile(r"[,;/|\n]| and | or ")
_MOST_PARTS = 40
_BETWEEN_NUMBERS = re.compile(r"(?<=\d)\s*[x×]\s*(?=\d)")
_STATEMENT_CHARACTERS = 160
_VALUE_CHARACTERS = 600
_WORD = re.compile(r"[^\W_]+(?:[.,]\d+)*")
_MEASURE = re.compile(r"[-+]?\d[\d.,]*\s*([^\W\d][^,;]{0,20}|[%°″\"][CF]?)?")
_ENDINGS = (
    "ations",
    "ation",
    "ities",
    "ments",
    "ment",
    "ness",
    "ing",
    "ies",
    "ity",
    "ers",
    "ed",
    "er",
    "es",
    "ly",
    "s",
)
_SHORTEST_STEM = 3
_WRITTEN_OUT = {"max": "maximum"}


@dataclass(frozen=True, slots=True)
class AttributeReading:
    """What the ranker compares with a question; `statement` and `label` are also embedded."""

    label: str
    statement: str
    label_stems: frozenset[str]
    named_stems: frozenset[str]
    value_stems: frozenset[str]
    value_parts: tuple[frozenset[str], ...]
    concepts: dict[str, float]
    dimension: str | None
    numeric: bool
    boolean: bool
    empty: bool
    of_packaging: bool
    of_carton: bool
    of_limit: bool
    head: str
    about: frozenset[str]


@lru_cache(maxsize=20_000)
def read_attribute(attribute: Attribute) -> AttributeReading:
    """The reading of an attribute; the same attribute is read once."""
    value = value_text(attribute)
    label = _lower_first(attribute.label.strip())
    boolean = isinstance(attribute.value, bool) or value.casefold() in ("yes", "no")
    # A feed may hold a measure as text: "254 g".
    measure = _MEASURE.fullmatch(value)
    unit = attribute.unit or (measure[1] if measure else None)
    named = without_tail(label.casefold())
    return AttributeReading(
        label=label,
        # One text for every number: its size says nothing about what it measures, and an embedding costs.
        statement=_statement(label, "5" if measure else value, unit),
        label_stems=stems(label),
        named_stems=stems(named),
        value_stems=frozenset() if boolean else stems(value),
        value_parts=() if boolean else _parts(attribute.value),
        concepts=_stated(label.casefold()),
        dimension=load_concepts().dimension(unit),
        numeric=measure is not None or value[:1].isdigit(),
        boolean=boolean,
        empty=not value,
        of_packaging=OF_PACKAGING.search(label.casefold()) is not None,
        of_carton=OF_CARTON.search(label.casefold()) is not None,
        of_limit=OF_LIMIT.search(label.casefold()) is not None,
        head=last_stem(named),
        about=_about(named),
    )


def _parts(value: AttributeValue) -> tuple[frozenset[str], ...]:
    """The stems of each thing that a text or a list of texts states, of the first 40; a number is none."""
    texts = value if isinstance(value, tuple) else (value,) if isinstance(value, str) else ()
    parts = (part for text in texts for part in _BETWEEN_PARTS.split(text[:_VALUE_CHARACTERS]))
    return tuple(found for part in islice(parts, _MOST_PARTS) if (found := stems(part)))


def value_text(attribute: Attribute) -> str:
    """A value as a shopper would read it, cut to 600 characters."""
    value = attribute.value
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    return text[:_VALUE_CHARACTERS]


def without_tail(label: str) -> str:
    """A lower-cased label up to the word it is about: `width (imperial)` is about the width."""
    label = _COUNTED.sub("", label)
    while (shorter := _BEHIND_HEAD.sub("", label)) not in ("", label):
        label = shorter
    return label


def last_stem(text: str) -> str:
    """The stem of a text's last word, empty without one."""
    words = _WORD.findall(text)
    return stem(words[-1]) if words else ""


@lru_cache(maxsize=50_000)
def stem(word: str) -> str:
    """A word without its common English ending, so that "charging" and "charger" meet; never under 3 letters."""
    word = _WRITTEN_OUT.get(word, word)
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            word = word[: -len(ending)]
            break
    return word[:-1] if word.endswith("e") and len(word) > _SHORTEST_STEM else word


def stems(text: str) -> frozenset[str]:
    """The stems of a text's words, numbers kept as written."""
    apart = _BETWEEN_NUMBERS.sub(" x ", text.casefold())
    return frozenset(stem(word) for word in _WORD.findall(apart))


@lru_cache(maxsize=50_000)
def _stated(label: str) -> dict[str, float]:
    return load_concepts().stated(label)


@lru_cache(maxsize=50_000)
def _about(named: str) -> frozenset[str]:
    return load_concepts().stated_last(named)


def _statement(label: str, value: str, unit: str | None) -> str:
    return f"The {label} is {value}{f' {unit}' if unit else ''}."[:_STATEMENT_CHARACTERS]


def _lower_first(label: str) -> str:
    """`Weight` within a sentence is `weight`, but `HDMI ports` stays."""
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
