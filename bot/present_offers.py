"""Prices and stock that are too old to be told are taken out where products are found, so that nothing shows them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime

from bot.answering.ports import ProductLookup, ProductSearch
from bot.answering.shop import ShopFacts
from retrieval.confusion import Confusable
from retrieval.facets.order import SearchOrder
from retrieval.filters import NO_LIMITS, SearchLimits
from retrieval.schema import Product

Clock = Callable[[], datetime]


def present(product: Product, shop: ShopFacts, now: datetime) -> Product:
    """The product without a price or stock that is older than its budget."""
    offer, age = product.offer, now - product.offer.as_of
    if age > shop.price_max_age:
        offer = replace(offer, price=None, sale_price=None, sale_ends=None)
    if age > shop.stock_max_age:
        offer = replace(offer, availability=None, availability_date=None, quantity=None)
    return product if offer is product.offer else replace(product, offer=offer)


class PresentOffers:
    """A product lookup whose products have no price or stock that is too old."""

    def __init__(self, lookup: ProductLookup, shop: ShopFacts, clock: Clock) -> None:
        self._lookup = lookup
        self._shop = shop
        self._clock = clock

    def by_ids(self, ids: Sequence[str]) -> list[Product]:
        """As the lookup's own."""
        return self._all(self._lookup.by_ids(ids))

    def by_keys(self, keys: Sequence[str], *, limit: int = 50) -> list[Product]:
        """As the lookup's own."""
        return self._all(self._lookup.by_keys(keys, limit=limit))

    def by_title(self, text: str, *, limit: int = 50) -> list[Product]:
        """As the lookup's own."""
        return self._all(self._lookup.by_title(text, limit=limit))

    def siblings(self, product: Product, *, limit: int = 50) -> list[Product]:
        """As the lookup's own."""
        return self._all(self._lookup.siblings(product, limit=limit))

    def confusable_with(self, product: Product, *, limit: int = 50) -> list[Confusable]:
        """As the lookup's own."""
        now = self._clock()
        found = self._lookup.confusable_with(product, limit=limit)
        return [replace(one, product=present(one.product, self._shop, now)) for one in found]

    def nearly_named(self, keys: Sequence[str], *, limit: int = 50) -> list[Product]:
        """As the lookup's own."""
        return self._all(self._lookup.nearly_named(keys, limit=limit))

    def brands(self, keys: Sequence[str]) -> frozenset[str]:
        """As the lookup's own."""
        return self._lookup.brands(keys)

    def propose(self, key: str, *, limit: int = 5) -> list[Product]:
        """As the lookup's own."""
        return self._all(self._lookup.propose(key, limit=limit))

    def _all(self, products: list[Product]) -> list[Product]:
        now = self._clock()
        return [present(one, self._shop, now) for one in products]


class PresentSearch:
    """A product search whose products have no price or stock that is too old."""

    def __init__(self, search: ProductSearch, shop: ShopFacts, clock: Clock) -> None:
        self._search = search
        self._shop = shop
        self._clock = clock

    def search(
        self,
        query: str,
        *,
        within: SearchLimits = NO_LIMITS,
        order: SearchOrder | None = None,
        limit: int = 10,
    ) -> list[Product]:
        """As the search's own."""
        now = self._clock()
        found = self._search.search(query, within=within, order=order, limit=limit)
        return [present(one, self._shop, now) for one in found]
