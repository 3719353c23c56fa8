"""Sentences filled from a product's own attributes, so that no description can say what the table does not.

A template is a sentence with `{Attribute}` or `{Attribute|lower}` in it. `[Attribute=Value]` before it lets it stand
only where the product states that value. A template one of whose attributes is not stated is left out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from random import Random

ALTERNATIVES = " || "
_CONDITION = re.compile(r"^\[([^\]=]+)=([^\]]+)\] ")
_FIELD = re.compile(r"\{([^}|]+)(\|lower)?\}")


def fill(template: str, values: Mapping[str, str]) -> str | None:
    """The sentence with its values, or None where a condition fails or a value is not stated."""
    condition = _CONDITION.match(template)
    if condition:
        if values.get(condition[1]) != condition[2]:
            return None
        template = template[condition.end() :]
    if any(name not in values for name, _ in _FIELD.findall(template)):
        return None
    return _FIELD.sub(lambda field: values[field[1]].lower() if field[2] else values[field[1]], template)


def fill_all(templates: Sequence[str], values: Mapping[str, str], draw: Random) -> list[str]:
    """Every sentence that can be said, in order; among alternatives one is drawn."""
    chosen = (draw.choice(template.split(ALTERNATIVES)) for template in templates)
    return [sentence for template in chosen if (sentence := fill(template, values)) is not None]


def attributes_named(templates: Sequence[str]) -> frozenset[str]:
    """The attributes that the templates speak of, in a value or a condition."""
    names: set[str] = set()
    for template in templates:
        for alternative in template.split(ALTERNATIVES):
            condition = _CONDITION.match(alternative)
            names |= {condition[1]} if condition else set()
            names |= {name for name, _ in _FIELD.findall(alternative)}
    return frozenset(names)
