"""What a text says beside the names of attributes: "embedded options available" asks for no stock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answering.mentions import Named
from bot.answering.reading import tokens_of
from retrieval.keys import normalise_key
from retrieval.schema import Product


def without_labels(text: str, products: Sequence[Product]) -> str:
    """The text without the labels of the products' attributes that it names in full.

    Of one word, only before what it is asked of: "colour on the HP 90", where "a colour HP 90" describes.
    """
    named = {tuple(tokens_of(one.label)) for each in products for one in each.attributes}
    said = set(tokens_of(text))
    for words in sorted(named, key=lambda each: (-len(each), each)):
        if words and said.issuperset(words):
            label = r"\W+".join(map(re.escape, words))
            end = r"(?!\w)" if len(words) > 1 else r"(?=\s+(?:of|on|for)\b)"
            text = re.sub(rf"(?<!\w){label}{end}", " ", text, flags=re.IGNORECASE)
    return text


def label_words(named: Iterable[Named]) -> frozenset[str]:
    """The keys of the words in the attributes' names of what is named: the "x1" and "ieee1394" that are asked of it."""
    labels = (one.label for mention in named for product in mention.products for one in product.attributes)
    return frozenset(normalise_key(word) for label in labels for word in tokens_of(label))
