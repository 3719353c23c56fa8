"""What tells a product apart from those that go by the same name: said in every answer about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.answering.naming import plain, short_name
from bot.answering.narrowing import PRICE, distinguishing, stated
from bot.answering.planning.facts import attribute_fact
from bot.answering.ports import ProductLookup
from bot.answering.types import Claim, Fact
from bot.answering.values import label_text, truth
from retrieval.schema import Product

_LONGEST = 32
_MOST = 20
# Numbers without a unit say nothing without their label: "3.5", "5 - 80".
_BARE_NUMBER = re.compile(r"[\d\s.,:/×–-]+")
_STATES_NOTHING = "not_stated"
# What is said of all versions alike.
_OF_THE_GROUP = frozenset({"comes_in", "comes_in_yes", "comes_in_no", "brand_is"})


def namesakes(product: Product, lookup: ProductLookup) -> tuple[Product, ...]:
    """The other products that a reply would call by the same short name."""
    name = short_name(product)
    others = lookup.by_title(name, limit=_MOST)
    return tuple(each for each in others if each.id != product.id and short_name(each).lower() == name.lower())


def told_apart(claims: Sequence[Claim], product: Product, others: Sequence[Product]) -> tuple[Claim, ...]:
    """The claims with what tells the product apart from the others after its name, where they do not say it already."""
    if not others:
        return tuple(claims)
    told = _mark(product, others)
    # What states nothing keeps stating nothing: a number would need its fact.
    bare = (_code(product, others), ()) if any(character.isdigit() for character in told[0]) else (told[0], ())
    name = short_name(product)
    return tuple(_marked(claim, name, *(bare if _STATES_NOTHING in claim.kind else told)) for claim in claims)


def _marked(claim: Claim, name: str, mark: str, facts: tuple[Fact, ...]) -> Claim:
    said = mark.lower() in name.lower() or mark.lower() in map(str.lower, claim.values.values())
    said = said or bool(facts and set(facts) <= set(claim.facts))
    if claim.kind in _OF_THE_GROUP or claim.values.get("product") != name or said:
        return claim
    return replace(claim, values={**claim.values, "product": f"{name} ({mark})"}, facts=(*claim.facts, *facts))


def _mark(product: Product, others: Sequence[Product]) -> tuple[str, tuple[Fact, ...]]:
    """The fewest values, or else the number, that no other has, and the facts they are.

    What shoppers tell apart most easily by comes first.
    """
    left, marks = list(others), []
    facts: list[Fact] = []
    for label in distinguishing((product, *others)):
        value = stated(product, label) if label != PRICE else None
        kept = [each for each in left if stated(each, label) == value]
        if value is None or len(value) > _LONGEST or len(kept) == len(left):
            continue
        attribute = next(one for one in product.attributes if one.label.lower() == label)
        marks.append(_worded(label, value))
        facts.append(attribute_fact(product, attribute))
        left = kept
        if not left:
            return ", ".join(marks), tuple(facts)
        if len(marks) == 2:
            break
    return _code(product, others), ()


def _code(product: Product, others: Sequence[Product]) -> str:
    """The product's own number, which no other has; else the shop's id of it."""
    taken = {identifier.key for each in others for identifier in each.identifiers}
    numbers = (one.raw for one in product.identifiers if one.kind in ("mpn", "sku", "model") and one.key not in taken)
    return plain(next(numbers, product.id))


def _worded(label: str, value: str) -> str:
    if truth(value) is not None:
        return f"{label}: {value.lower()}"
    if _BARE_NUMBER.fullmatch(value):
        return f"{label_text(label)} {value}"
    return value.lower() if label.startswith("colo") else value
