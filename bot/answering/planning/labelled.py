"""What a question says beside the names of attributes: "embedded options available" asks for no stock."""

from __future__ import annotations

import re

from bot.answering.reading import Reading, tokens_of
from retrieval.schema import Product


def beside_labels(product: Product, reading: Reading) -> Reading:
    """The question without the labels of the product's attributes that it names in full; of one word, none is."""
    said = reading.text
    named = [words for each in product.attributes if len(words := tokens_of(each.label)) > 1]
    for words in sorted(named, key=len, reverse=True):
        if set(words) <= set(reading.tokens):
            label = r"\W+".join(map(re.escape, words))
            said = re.sub(rf"(?<!\w){label}(?!\w)", " ", said, flags=re.IGNORECASE)
    return reading if said == reading.text else Reading(said)
