"""What the products of a category really state: which attributes measure what, and which values they take."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from bot.answering.vocabulary import words
from bot.answering.wishes.qualities import Quality
from retrieval.facets.canonical import canonical
from retrieval.facets.encoding import measure_stated, truth_of, value_parts
from retrieval.measures.quantity import quantities_in
from retrieval.naming import naming_words
from retrieval.schema import Attribute, Product

# Of what a product comes in, not of the product; named whole it is meant all the same.
_BESIDE = re.compile(
    r"\b(package|packag\w*|pallet|carton|shipping|case|box|harmonized|adapter|maximum|minimum|storage temperature)\b",
    re.IGNORECASE,
)
_RANKS_FROM = 0.3
_FILLERS = words("support supported included function feature integrated built technology operation")


@dataclass(frozen=True, eq=False)
class Stated:
    """One attribute name over the products surveyed: its label, and what it measures where, in base units."""

    name: str
    label: str
    measures: tuple[tuple[Product, str, float], ...]
    words: tuple[str, ...]
    beside: bool

    def magnitudes(self, dimension: str) -> list[float]:
        """What it measures in one dimension."""
        return [magnitude for _, own, magnitude in self.measures if own == dimension]


@dataclass(frozen=True)
class Survey:
    """The attributes of some products of a category."""

    products: Sequence[Product]

    @cached_property
    def stated(self) -> tuple[Stated, ...]:
        """Every attribute name, those stated most often first."""
        by_name: dict[str, list[tuple[Product, Attribute]]] = defaultdict(list)
        for product in self.products:
            for attribute in product.attributes:
                by_name[attribute.name].append((product, attribute))
        ordered = sorted(by_name.items(), key=lambda entry: (-len(entry[1]), entry[0]))
        return tuple(_stated(name, each) for name, each in ordered)

    def measuring(self, dimension: str) -> list[Stated]:
        """The attributes that measure in a dimension."""
        return [one for one in self.stated if one.magnitudes(dimension)]

    def share(self, one: Stated, dimension: str) -> float:
        """How many of the products state it as a measure of the dimension."""
        return len({product.id for product, own, _ in one.measures if own == dimension}) / max(1, len(self.products))

    def in_titles(self, one: Stated, dimension: str) -> float:
        """How often a product's title says the very measure: what shoppers name without saying what it is."""
        own = [(product, magnitude) for product, of, magnitude in one.measures if of == dimension]
        return sum(_says(product.title, dimension, magnitude) for product, magnitude in own) / max(1, len(own))

    def ranking(self, quality: Quality) -> tuple[Stated, str] | None:
        """The attribute and dimension by which a quality ranks these products; None where too few state any."""
        for named in quality.properties:
            wanted = frozenset(naming_words(named))
            fitting = [one for one in self.stated if wanted <= set(one.words) and not one.beside and one.measures]
            for one in sorted(fitting, key=lambda each: (len(each.words), -len(each.measures))):
                dimension = Counter(own for _, own, _ in one.measures).most_common(1)[0][0]
                if self.share(one, dimension) >= _RANKS_FROM:
                    return one, dimension
        return None

    def middle(self, one: Stated, dimension: str) -> float:
        """The median of what an attribute measures."""
        return median(one.magnitudes(dimension))

    @cached_property
    def values(self) -> dict[tuple[str, ...], Counter[str]]:
        """For each value that stands alone or in a list, how many products state it under which attribute."""
        found: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
        for product in self.products:
            for attribute in product.attributes:
                if truth_of(attribute) is None:
                    for part in set(value_parts(attribute)):
                        found[part][attribute.name] += 1
        return found

    @cached_property
    def truths(self) -> dict[tuple[str, ...], tuple[str, ...]]:
        """The attributes that are yes or no, by the words of their labels."""
        found: dict[tuple[str, ...], dict[str, None]] = defaultdict(dict)
        for product in self.products:
            for attribute in product.attributes:
                if truth_of(attribute) is not None:
                    found[_bare_label(attribute.label)][attribute.name] = None
        return {words: tuple(names) for words, names in found.items() if words}

    def label(self, name: str) -> str:
        """The label of an attribute."""
        return next((one.label for one in self.stated if one.name == name), name)


def _stated(name: str, each: Sequence[tuple[Product, Attribute]]) -> Stated:
    measures = tuple(
        (product, *measure) for product, attribute in each if (measure := measure_stated(attribute)) is not None
    )
    label = each[0][1].label
    return Stated(name, label, measures, naming_words(label), bool(_BESIDE.search(label)))


def _says(title: str, dimension: str, magnitude: float) -> bool:
    said = (canonical(quantity) for quantity in quantities_in(title))
    return any(own == dimension and abs(each - magnitude) <= abs(magnitude) / 100 for own, each in said)


def _bare_label(label: str) -> tuple[str, ...]:
    """What a yes or no is of: "Bluetooth support" and "Bluetooth" are of one thing."""
    return tuple(word for word in naming_words(label) if word not in _FILLERS)
