"""In which other versions a product comes: the values its group states for one attribute."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.naming import short_name
from bot.answering.narrowing import distinguishing, stated
from bot.answering.planning.facts import attribute_fact
from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.types import Claim, Fact
from bot.answering.values import label_text, list_text
from bot.answering.vocabulary import COLOURS
from retrieval.schema import Product


def variants_claim(product: Product, siblings: Sequence[Product], reading: Reading) -> Claim | None:
    """Which values the group comes in, or whether it comes in the one asked for; None where the group tells nothing."""
    group = (product, *siblings)
    label = _label(group, reading)
    if label is None:
        return None
    by_value = {value: each for each in reversed(group) if (value := stated(each, label))}
    values = list(reversed(by_value))
    facts = tuple(_fact(by_value[value], label) for value in values)
    name = {"product": group_name(product, label)}
    asked = {stem(word) for word in reading.content}
    wanted = [value for value in values if {stem(word) for word in tokens_of(value)} <= asked]
    if reading.is_yes_no and wanted:
        own = stated(product, label) == wanted[0]
        claimed = name | {"value": _inner(label, wanted[0])} | ({"attribute": label_text(label)} if own else {})
        return Claim("value_yes" if own else "comes_in_yes", claimed, (_fact(by_value[wanted[0]], label),))
    every = name | {"value": list_text([_inner(label, value) for value in values])}
    return Claim("comes_in_no" if reading.is_yes_no and asked - {stem(label)} else "comes_in", every, facts)


def _inner(label: str, value: str) -> str:
    """A colour as it stands within a sentence; other values as they are."""
    return value.lower() if label.startswith("colo") else value


def _label(group: Sequence[Product], reading: Reading) -> str | None:
    """The attribute asked about: named in the question, or one of whose values is, or the one that tells most apart."""
    labels = [label for label in distinguishing(group) if any(stated(each, label) for each in group)]
    asked = {stem(word) for word in reading.content}
    if any(token in COLOURS for token in reading.tokens):
        stated_colours = (a.label.lower() for a in group[0].attributes if a.label.lower().startswith("colo"))
        return next(stated_colours, None)
    for label in labels:
        if {stem(word) for word in tokens_of(label)} <= asked:
            return label
    for label in labels:
        values = (stated(each, label) or "" for each in group)
        if any({stem(word) for word in tokens_of(value)} <= asked for value in values if value):
            return label
    spoken = [label for label in labels if re.match(r"colou?r|size|capacity", label)]
    return spoken[0] if spoken and _asks_of(spoken[0], reading) else None


def _asks_of(label: str, reading: Reading) -> bool:
    return not reading.content or (label.startswith("colo") and any(token in COLOURS for token in reading.tokens))


def _fact(product: Product, label: str) -> Fact:
    return attribute_fact(product, next(a for a in product.attributes if a.label.lower() == label))


def group_name(product: Product, label: str) -> str:
    """The short name without the value that tells the variants apart."""
    value, name = stated(product, label) or "", short_name(product)
    return (
        re.sub(rf"[\s,(-]*\b{re.escape(value)}\b\)?", "", name, flags=re.IGNORECASE).strip() or name if value else name
    )
