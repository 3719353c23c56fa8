"""The peer: Haystack's Elasticsearch retrievers as they come, on an index of their own with the shop's own vectors."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from itertools import islice
from typing import Any

from elasticsearch import ApiError, Elasticsearch, TransportError
from elasticsearch.helpers import scan
from haystack import Document, component
from haystack.document_stores.types import DuplicatePolicy
from haystack_integrations.components.retrievers.elasticsearch import (
    ElasticsearchBM25Retriever,
    ElasticsearchHybridRetriever,
)
from haystack_integrations.document_stores.elasticsearch import ElasticsearchDocumentStore

from retrieval.client import connect
from retrieval.codec import decode_product
from retrieval.embedders import Embedder
from retrieval.shop_index import alias_of
from tests.bench.setting import BenchSkipped, Setting

_LOT = 500
_ACTIVE = {"term": {"active": True}}
# Raised with every change of what `_document` writes.
_FORM = "title, brand, identifiers, type, description; 1"


@component
class QueryEmbedder:
    """The shop's embedder in the shape that the stock retriever asks for."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @component.output_types(embedding=list[float])
    def run(self, text: str) -> dict[str, Any]:
        """The vector of a query."""
        return {"embedding": self._embedder.embed([text])[0]}


class StockPeer:
    """Both stock retrievers over the products' titles, names and descriptions."""

    def __init__(self, store: ElasticsearchDocumentStore, embedder: Embedder) -> None:
        self._bm25 = ElasticsearchBM25Retriever(document_store=store)
        self._hybrid = ElasticsearchHybridRetriever(document_store=store, embedder=QueryEmbedder(embedder))

    def bm25(self, query: str) -> list[str]:
        """Ids of the products that BM25 finds, best first."""
        return _ids(self._bm25.run(query=query)["documents"])

    def hybrid(self, query: str) -> list[str]:
        """Ids of the products that the hybrid finds, best first."""
        return _ids(self._hybrid.run(query=query)["documents"])


def stock_peer(setting: Setting, embedder: Embedder) -> StockPeer:
    """The peer of the measured shop; its index is made anew where it was filled from other products or other words."""
    name = f"bench-stock-{setting.shop}"
    try:
        with connect(setting.retrieval) as client:
            wanted = _fingerprint(client, setting.shop)
            whole = _content(client, name) == wanted
            if not whole:
                client.indices.delete(index=name, ignore_unavailable=True)
            store = ElasticsearchDocumentStore(
                hosts=setting.retrieval.elasticsearch_url, index=name, request_timeout=30
            )
            if not whole:
                _fill(client, store, setting.shop)
                client.indices.refresh(index=name)
                client.indices.put_mapping(index=name, meta={"content": wanted})
    except (ApiError, TransportError) as error:
        raise BenchSkipped(f"the peer's index could not be made: {error}") from error
    return StockPeer(store, embedder)


def _content(client: Elasticsearch, name: str) -> str | None:
    """The fingerprint of what an index was wholly filled with; None where it was not, or is not there."""
    if not client.indices.exists(index=name):
        return None
    mappings = [found["mappings"] for found in client.indices.get_mapping(index=name).values()]
    return next((each["_meta"].get("content") for each in mappings if "_meta" in each), None)


def _fingerprint(client: Elasticsearch, shop: str) -> str:
    """The hash of what the peer is given: every product's content, and the form it is given in."""
    hits = scan(client, index=alias_of(shop, "products"), query={"query": _ACTIVE}, _source_includes=["content_hash"])
    lines = sorted(f"{hit['_id']} {hit['_source']['content_hash']}" for hit in hits)
    return hashlib.sha256("\n".join((_FORM, *lines)).encode()).hexdigest()


def _fill(client: Elasticsearch, store: ElasticsearchDocumentStore, shop: str) -> None:
    hits = scan(client, index=alias_of(shop, "products"), query={"query": _ACTIVE}, size=_LOT)
    while lot := list(islice(hits, _LOT)):
        store.write_documents([_document(hit["_source"]) for hit in lot], policy=DuplicatePolicy.OVERWRITE)


def _document(source: dict[str, Any]) -> Document:
    product = decode_product(source)
    names = (one.raw for one in product.identifiers)
    # All that the shop's own search reads, identifiers included: the peer shall not lack a word of it.
    content = "\n".join([product.title, product.brand or "", *names, *product.product_type, product.description])
    return Document(id=product.id, content=content, embedding=source["embedding"])


def _ids(documents: Sequence[Document]) -> list[str]:
    return [document.id for document in documents]
