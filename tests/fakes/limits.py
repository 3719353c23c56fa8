"""The limits and orders of a search in memory: `tests/contract/test_search_limits.py` proves them the index's own."""

from __future__ import annotations

from decimal import Decimal

from retrieval.facets.canonical import measure_of
from retrieval.facets.encoding import facet_name, measures_of, words_of
from retrieval.facets.limits import AttributeLimit, MeasureLimit
from retrieval.facets.order import SearchOrder
from retrieval.filters import SearchLimits
from retrieval.keys import normalise_key
from retrieval.naming import naming_words
from retrieval.schema import Product


def keeps(product: Product, within: SearchLimits) -> bool:
    """Whether a product keeps every limit."""
    price = _price(product)
    low, high = within.min_price_minor, within.max_price_minor
    return (
        (low is None or (price is not None and price * 100 >= low))
        and (high is None or (price is not None and price * 100 <= high))
        and (not within.in_stock or product.offer.availability == "in_stock")
        and (within.brand is None or normalise_key(within.brand) == normalise_key(product.brand or ""))
        and (within.product_type is None or within.product_type in product.product_type)
        and all(_holds(product, limit) for limit in within.attributes)
    )


def place_in(product: Product, order: SearchOrder) -> tuple[bool, float, str]:
    """The place of a product in an order: what states nothing is last."""
    if order.name is None:
        price = _price(product)
        stated = None if price is None else float(price)
    else:
        measures = measures_of(product).get(facet_name(order.name), [])
        stated = measure_of(measures[0])[1] if measures else None
    return (stated is None, (-stated if order.descending else stated) if stated is not None else 0.0, product.id)


def _holds(product: Product, limit: AttributeLimit) -> bool:
    if isinstance(limit, MeasureLimit):
        own = measures_of(product)
        stated = [measure_of(text) for name in limit.names for text in own.get(facet_name(name), [])]
        return any(dimension == limit.dimension and limit.admits(magnitude) for dimension, magnitude in stated)
    words = words_of(product)
    titled = limit.in_title and set(limit.words) <= set(naming_words(product.title))
    return titled or any(set(limit.words) <= set(words.get(facet_name(name), [])) for name in limit.names)


def _price(product: Product) -> Decimal | None:
    return product.offer.sale_price or product.offer.price
