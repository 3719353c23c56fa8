"""What tells a product apart from those that go by the same name: said in every answer about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.answering.naming import plain, short_name
from bot.answering.narrowing import PRICE, distinguishing, stated
from bot.answering.ports import ProductLookup
from bot.answering.types import Claim
from retrieval.schema import Product

_LONGEST = 32
_MOST = 20
# What is said of all versions alike.
_OF_THE_GROUP = frozenset({"comes_in", "comes_in_yes", "comes_in_no", "brand_is"})


def namesakes(product: Product, lookup: ProductLookup) -> tuple[Product, ...]:
    """The other products that a reply would call by the same short name."""
    name = short_name(product)
    others = lookup.by_title(name, limit=_MOST)
    return tuple(each for each in others if each.id != product.id and short_name(each).lower() == name.lower())


def told_apart(claims: Sequence[Claim], product: Product, others: Sequence[Product]) -> tuple[Claim, ...]:
    """The claims with what tells the product apart from the others after its name, where they do not say it already."""
    mark = _mark(product, others) if others else None
    return tuple(_marked(claim, short_name(product), mark) for claim in claims) if mark else tuple(claims)


def _marked(claim: Claim, name: str, mark: str) -> Claim:
    said = mark.lower() in name.lower() or mark.lower() in map(str.lower, claim.values.values())
    if claim.kind in _OF_THE_GROUP or claim.values.get("product") != name or said:
        return claim
    return replace(claim, values={**claim.values, "product": f"{name} ({mark})"})


def _mark(product: Product, others: Sequence[Product]) -> str | None:
    """The fewest values, or else the number, that no other has; of what shoppers tell apart most easily by first."""
    left, marks = list(others), []
    for label in distinguishing((product, *others)):
        value = stated(product, label) if label != PRICE else None
        kept = [each for each in left if stated(each, label) == value]
        if value is None or len(value) > _LONGEST or len(kept) == len(left):
            continue
        marks.append(_worded(label, value))
        left = kept
        if not left:
            return ", ".join(marks)
        if len(marks) == 2:
            break
    taken = {identifier.key for each in others for identifier in each.identifiers}
    numbers = (one.raw for one in product.identifiers if one.kind in ("mpn", "sku", "model") and one.key not in taken)
    return plain(next(numbers, product.id))


def _worded(label: str, value: str) -> str:
    if value in ("yes", "no"):
        return f"{label}: {value}"
    return value.lower() if label.startswith("colo") else value
