"""Product search: BM25 and dense retrieval, filtered alike and joined by reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Protocol

from elasticsearch import Elasticsearch
from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.joiners.document_joiner import JoinMode

from retrieval.client import asking, check_answer
from retrieval.filters import product_filters
from retrieval.keys import looks_like_model, mention_keys
from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Product
from retrieval.shop_index import alias_of

_DEPTH = 100
# Words decide and meanings help: chosen on the dev judgements, where 0.2 to 0.4 are much alike.
_DENSE_WEIGHT = 0.3
# Model numbers, kept whole and split, count beside the words, for less: a split part alone names nothing.
_MODEL_BOOST = 0.3
_LONGEST_QUERY = 500
_BM25_FIELDS = ["title", "brand", "product_type", "short_text"]
_MODEL_FIELDS = ["title.models", "identifier_text"]


class QueryEmbedder(Protocol):
    """Turns texts into unit vectors; `retrieval.embedders` provides it."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order."""


class HybridProductSearch:
    """Finds products that fit a description; an exact model number in the query comes first."""

    def __init__(self, client: Elasticsearch, shop: str, embedder: QueryEmbedder) -> None:
        self._client = client
        self._alias = alias_of(shop, "products")
        self._embedder = embedder
        self._lookup = ElasticsearchProductLookup(client, shop)
        self._joiner = DocumentJoiner(
            join_mode=JoinMode.RECIPROCAL_RANK_FUSION, weights=[_DENSE_WEIGHT, 1 - _DENSE_WEIGHT]
        )

    def search(
        self,
        query: str,
        *,
        max_price_minor: int | None = None,
        min_price_minor: int | None = None,
        in_stock: bool = False,
        brand: str | None = None,
        limit: int = 10,
    ) -> list[Product]:
        """Active products that fit, best first; of the variants of one group the best stands for all.

        Prices are what is paid today, sale included. The first 500 characters of the query are read.
        """
        text = query[:_LONGEST_QUERY].strip()
        if not text:
            return []
        filters = product_filters(
            now=datetime.now(UTC),
            max_price_minor=max_price_minor,
            min_price_minor=min_price_minor,
            in_stock=in_stock,
            brand=brand,
        )
        bm25, dense, *exact = self._ask(
            [_bm25(text, filters), self._dense(text, filters), *_exact(_model_keys(text), filters)]
        )
        best: dict[str, str] = {}
        # The joiner keeps a group's document from the last list: the variant whose words fit.
        joined = self._joiner.run([dense, bm25])["documents"]
        for document in chain(*exact, joined):
            best.setdefault(document.id, document.meta["product_id"])
        return self._lookup.by_ids(list(best.values())[:limit])

    def _dense(self, text: str, filters: list[dict[str, Any]]) -> dict[str, Any]:
        vector = self._embedder.embed([text])[0]
        return {
            "knn": {
                "field": "embedding",
                "query_vector": vector,
                "k": _DEPTH,
                "num_candidates": 2 * _DEPTH,
                "filter": filters,
            }
        }

    def _ask(self, legs: list[dict[str, Any]]) -> list[list[Document]]:
        common = {
            "size": _DEPTH,
            "_source": False,
            "fields": ["group_key"],
            "collapse": {"field": "group_key"},
            "track_total_hits": False,
        }
        searches: list[Mapping[str, Any]] = []
        for leg in legs:
            searches += [{"index": self._alias, "allow_partial_search_results": False}, {**common, **leg}]
        with asking(self._client, self._alias):
            answers = self._client.msearch(searches=searches)["responses"]
        for answer in answers:
            check_answer(self._client, self._alias, answer)
        return [_documents(answer) for answer in answers]


def _model_keys(text: str) -> list[str]:
    return [one.key for one in mention_keys(text) if one.whole and looks_like_model(one.text)]


def _exact(keys: list[str], filters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The leg of products whose own key the query spells out, longest first; none where it spells out none."""
    if not keys:
        return []
    by_key = [{"constant_score": {"filter": {"term": {"identifier_keys": key}}, "boost": len(key)}} for key in keys]
    return [{"query": {"bool": {"filter": filters, "must": {"dis_max": {"queries": by_key}}}}}]


def _bm25(text: str, filters: list[dict[str, Any]]) -> dict[str, Any]:
    words = {"multi_match": {"query": text, "type": "cross_fields", "fields": _BM25_FIELDS}}
    models = {"multi_match": {"query": text, "fields": _MODEL_FIELDS, "boost": _MODEL_BOOST}}
    return {"query": {"bool": {"filter": filters, "must": {"bool": {"should": [words, models]}}}}}


def _documents(answer: Mapping[str, Any]) -> list[Document]:
    return [
        Document(id=hit["fields"]["group_key"][0], content="", meta={"product_id": hit["_id"]}, score=hit["_score"])
        for hit in answer["hits"]["hits"]
    ]
