"""What a text says beside the names of attributes: "embedded options available" asks for no stock."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.reading import tokens_of
from retrieval.schema import Product


def without_labels(text: str, products: Sequence[Product]) -> str:
    """The text without the labels of the products' attributes that it names in full; of one word, none is."""
    named = {words for each in products for one in each.attributes if len(words := tuple(tokens_of(one.label))) > 1}
    said = set(tokens_of(text))
    for words in sorted(named, key=lambda each: (-len(each), each)):
        if said.issuperset(words):
            label = r"\W+".join(map(re.escape, words))
            text = re.sub(rf"(?<!\w){label}(?!\w)", " ", text, flags=re.IGNORECASE)
    return text
