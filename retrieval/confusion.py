"""Which products a shopper takes for one another: identifiers one edit apart, one item group, one name.

Two keys are at most one edit apart only if they share a member of their deletion neighbourhoods (the key itself and the
key less one character); so neighbours are found by equality of terms, whichever of the two was written first.
Garbe, "Symmetric Delete", 2012.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, TypeAlias

from retrieval.keys import normalise_key
from retrieval.schema import Identifier, Product

Reason: TypeAlias = Literal["one_edit", "same_name", "same_group"]

SHORTEST_MODEL = 3
# A longer key is a phrase: nobody mistypes one into another, and each character more is a term more to keep.
LONGEST_MODEL = 40
_MODEL_KINDS = frozenset({"model", "mpn", "sku", "name"})


@dataclass(frozen=True, slots=True)
class Confusable:
    """A product that may be taken for another, why, and which of their identifiers are one edit apart: (ours, its)."""

    product: Product
    reasons: tuple[Reason, ...]
    nearest: tuple[str, str] | None = None


def is_model_key(key: str) -> bool:
    """Whether a key is of the length and kind of model numbers: 3 to 40 characters, one of them a digit."""
    return SHORTEST_MODEL <= len(key) <= LONGEST_MODEL and any(character.isdigit() for character in key)


def deletion_neighbourhood(key: str) -> frozenset[str]:
    """The key and the key less any one character, of a key of at most 41: as long as a mistyped model number gets."""
    if len(key) > LONGEST_MODEL + 1:
        return frozenset()
    return frozenset((key, *(key[:place] + key[place + 1 :] for place in range(len(key)))))


def one_edit_apart(one: str, other: str) -> bool:
    """Whether one character put in, left out or replaced, or two neighbours swapped, makes one of the other.

    Equal keys are not apart.
    """
    if len(one) > len(other):
        one, other = other, one
    if one == other or len(other) - len(one) > 1:
        return False
    first = next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), len(one))
    if len(one) < len(other):
        return one[first:] == other[first + 1 :]
    swapped = one[first : first + 2] == other[first : first + 2][::-1] and one[first + 2 :] == other[first + 2 :]
    return swapped or one[first + 1 :] == other[first + 1 :]


def is_nearly_named(product: Product, keys: Iterable[str]) -> bool:
    """Whether a name or model number of the product begins with one of the keys, or is one edit from it."""
    own = [one.key for one in product.identifiers if one.kind in _MODEL_KINDS]
    models = [one.key for one in _models(product)]
    return any(
        any(name.startswith(key) for name in own) or any(one_edit_apart(key, model) for model in models) for key in keys
    )


def confusion_keys(product: Product) -> frozenset[str]:
    """The deletion neighbourhoods of the product's model numbers: what its index entry is found by."""
    return frozenset().union(*(deletion_neighbourhood(identifier.key) for identifier in _models(product)))


def name_keys(product: Product) -> frozenset[str]:
    """The keys a product may share with another of the same name: its title's, and its identifiers' but id and GTIN."""
    keys = (normalise_key(product.title), *(one.key for one in product.identifiers if one.kind in _MODEL_KINDS))
    return frozenset(key for key in keys if key)


def confusion_set(product: Product, others: Iterable[Product], *, limit: int) -> list[Confusable]:
    """Those of the others that may be taken for the product: most reasons first, own brand first, then by id."""
    found = [each for other in others if other.id != product.id and (each := _confusable(product, other)).reasons]
    found.sort(key=lambda each: (-len(each.reasons), _brand(each.product) != _brand(product), each.product.id))
    return found[:limit]


def _confusable(product: Product, other: Product) -> Confusable:
    nearest = _nearest(product, other)
    reasons: list[Reason] = ["one_edit"] if nearest else []
    if name_keys(product) & name_keys(other):
        reasons.append("same_name")
    if product.item_group_id is not None and product.item_group_id == other.item_group_id:
        reasons.append("same_group")
    return Confusable(other, tuple(reasons), nearest)


def _nearest(product: Product, other: Product) -> tuple[str, str] | None:
    for own in _models(product):
        for its in _models(other):
            if one_edit_apart(own.key, its.key):
                return own.raw, its.raw
    return None


def _models(product: Product) -> list[Identifier]:
    return [one for one in product.identifiers if one.kind in _MODEL_KINDS and is_model_key(one.key)]


def _brand(product: Product) -> str:
    return normalise_key(product.brand or "")
