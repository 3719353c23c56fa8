"""What is asked of a product, once the words that name it are put aside."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.mentions import Named

# A size or capacity right after the name says which one is meant, and asks nothing.
_AFTER_NAME = re.compile(r"^,?(?: with)? \d+(?:\.\d+)? ?(?:gb|tb|mb|inch(?:es)?|cm|mm|m|l|w)\b", re.IGNORECASE)
_ARTICLE = re.compile(r"\b(?:the|a|an|your|this)\s+(?:[A-Z][\w'-]*\s+){0,2}$")
# What only says that an identifier follows: "EAN 4006381333931" asks for no EAN.
_ANNOUNCED = re.compile(
    r"(?:\b(?:(?:model|part|item|article|product|order|catalogu?e?) (?:number|no|code|id|nr)|sku|mpn|p/n|model)\b|[#№])"
    r"[\s.:#-]*(?:\bis\s+)?$",
    re.IGNORECASE,
)
_GTIN_ANNOUNCED = re.compile(
    r"\b(?:ean|gtin|upc|bar ?code)(?:[ -]?1[234])?(?: (?:number|no|code))?[\s.:#-]*(?:\bis\s+)?$", re.IGNORECASE
)
_SHORTEST_GTIN = 8


def asked_of_it(text: str, mentions: Sequence[Named]) -> str:
    """The text with the mentions, and what announces them, replaced by `it`."""
    for mention in sorted(mentions, key=lambda m: -m.start):
        before = _ARTICLE.sub("", _without_announcement(text[: mention.start], mention))
        text = f"{before}it{_AFTER_NAME.sub('', text[mention.end :])}"
    return text


def _without_announcement(before: str, mention: Named) -> str:
    """The text before a mention without its brand and without "part number", "EAN" and the like."""
    for brand in dict.fromkeys(product.brand for product in mention.products if product.brand):
        before = re.sub(rf"(?<!\w){re.escape(brand)}\s+$", "", before, flags=re.IGNORECASE)
    digits = re.sub(r"\D", "", mention.text)
    if len(digits) >= _SHORTEST_GTIN and not re.search(r"[^\W\d_]", mention.text):
        before = _GTIN_ANNOUNCED.sub("", before)
    return _ANNOUNCED.sub("", before)
