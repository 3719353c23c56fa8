"""A larger shop made of a real one: the same kinds of products under new model numbers, with vectors of their own."""

from __future__ import annotations

import random
import string
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from retrieval.keys import normalise_key
from retrieval.schema import Identifier, Product

_SPREAD = 0.02


def synthesised(product: Product, number: int, *, seed: int) -> Product:
    """The `number`-th copy of a product: another id, another model of the same shape in its title, no GTIN."""
    rng = random.Random(f"{seed}:{number}")
    product_id = f"s{number:07d}"
    identifiers = [Identifier("id", product_id, normalise_key(product_id))]
    title = product.title
    for identifier in product.identifiers:
        if identifier.kind in ("model", "mpn", "sku"):
            raw = _same_shape(identifier.raw, rng)
            identifiers.append(Identifier(identifier.kind, raw, normalise_key(raw)))
            title = title.replace(identifier.raw, raw)
    return replace(product, id=product_id, title=title, identifiers=tuple(identifiers))


def jittered(vector: Sequence[float], number: int, *, seed: int) -> list[float]:
    """A unit vector near another: equal vectors would make the index's graph unlike a real shop's."""
    moved = np.asarray(vector) + np.random.default_rng((seed, number)).normal(0.0, _SPREAD, len(vector))
    unit: list[float] = (moved / np.linalg.norm(moved)).tolist()
    return unit


def _same_shape(name: str, rng: random.Random) -> str:
    """Digits for digits; letters for letters of words that hold a digit, for a plain word is no part of a number."""
    return " ".join(
        "".join(_like(one, rng) for one in word) if any(each.isdigit() for each in word) else word
        for word in name.split()
    )


def _like(character: str, rng: random.Random) -> str:
    if character.isdigit():
        return rng.choice(string.digits)
    if character.isascii() and character.isalpha():
        return rng.choice(string.ascii_uppercase if character.isupper() else string.ascii_lowercase)
    return character
