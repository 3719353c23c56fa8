"""A shop's three indexes, written by the catalogue: products, evidence passages, policy sections."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from elasticsearch import Elasticsearch

from retrieval.codec import encode_evidence, encode_offer, encode_policy, encode_product
from retrieval.index_schema import PASSAGE_SCHEMA, PRODUCT_SCHEMA, passage_mapping, product_mapping
from retrieval.schema import Evidence, Offer, PolicySection, Product
from retrieval.shop_index import ShopIndex
from retrieval.times import Arrival, encode_arrival
from retrieval.writes import WriteResult, offer_action, tombstone_action, upsert_action

Embeddings = Mapping[str, Sequence[float]]
Arrivals = Mapping[str, Arrival]
UNTOLD: Arrivals = {}


class ProductIndex:
    """The products: an older version of text or offer never replaces a newer one, in whatever order they arrive."""

    def __init__(self, client: Elasticsearch, shop: str) -> None:
        self._index = ShopIndex(client, shop, "products", mapping=product_mapping, schema=PRODUCT_SCHEMA)
        self.alias = self._index.alias
        self.create = self._index.create
        self.ensure = self._index.ensure
        self.exists = self._index.exists
        self.drop = self._index.drop
        self.refresh = self._index.refresh
        self.count = self._index.count
        self.ids = self._index.ids
        self.ids_without = self._index.ids_without
        self.remove = self._index.remove
        self.documents = self._index.documents
        self.generations = self._index.generations

    def upsert(
        self, products: Iterable[Product], *, embeddings: Embeddings, arrivals: Arrivals = UNTOLD
    ) -> WriteResult:
        """Writes products; one without an entry in `embeddings` (product id -> vector) keeps the vector it has.

        What is written of one with an entry in `arrivals` bears its times (`retrieval.times`).
        """
        return self._index.write(
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
        return self._index.write(
            offer_action(product_id, encode_offer(offer), arrival=_arrival(arrivals, product_id))
            for product_id, offer in offers.items()
        )

    def delete(self, ids: Iterable[str], *, version: int) -> WriteResult:
        """Leaves tombstones, which only an upsert of this version or a newer one lifts."""
        return self._index.write(tombstone_action(one, version=version) for one in ids)


class PassageIndex:
    """The passages: description sentences, highlights and FAQ entries of products."""

    def __init__(self, client: Elasticsearch, shop: str) -> None:
        self._index = ShopIndex(client, shop, "evidence", mapping=passage_mapping, schema=PASSAGE_SCHEMA)
        self.alias = self._index.alias
        self.create = self._index.create
        self.ensure = self._index.ensure
        self.exists = self._index.exists
        self.drop = self._index.drop
        self.refresh = self._index.refresh
        self.count = self._index.count
        self.ids = self._index.ids
        self.ids_without = self._index.ids_without
        self.remove = self._index.remove
        self.documents = self._index.documents
        self.generations = self._index.generations

    def upsert(self, passages: Iterable[Evidence], *, embeddings: Embeddings) -> WriteResult:
        """Writes passages; one without an entry in `embeddings` (evidence id -> vector) keeps the vector it has."""
        return self._index.write(
            upsert_action(encode_evidence(one), embedding=embeddings.get(one.id)) for one in passages
        )

    def delete(self, ids: Iterable[str], *, version: int) -> WriteResult:
        """Leaves tombstones, which only an upsert of this version or a newer one lifts."""
        return self._index.write(tombstone_action(one, version=version) for one in ids)


class PolicyIndex:
    """The policy sections."""

    def __init__(self, client: Elasticsearch, shop: str) -> None:
        self._index = ShopIndex(client, shop, "policies", mapping=passage_mapping, schema=PASSAGE_SCHEMA)
        self.alias = self._index.alias
        self.create = self._index.create
        self.ensure = self._index.ensure
        self.exists = self._index.exists
        self.drop = self._index.drop
        self.refresh = self._index.refresh
        self.count = self._index.count
        self.ids = self._index.ids
        self.ids_without = self._index.ids_without
        self.remove = self._index.remove
        self.documents = self._index.documents
        self.generations = self._index.generations

    def upsert(self, sections: Iterable[PolicySection], *, embeddings: Embeddings) -> WriteResult:
        """Writes sections; one without an entry in `embeddings` (section id -> vector) keeps the vector it has."""
        return self._index.write(
            upsert_action(encode_policy(one), embedding=embeddings.get(one.id)) for one in sections
        )

    def delete(self, ids: Iterable[str], *, version: int) -> WriteResult:
        """Leaves tombstones, which only an upsert of this version or a newer one lifts."""
        return self._index.write(tombstone_action(one, version=version) for one in ids)


def _arrival(arrivals: Arrivals, product_id: str) -> Mapping[str, str] | None:
    return encode_arrival(arrivals[product_id]) if product_id in arrivals else None
