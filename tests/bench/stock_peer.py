"""The peer: Haystack's Elasticsearch retrievers as they come, on an index of their own with the shop's own vectors."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any

from elasticsearch import ApiError, TransportError
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
    """The peer of the measured shop; its index is filled where it does not hold every product yet."""
    store = ElasticsearchDocumentStore(
        hosts=setting.retrieval.elasticsearch_url, index=f"bench-stock-{setting.shop}", request_timeout=30
    )
    try:
        _fill(store, setting)
    except (ApiError, TransportError) as error:
        raise BenchSkipped(f"the peer's index could not be made: {error}") from error
    return StockPeer(store, embedder)


def _fill(store: ElasticsearchDocumentStore, setting: Setting) -> None:
    alias = alias_of(setting.shop, "products")
    active = {"term": {"active": True}}
    with connect(setting.retrieval) as client:
        if store.count_documents() == client.count(index=alias, query=active)["count"]:
            return
        hits = scan(client, index=alias, query={"query": active}, size=_LOT)
        while lot := list(islice(hits, _LOT)):
            store.write_documents([_document(hit["_source"]) for hit in lot], policy=DuplicatePolicy.OVERWRITE)
        client.indices.refresh(index=f"bench-stock-{setting.shop}")


def _document(source: dict[str, Any]) -> Document:
    product = decode_product(source)
    names = (one.raw for one in product.identifiers)
    # All that the shop's own search reads, identifiers included: the peer shall not lack a word of it.
    content = "\n".join([product.title, product.brand or "", *names, *product.product_type, product.description])
    return Document(id=product.id, content=content, embedding=source["embedding"])


def _ids(documents: Sequence[Document]) -> list[str]:
    return [document.id for document in documents]
