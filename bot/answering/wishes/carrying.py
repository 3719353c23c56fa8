"""What of a wish a product carries: its words, and its quantities where they are said as such."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.values import raw_text
from bot.answering.wishes.wish import units_apart, wished_words
from retrieval.facets.canonical import canonical
from retrieval.facets.encoding import measure_stated, truth_of
from retrieval.facets.limits import MeasureLimit, measure_limit
from retrieval.measures.quantity import Quantity, quantities_in
from retrieval.naming import naming_words
from retrieval.schema import Product

Score = tuple[float, int, int, int]
NO_SCORE: Score = (0.0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Demanded:
    """A quantity that is asked for, and the words it is asked for by."""

    limit: MeasureLimit
    words: frozenset[str]


def demanded(quantity: Quantity, written: str) -> Demanded:
    """What a quantity demands of whatever states it: "1TB" is said by "1000 GB", and not by a 1 here and a TB there."""
    return Demanded(measure_limit(("",), quantity), frozenset(wished_words(written)))


def carried_words(product: Product, quantities: Sequence[Demanded] = ()) -> frozenset[str]:
    """The naming words of everything the product says of itself; what it states it lacks is not among them.

    Nor are the words of quantities that it does not say.
    """
    words = {word for text in _texts(product) for way in (text, units_apart(text)) for word in naming_words(way)}
    said = set(_measures(product)) if quantities else set[tuple[str, float]]()
    for one in quantities:
        words = words | one.words if any(_keeps(each, one.limit) for each in said) else words - one.words
    return frozenset(words)


def _texts(product: Product) -> Iterator[str]:
    yield from (product.title, product.brand or "", *product.product_type, product.description, *product.highlights)
    for attribute in product.attributes:
        if attribute.value is not False:
            yield f"{attribute.label} {raw_text(attribute.value)}"


def _measures(product: Product) -> Iterator[tuple[str, float]]:
    """Every measure that the product says, with its dimension, in base units."""
    yield from (canonical(one) for text in _texts(product) for one in quantities_in(text))
    yield from (one for attribute in product.attributes if (one := measure_stated(attribute)) is not None)


def _keeps(measure: tuple[str, float], limit: MeasureLimit) -> bool:
    dimension, magnitude = measure
    if dimension != limit.dimension:
        return False
    return (limit.low is None or limit.low <= magnitude) and (limit.high is None or magnitude <= limit.high)


def score(product: Product, ways: Sequence[tuple[str, ...]], quantities: Sequence[Demanded] = ()) -> Score:
    """The best of the ways to say it: the share of the words the product carries; then how many name its type, how few
    others do, how many stand in its title. So "desk" finds the type "Desks" before "Desk chairs".
    """
    carried = carried_words(product, quantities)
    kind = frozenset(naming_words(" ".join(product.product_type[-1:])))
    title = (frozenset(naming_words(product.title)) | kind) & carried
    title = title.union(*(one.words for one in quantities if one.words <= carried))
    scores = []
    for way in ways:
        named = sum(word in kind for word in way)
        others = len(kind) - named if named else 0
        share = sum(word in carried for word in way) / max(1, len(way))
        scores.append((share, named, -others, sum(word in title for word in way)))
    return max(scores, default=NO_SCORE)


def denies(product: Product, asked: tuple[str, ...]) -> bool:
    """Whether the product states that it lacks what is wished for."""
    lacking = (attribute.label for attribute in product.attributes if truth_of(attribute) is False)
    return any(words and words <= set(asked) for words in (frozenset(naming_words(label)) for label in lacking))
