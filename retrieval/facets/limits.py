"""What a search demands of attributes, as filters that every leg shares."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf, nextafter
from typing import Any, TypeAlias

from retrieval.facets.canonical import canonical, sortable
from retrieval.facets.encoding import facet_name
from retrieval.measures.quantity import Comparator, Quantity

MEASURES, WORDS = "attribute_measures", "attribute_words"
# Two that are equal to a shopper may have been rounded differently.
_EQUAL = 0.01
# A length said in whole inches is one up to the next: a screen of 15.6 inches is sold as one of 15.
_SAID_WHOLE = ("inch",)
_SHORTEST_WHOLE = 10


@dataclass(frozen=True, slots=True)
class MeasureLimit:
    """One of the attributes `names` measures within `low` and `high`, both in the dimension's base unit."""

    names: tuple[str, ...]
    dimension: str
    low: float | None = None
    high: float | None = None

    def admits(self, magnitude: float) -> bool:
        """Whether a magnitude keeps both limits."""
        return (self.low is None or magnitude >= self.low) and (self.high is None or magnitude <= self.high)


@dataclass(frozen=True, slots=True)
class WordLimit:
    """One of the attributes `names` holds all of `words`; or else the title does, where `in_title` allows it."""

    names: tuple[str, ...]
    words: tuple[str, ...]
    in_title: bool = False


AttributeLimit: TypeAlias = MeasureLimit | WordLimit


def measure_limit(names: tuple[str, ...], demanded: Quantity) -> MeasureLimit:
    """The limit that a quantity with its comparator sets; equal is within 1 %, and for whole inches up to the next."""
    dimension, magnitude = canonical(demanded)
    return between(names, dimension, demanded.comparator, magnitude, equal=_equal(demanded, magnitude))


def between(
    names: tuple[str, ...],
    dimension: str,
    comparator: Comparator,
    magnitude: float,
    *,
    equal: tuple[float, float] | None = None,
) -> MeasureLimit:
    """The limit of a comparison with one magnitude."""
    low, high = equal or (magnitude, magnitude)
    bounds: dict[Comparator, tuple[float | None, float | None]] = {
        "below": (None, nextafter(magnitude, -inf)),
        "at_most": (None, magnitude),
        "above": (nextafter(magnitude, inf), None),
        "at_least": (magnitude, None),
        "equal": (low, high),
    }
    return MeasureLimit(names, dimension, *bounds[comparator])


def limit_filter(limit: AttributeLimit) -> dict[str, Any]:
    """The limit as one Elasticsearch filter; a product that does not state the attribute does not keep it."""
    if isinstance(limit, MeasureLimit):
        return _any([_range(name, limit) for name in limit.names])
    held = [_all([{"term": {f"{WORDS}.{facet_name(name)}": word}} for word in limit.words]) for name in limit.names]
    titled = _all([{"term": {"naming_words": word}} for word in limit.words])
    return _any([*held, *([titled] if limit.in_title else [])])


def stated_filter(names: tuple[str, ...]) -> dict[str, Any]:
    """Products that state one of the attributes at all."""
    fields = (f"{part}.{facet_name(name)}" for name in names for part in (MEASURES, WORDS))
    return _any([{"exists": {"field": field}} for field in fields])


def _range(name: str, limit: MeasureLimit) -> dict[str, Any]:
    low = sortable(limit.dimension, -inf if limit.low is None else limit.low)
    high = sortable(limit.dimension, inf if limit.high is None else limit.high)
    return {"range": {f"{MEASURES}.{facet_name(name)}": {"gte": low, "lte": high}}}


def _equal(demanded: Quantity, magnitude: float) -> tuple[float, float]:
    whole = demanded.magnitude == demanded.magnitude.to_integral_value()
    if demanded.unit in _SAID_WHOLE and whole and demanded.magnitude >= _SHORTEST_WHOLE:
        one = magnitude / float(demanded.magnitude)
        return magnitude - one / 2, nextafter(magnitude + one, -inf)
    apart = abs(magnitude) * _EQUAL
    return magnitude - apart, magnitude + apart


def _all(clauses: list[dict[str, Any]]) -> dict[str, Any]:
    return clauses[0] if len(clauses) == 1 else {"bool": {"filter": clauses}}


def _any(clauses: list[dict[str, Any]]) -> dict[str, Any]:
    return clauses[0] if len(clauses) == 1 else {"bool": {"should": clauses, "minimum_should_match": 1}}
