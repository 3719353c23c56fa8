"""What the answering path needs from outside, as Protocols: retrieval/ and tuning/ provide them, tests fake them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from retrieval.confusion import Confusable
from retrieval.facets.order import SearchOrder
from retrieval.filters import NO_LIMITS, SearchLimits
from retrieval.schema import Attribute, Evidence, Product


class ProductLookup(Protocol):
    """Finds products by what they are, exactly; raises `retrieval.RetrievalError` when the index cannot be asked."""

    def by_ids(self, ids: Sequence[str]) -> list[Product]:
        """Active products of these ids in this order, read in real time (no refresh needed); absent ones left out."""

    def by_keys(self, keys: Sequence[str], *, limit: int = 50) -> list[Product]:
        """Active products one of whose identifier keys equals one of `keys` (at most 4,000)."""

    def by_title(self, text: str, *, limit: int = 50) -> list[Product]:
        """Active products whose title or family name shares all, else most, naming words of `text`, best first."""

    def siblings(self, product: Product, *, limit: int = 50) -> list[Product]:
        """Active products of the same item group, without `product` itself."""

    def confusable_with(self, product: Product, *, limit: int = 50) -> list[Confusable]:
        """Active products that may be taken for this one, with the reasons; most reasons first, own brand first."""

    def nearly_named(self, keys: Sequence[str], *, limit: int = 50) -> list[Product]:
        """Active products with a name or model key one edit from one of `keys` (at most 200), or beginning with it."""

    def brands(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the keys that are the key of an active product's brand."""

    def propose(self, key: str, *, limit: int = 5) -> list[Product]:
        """Active products with an identifier key within two edits of `key`, or beginning with it; nearest first."""


class ProductSearch(Protocol):
    """Hybrid product search; constraints filter both legs."""

    def search(
        self,
        query: str,
        *,
        within: SearchLimits = NO_LIMITS,
        order: SearchOrder | None = None,
        limit: int = 10,
    ) -> list[Product]:
        """Active products that fit, best first or in `order`; variants of one group grouped to the best of them."""


class EvidenceRetriever(Protocol):
    """Hybrid retrieval of passages."""

    def passages(self, question: str, *, product_ids: Sequence[str], top_k: int = 5) -> list[Evidence]:
        """Description sentences, highlights and FAQ entries of these products, best first."""

    def policies(self, question: str, *, top_k: int = 3) -> list[Evidence]:
        """Policy sections that bear on the question, best first; `score` is a cosine in -1..1, fit for a threshold."""


class AttributeRanker(Protocol):
    """Decides which of a product's attributes answers a question."""

    def rank(self, question: str, attributes: Sequence[Attribute]) -> list[tuple[Attribute, float]]:
        """Every attribute with the calibrated probability (0..1) that it answers the question, best first."""


class Phraser(Protocol):
    """The brand voice: rewords drafts that hold placeholders, never values."""

    def phrase(self, draft: str, *, variant: int = 0) -> str:
        """The draft reworded, same placeholders; `variant` picks among wordings. Raises `tuning.TuningError`."""
