"""How a question names its product: the words used, and which products they stand for."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from retrieval.schema import Product
from tests.bench.near_identical.catalogue import Catalogue, gtin_of, is_model, name_of, squash
from tests.bench.near_identical.gold import UNNAMED, Form
from tests.bench.near_identical.spelling import MISSPELLINGS, REFORMATS, SIBLINGS, Spelling, cut

_MOST_SHARING = 30


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that name `meant`: exactly these where the form is one of right names, else what they were made of."""

    text: str
    spelling: str
    meant: tuple[Product, ...]


class Mentions:
    """Draws mentions of a form; one whose words would name something else is given up."""

    def __init__(self, catalogue: Catalogue, sources: Sequence[Product]) -> None:
        self._catalogue = catalogue
        self._sources = sources
        # In a name of several words, a slip may fall into a plain word, which leaves the model as it was.
        self._one_word = [product for product in sources if len((name_of(product) or "").split()) == 1]
        self._gtins = [product for product in sources if gtin_of(product)]
        self._shared = [group for group in catalogue.shared.values() if _told_by_name(group)]
        self._draw: Mapping[Form, Callable[[random.Random], Mention | None]] = {
            "gtin": self._gtin,
            "ambiguous": self._ambiguous,
            "truncated": lambda rng: self._unknown({"cut": cut}, rng),
            "misspelt": lambda rng: self._unknown(MISSPELLINGS, rng),
            "non_existent": lambda rng: self._unknown(SIBLINGS, rng),
        }

    def has(self, form: Form) -> bool:
        """Whether the catalogue can give this form at all."""
        needed: Mapping[Form, Sequence[object]] = {
            "gtin": self._gtins,
            "ambiguous": self._shared,
            **dict.fromkeys(UNNAMED, self._one_word),
        }
        return bool(needed.get(form, self._sources))

    def of(self, form: Form, rng: random.Random) -> Mention | None:
        """A mention of the form; None where the one drawn would name something else."""
        draw = self._draw.get(form)
        return draw(rng) if draw else self._right(form, rng.choice(self._sources), rng)

    def pair(self, form: Form, rng: random.Random) -> list[Mention | None]:
        """Mentions of two near-identical products."""
        one = rng.choice(self._sources)
        near = sorted(self._catalogue.near.get(one.id, ()))
        if not near:
            return [None]
        other = self._catalogue.by_id[rng.choice(near)]
        return [self._right(form, each, rng) for each in (one, other)]

    def _right(self, form: Form, product: Product, rng: random.Random) -> Mention | None:
        """The product's model in a spelling that names it and nothing else."""
        name = name_of(product)
        if name is None or not is_model(name) or self._catalogue.owners(name) != {product.id}:
            return None
        if form == "reformatted":
            kind = rng.choice(list(REFORMATS))
            text = REFORMATS[kind](name, rng)
            return Mention(text, kind, (product,)) if text != name and squash(text) == squash(name) else None
        if form == "brand_model":
            return Mention(f"{product.brand} {name}", "brand", (product,)) if product.brand else None
        return Mention(name, "as_it_stands", (product,))

    def _gtin(self, rng: random.Random) -> Mention | None:
        product = rng.choice(self._gtins)
        gtin = gtin_of(product) or ""
        if self._catalogue.owners(gtin) != {product.id}:
            return None
        kind = rng.choice(("as_it_stands", "without_zeros", "EAN"))
        text = {"as_it_stands": gtin, "without_zeros": gtin.lstrip("0"), "EAN": f"EAN {gtin}"}[kind]
        return Mention(text, kind, (product,)) if len(text) >= 12 else None

    def _ambiguous(self, rng: random.Random) -> Mention | None:
        """A name that several products have, and nothing else is called."""
        group = rng.choice(self._shared)
        name, brand = name_of(group[0]) or "", group[0].brand or ""
        ids = {product.id for product in group}
        if self._catalogue.owners(name) != ids or len(group) > _MOST_SHARING:
            return None
        same_brand = all(product.brand == brand for product in group)
        if brand and same_brand and (rng.random() < 0.5 or not is_model(name)):
            return Mention(f"{brand} {name}", "brand", group)
        return Mention(name, "as_it_stands", group) if is_model(name) else None

    def _unknown(self, spellings: Mapping[str, Spelling], rng: random.Random) -> Mention | None:
        """A spelling that nothing in the catalogue has."""
        product = rng.choice(self._one_word)
        kind = rng.choice(list(spellings))
        name = name_of(product) or ""
        text = spellings[kind](name, rng)
        if squash(text) == squash(name) or not is_model(text) or self._catalogue.owners(text):
            return None
        return Mention(text, kind, (product,))


def _told_by_name(group: Sequence[Product]) -> bool:
    """Whether the shared name is one that customers would ask by: with a letter and a digit, or beside a brand."""
    return is_model(name_of(group[0]) or "") or all(product.brand for product in group)
