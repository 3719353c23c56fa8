"""Models that stand within the names of products: whoever says "P4515x" may mean the "LaserJet P4515x Printer"."""

from __future__ import annotations

import re

from bot.answering.mentions import Named
from bot.answering.ports import ProductLookup
from bot.answering.reading import tokens_of
from retrieval.keys import mention_keys, normalise_key
from retrieval.schema import Product

_CANDIDATES = 20
_BRAND_WORDS = 3
# What follows in a name is what the product is made for, and names another.
_OF_ANOTHER = re.compile(
    r"\b(?:for|fits|compatible|replac\w+|equivalent|equal|alternative|instead|works with)\b", re.IGNORECASE
)


def named_within(text: str, stranger: Named, lookup: ProductLookup) -> tuple[Product, ...]:
    """The products of whose names the unknown model is a part, word for word; of the brand before it, if one is.

    They are fit to be asked about, and not to answer: a "P4515x tray" may be all there is of a P4515x.
    """
    key = normalise_key(stranger.text)
    found = [one for one in lookup.by_title(stranger.text, limit=_CANDIDATES) if key in _keys_within(one)]
    before = [normalise_key(word) for word in tokens_of(text[: stranger.start])[-_BRAND_WORDS:]] if found else []
    brands = lookup.brands(before) if before else frozenset()
    return tuple(one for one in found if not brands or normalise_key(one.brand or "") in brands)


def _keys_within(product: Product) -> frozenset[str]:
    raws = (identifier.raw for identifier in product.identifiers if " " in identifier.raw)
    names = (_OF_ANOTHER.split(name, maxsplit=1)[0] for name in (product.title, *raws))
    return frozenset(mention.key for name in names for mention in mention_keys(name) if mention.whole)
