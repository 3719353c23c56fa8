"""Which kind of thing and which brand a wish names, and what a product is called: a "laptop case" is no laptop."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from itertools import takewhile

from bot.answering.vocabulary import words
from retrieval.naming import naming_words
from retrieval.schema import Product

_PURPOSE = re.compile(r"\b(?:for|fits|compatible with)\b", re.IGNORECASE)
_WORD = re.compile(r"[^\W_]+")
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s")
# What goes with a thing, and is none: the case of a "notebook case", the drum of a "printer drum".
_SUPPLIES = words("cartridge toner ink ribbon drum")
_OTHER_THINGS = _SUPPLIES | words(
    """
    accessory adapter adaptor antenna arm armband backpack bag battery bracket bulb cable cap carrier cart case charger
    cleaner cleaning converter cooler cooling cover cradle desk dock docking enclosure extender feeder film
    filter headset holder hood kbd keyboard keypad kit lamp lens lense lid lock locker module mount mouse
    mousepad pad pedestal pen pillow pouch protector quickdock rack remote rest riser roller screwdriver server
    shelf skin sleeve slipcase software spare speaker splitter stand station strap stylus support surgearrest
    switch table transmitter tray trolley tripod warranty
    """
)
_BEHIND = 3


def calling_words(product: Product) -> frozenset[str]:
    """What the product is called, and what its description opens with."""
    raws = (identifier.raw for identifier in product.identifiers)
    texts = (*_names(product), product.brand or "", product.description[: _opening(product)], *raws)
    return frozenset(word for text in texts for word in naming_words(text))


def is_called(product: Product, ways: Collection[str]) -> bool:
    """Whether one of the words names the product, before anything that it is for."""
    texts = (*_names(product), product.description[: _opening(product)])
    return any(not naming.isdisjoint(ways) for naming in map(_before_purpose, texts))


def is_one(product: Product, ways: Collection[str]) -> bool:
    """Whether the product is what one of the words names, and nothing that goes with it.

    Its type ends in the word; or its title has it with no accessory behind: a "notebook case" is no notebook.
    """
    kind = naming_words(" ".join(product.product_type[-1:]))
    if kind:
        return kind[-1] in ways
    title = _PURPOSE.split(product.title, maxsplit=1)[0]
    said = tuple(word for each in _WORD.findall(title) for word in naming_words(each))
    return any(word in ways and not _goes_with(word, said[place + 1 :]) for place, word in enumerate(said))


def category_named(product: Product, ways: Sequence[tuple[str, ...]]) -> str | None:
    """The product's type, where the wish names the whole of it."""
    words = naming_words(" ".join(product.product_type[-1:]))
    named = bool(words) and any(set(words) <= set(way) for way in ways)
    return product.product_type[-1] if named else None


def words_for_kind(ways: Sequence[tuple[str, ...]], known: frozenset[str], asked: tuple[str, ...]) -> frozenset[str]:
    """The wish's own words for a category that only a synonym names: "telly" where the category is "Televisions"."""
    said_otherwise = any(known & set(way) for way in ways[1:]) and not known & set(asked)
    return frozenset(asked) - frozenset(word for way in ways[1:] for word in way) if said_otherwise else frozenset()


def brand_named(hits: Sequence[Product], asked: tuple[str, ...]) -> str | None:
    """The brand that the wish names, longest first, among those of the products found."""
    brands = sorted({each.brand for each in hits if each.brand}, key=lambda brand: (-len(brand), brand))
    return next((each for each in brands if _runs_through(naming_words(each), asked)), None)


def _runs_through(words: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    return bool(words) and any(asked[at : at + len(words)] == words for at in range(len(asked)))


def _goes_with(thing: str, behind: tuple[str, ...]) -> bool:
    """Whether the words behind the name of a thing make something else of it; toner is in a cartridge itself."""
    named = takewhile(lambda word: not any(each.isdigit() for each in word), behind[:_BEHIND])
    own = _SUPPLIES if thing in _SUPPLIES else frozenset[str]()
    return any(word in _OTHER_THINGS - own for word in named)


def _names(product: Product) -> Iterator[str]:
    yield product.title
    yield from product.product_type


def _opening(product: Product) -> int:
    """Where the first sentence of the description ends."""
    end = _SENTENCE_ENDS.search(product.description)
    return end.start() if end else len(product.description)


def _before_purpose(text: str) -> frozenset[str]:
    return frozenset(naming_words(_PURPOSE.split(text, maxsplit=1)[0]))
