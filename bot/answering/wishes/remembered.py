"""A product search that asks for the same thing once: a question's wish is looked at from several sides."""

from __future__ import annotations

from bot.answering.ports import ProductSearch
from retrieval.facets.order import SearchOrder
from retrieval.filters import NO_LIMITS, SearchLimits
from retrieval.schema import Product


class RememberedSearch:
    """Remembers what a search found, for as long as one question is answered."""

    def __init__(self, search: ProductSearch) -> None:
        self._search = search
        self._found: dict[tuple[str, SearchLimits, SearchOrder | None, int], list[Product]] = {}

    def search(
        self, query: str, *, within: SearchLimits = NO_LIMITS, order: SearchOrder | None = None, limit: int = 10
    ) -> list[Product]:
        """As the search it stands before."""
        asked = (query, within, order, limit)
        if asked not in self._found:
            self._found[asked] = self._search.search(query, within=within, order=order, limit=limit)
        return list(self._found[asked])
