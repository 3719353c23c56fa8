"""Saying that the catalogue does not state something, by name where the name of what was asked is plain."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.naming import short_name
from bot.answering.ports import AttributeRanker
from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.types import Claim
from bot.answering.values import label_text
from retrieval.schema import Attribute, Product

# What shoppers ask for in words that do not hold the attribute's name.
_ASKED: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\b(weigh\w*|weight|heavy|light(?:er|est)?)\b", re.I), "weight"),
    (re.compile(r"\b(battery (?:life|last\w*)|battery.{0,20}\blast|lasts? on a charge)\b", re.I), "battery life"),
    (re.compile(r"\b(warranty|guarantee\w*)\b", re.I), "warranty"),
    (re.compile(r"\b(dimensions?|how (?:big|large|tall|wide|high|deep)|measure\w*|size)\b", re.I), "size"),
    (re.compile(r"\b(material|made (?:of|from|out of))\b", re.I), "material"),
    (re.compile(r"\b(colou?rs?)\b", re.I), "colour"),
    (re.compile(r"\b(where .*made|country of origin|made in|manufactured in)\b", re.I), "country of origin"),
    (re.compile(r"\b(noise level|how (?:loud|noisy|quiet)|decibels?)\b", re.I), "noise level"),
    (re.compile(r"\b(power consumption|how much (?:power|electricity)|wattage|watts?)\b", re.I), "power"),
    (re.compile(r"\b(voltage|volts?)\b", re.I), "voltage"),
    (re.compile(r"\b(resolution)\b", re.I), "resolution"),
    (re.compile(r"\b(refresh rate)\b", re.I), "refresh rate"),
    (re.compile(r"\b(capacity)\b", re.I), "capacity"),
    (re.compile(r"\b(release date|when (?:was|did) .*(?:released|come out))\b", re.I), "release date"),
)
_SURE = 0.6


def not_stated_claim(product: Product, reading: Reading, siblings: Sequence[Product], ranker: AttributeRanker) -> Claim:
    """That the product's catalogue entry does not hold what was asked, named where it can be named."""
    name = short_name(product)
    label = _asked_label(reading) or _sibling_label(product, reading, siblings, ranker)
    if label is None or _has(product, label):
        return Claim("not_stated_any", {"product": name})
    return Claim("not_stated", {"product": name, "attribute": label})


def _asked_label(reading: Reading) -> str | None:
    return next((label for pattern, label in _ASKED if pattern.search(reading.text)), None)


def _sibling_label(
    product: Product, reading: Reading, siblings: Sequence[Product], ranker: AttributeRanker
) -> str | None:
    """The name under which products like this one state what was asked."""
    own = {attribute.name for attribute in product.attributes}
    others: dict[str, Attribute] = {a.name: a for sibling in siblings for a in sibling.attributes if a.name not in own}
    ranked = ranker.rank(reading.text, tuple(others.values())) if others else []
    return label_text(ranked[0][0].label) if ranked and ranked[0][1] >= _SURE else None


def _has(product: Product, label: str) -> bool:
    key = [stem(word) for word in tokens_of(label)]
    return any([stem(word) for word in tokens_of(attribute.label)] == key for attribute in product.attributes)
