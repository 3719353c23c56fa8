"""A wish as its words put it: what is looked for, and the limits that every product found must keep."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.answering.money import PriceLimit, price_limit
from bot.answering.reading import Reading
from bot.answering.vocabulary import words
from bot.answering.wishes.qualities import Quality, quality_in
from retrieval.measures.quantity import Quantity, quantities_in, written_quantities
from retrieval.naming import naming_words

_IN_STOCK = re.compile(r"\b(in[- ]stock|available (?:now|today)|right now|ready to ship)\b", re.IGNORECASE)
_JOINED = re.compile(r"(\d)-?([a-z]{1,6})\b", re.IGNORECASE)
# What follows describes the thing, and names another.
_DESCRIBED = re.compile(
    r"\b(?:for|with|without|that|which|who|to|under|over|in|of|from|by|like|on|at|made|and|or|has|have|is|are|can)\b"
    r"(?! you\b)|[,;:(/]",
    re.IGNORECASE,
)
_ASKED_FOR = re.compile(
    r"^.*?\b(?:(?:look|search|shop)(?:ing)? for|(?:do|does|can|could) \w+ (?:have|sell|carry|stock|offer|got)|"
    r"have you got|(?:are|is) there|(?:what|which)(?!.*\b(?:what|which)\b))\b",
    re.IGNORECASE,
)
_ANY_KIND = re.compile(
    r"\b(?:something|anything|things?|stuff|products?|ones?|items?|gifts?|presents?)\b", re.IGNORECASE
)
_WISH_WORDS = words(
    """
    gift gifts need needs recommend recommendation recommendations suggest suggestion suggestions best top nice
    cool shop thing things store newer newest latest something nicer model models alike else products items option
    options
    kind type range choice choices offer offers browse buying brand brands catalogue catalog assortment
    selection dollar dollars max maximum budget affordable searching shopping market similar alternative
    alternatives make making new old home person people friend mom dad wife husband
    """
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: the words, the limits, and the property that it ranks by."""

    words: str
    price: PriceLimit | None = None
    in_stock: bool = False
    quality: Quality | None = None

    @property
    def quantities(self) -> list[Quantity]:
        """The measures it demands."""
        return list(quantities_in(self.words))

    @property
    def asked(self) -> tuple[str, ...]:
        """The naming words that say what is looked for; a number stands apart from its unit."""
        return wished_words(self.words)

    @property
    def head(self) -> str | None:
        """The naming word for the kind of thing that is looked for: "tv" of "a 4K tv for the kitchen"."""
        text = self.words
        for _, written in written_quantities(text):
            text = text.replace(written, " ")
        named = _DESCRIBED.split(_ASKED_FOR.sub("", text, count=1), maxsplit=1)[0]
        said = wished_words(named)
        plain = bool(said) and said[-1].isalpha() and len(said[-1]) > 1 and not _ANY_KIND.search(named)
        return said[-1] if plain else None

    @property
    def is_limited(self) -> bool:
        """Whether a limit beside the words is set."""
        return self.price is not None or self.in_stock


def wish_of(reading: Reading) -> Wish:
    """The wish a question puts."""
    price = price_limit(reading.text, bare=True)
    text = reading.text if price is None else f"{reading.text[: price.span[0]]} {reading.text[price.span[1] :]}"
    quality = quality_in(text)
    if quality is not None and (quality.is_price or quality.degree != "positive"):
        text = f"{text[: quality.span[0]]} {text[quality.span[1] :]}"
    return Wish(_IN_STOCK.sub(" ", text).strip(), price, bool(_IN_STOCK.search(reading.text)), quality)


def wished(text: str) -> list[str]:
    """The words of a text that say what is looked for."""
    return [word for word in Reading(text).content if word not in _WISH_WORDS]


def wished_words(text: str) -> tuple[str, ...]:
    """The naming words among them."""
    return naming_words(units_apart(" ".join(wished(text))))


def units_apart(text: str) -> str:
    """The text with each number apart from the unit or letters behind it: "4K" as "4 K"."""
    return _JOINED.sub(r"\1 \2", text)
