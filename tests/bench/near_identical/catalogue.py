"""A shop's products by how their names are spelt, and which of them are easily taken for one another.

Computed here from the products alone, by nothing of the bot's own identity code, so that neither hides the other's
mistakes.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz.distance import OSA

from retrieval.schema import Product

_SHORTEST, _LONGEST, _MOST_WORDS = 4, 40, 3


def squash(text: str) -> str:
    """Letters and digits alone, in lower case and plain width; a plus is a word, for it names another model."""
    folded = unicodedata.normalize("NFKC", text).casefold().replace("+", "plus")
    return "".join(character for character in folded if character.isalnum())


def name_of(product: Product) -> str | None:
    """What customers call the product by: its model, else its part number; None where the feed states neither."""
    for kind in ("model", "mpn", "sku"):
        for identifier in product.identifiers:
            if identifier.kind == kind:
                return identifier.raw
    return None


def gtin_of(product: Product) -> str | None:
    """The product's first GTIN."""
    return next((one.raw for one in product.identifiers if one.kind == "gtin"), None)


def is_model(name: str) -> bool:
    """Whether a name reads as a model number: short, and with a digit in it."""
    key = squash(name)
    digit = any(character.isdigit() for character in key)
    return digit and _SHORTEST <= len(key) <= _LONGEST and len(name.split()) <= _MOST_WORDS


class Catalogue:
    """The products, each spelling's owners, each product's near-identical ones, and the names that several share."""

    def __init__(self, products: Sequence[Product]) -> None:
        self.products = tuple(products)
        self.by_id = {product.id: product for product in products}
        self._owners: dict[str, set[str]] = defaultdict(set)
        named: dict[str, list[Product]] = defaultdict(list)
        for product in products:
            for text in (product.id, product.title, *(one.raw for one in product.identifiers)):
                self._owners[squash(text)].add(product.id)
            name = name_of(product)
            if name is not None:
                named[squash(name)].append(product)
        self.shared = {key: tuple(found) for key, found in named.items() if len(found) > 1}
        self.near = _near(named)

    def owners(self, text: str) -> frozenset[str]:
        """The ids of the products one of whose identifiers, or whose title, is spelt like this; GTINs without zeros."""
        key = squash(text)
        found = self._owners.get(key, set())
        if key.isdigit():
            found = found.union(*(self._owners.get(key.lstrip("0").zfill(size), set()) for size in (8, 12, 13, 14)))
        return frozenset(found)

    def confusable(self) -> list[Product]:
        """The products whose model is one edit from that of another of their brand, or the same; in feed order."""
        return [product for product in self.products if self.near.get(product.id)]


def _near(named: dict[str, list[Product]]) -> dict[str, frozenset[str]]:
    near: dict[str, set[str]] = defaultdict(set)
    brands: dict[str, dict[str, list[Product]]] = defaultdict(lambda: defaultdict(list))
    for key, products in named.items():
        for product in products:
            brands[squash(product.brand or "")][key].append(product)
    for of_brand in brands.values():
        for one, other in _one_edit_apart(of_brand):
            _join(near, of_brand[one], of_brand[other])
        for products in of_brand.values():
            _join(near, products, products)
    return {product_id: frozenset(found) for product_id, found in near.items() if found}


def _join(near: dict[str, set[str]], some: Iterable[Product], others: Iterable[Product]) -> None:
    for one in some:
        for other in others:
            if one.id != other.id:
                near[one.id].add(other.id)
                near[other.id].add(one.id)


def _one_edit_apart(keys: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs one insertion, deletion, replacement or swap apart: they share what is left when one character goes."""
    left: dict[str, list[str]] = defaultdict(list)
    for key in keys:
        for short in {key, *(key[:place] + key[place + 1 :] for place in range(len(key)))}:
            left[short].append(key)
    seen: set[tuple[str, str]] = set()
    for together in left.values():
        for place, one in enumerate(together):
            for other in together[place + 1 :]:
                pair = (min(one, other), max(one, other))
                if one != other and pair not in seen and OSA.distance(one, other, score_cutoff=1) == 1:
                    seen.add(pair)
                    yield pair
