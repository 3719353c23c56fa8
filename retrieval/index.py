"""A shop's three indexes, written by the catalogue: products, evidence passages, policy sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from elasticsearch import Elasticsearch

from retrieval.codec import encode_evidence, encode_offer, encode_policy, encode_product
from retrieval.index_schema import PASSAGE_SCHEMA, PRODUCT_SCHEMA, passage_mapping, product_mapping
from retrieval.schema import Evidence, Offer, PolicySection, Product
from retrieval.shop_index import ShopIndex
from retrieval.times import Arrival, encode_arrival
from retrieval.writes import WriteResult, offer_action, upsert_action

Embeddings = Mapping[str, Sequence[float]]
Arrivals = Mapping[str, Arrival]
UNTOLD: Arrivals = {}


class ProductIndex(ShopIndex):
    """The products: an older version of text or offer never replaces a newer one, in whatever order they arrive."""

    def __init__(self, client: Elasticsearch, shop: str) -> None:
        super().__init__(client, shop, "products", mapping=product_mapping, schema=PRODUCT_SCHEMA)

    def upsert(
        self, products: Iterable[Product], *, embeddings: Embeddings, arrivals: Arrivals = UNTOLD
    ) -> WriteResult:
        """Writes products; one without an entry in `embeddings` (product id -> vector) keeps the vector it has.

        What is written of one with an entry in `arrivals` bears its times (`retrieval.times`).
        """
        return self.write(
            upsert_action(
                encode_product(one),
                embedding=embeddings.get(one.id),
                offer=encode_offer(one.offer),
                arrival=_arrival(arrivals, one.id),
            )
            for one in products
        )

    def update_offers(self, offers: Mapping[str, Offer], *, arrivals: Arrivals = UNTOLD) -> WriteResult:
        """Writes the offers (by product id) that are not older; ids that were never written come back as `missing`,
        those that were deleted before, and nothing but an offer was told of since, as `buried`."""
        return self.write(
            offer_action(product_id, encode_offer(offer), arrival=_arrival(arrivals, product_id))
            for product_id, offer in offers.items()
        )


class PassageIndex(ShopIndex):
    """The passages: description sentences, highlights and FAQ entries of products."""

    def __init__(self, client: Elasticsearch, shop: str) -> None:
        super().__init__(client, shop, "evidence", mapping=passage_mapping, schema=PASSAGE_SCHEMA)

    def upsert(self, passages: Iterable[Evidence], *, embeddings: Embeddings) -> WriteResult:
        """Writes passages; one without an entry in `embeddings` (evidence id -> vector) keeps the vector it has."""
        return self.write(upsert_action(encode_evidence(one), embedding=embeddings.get(one.id)) for one in passages)


class PolicyIndex(ShopIndex):
    """The policy sections."""

    def __init__(self, client: Elasticsearch, shop: str) -> None:
        super().__init__(client, shop, "policies", mapping=passage_mapping, schema=PASSAGE_SCHEMA)

    def upsert(self, sections: Iterable[PolicySection], *, embeddings: Embeddings) -> WriteResult:
        """Writes sections; one without an entry in `embeddings` (section id -> vector) keeps the vector it has."""
        return self.write(upsert_action(encode_policy(one), embedding=embeddings.get(one.id)) for one in sections)


def _arrival(arrivals: Arrivals, product_id: str) -> Mapping[str, str] | None:
    return encode_arrival(arrivals[product_id]) if product_id in arrivals else None
