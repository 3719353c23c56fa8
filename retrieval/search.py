"""Product search: BM25 and dense retrieval, filtered alike and joined by reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from typing import Any, Protocol

from elasticsearch import Elasticsearch
from haystack import Document
from haystack.components.joiners import DocumentJoiner
from haystack.components.joiners.document_joiner import JoinMode

from retrieval.client import asking, check_answer
from retrieval.facets.order import SearchOrder, sorting
from retrieval.filters import NO_LIMITS, SearchLimits, product_filters
from retrieval.index_schema import PRODUCT_SCHEMA
from retrieval.keys import looks_like_model, mention_keys
from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Product
from retrieval.shop_index import alias_of, check_schema
from retrieval.synonyms import NO_SYNONYMS, Synonyms

_DEPTH = 100
# Words decide and meanings help: chosen on the dev judgements over folds of queries (see tests/bench/README.md).
_DENSE_WEIGHT = 0.2
# Model numbers, kept whole and split, count beside the words, for less: a split part alone names nothing.
_MODEL_BOOST = 0.2
# What was said comes before what also means it.
_SYNONYM_BOOST = 0.5
_LONGEST_QUERY = 500
_BM25_FIELDS = ["title", "brand", "product_type", "short_text"]
_MODEL_FIELDS = ["title.models", "identifier_text"]


class QueryEmbedder(Protocol):
    """Turns texts into unit vectors; `retrieval.embedders` provides it."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One vector a text, in order."""


@dataclass(frozen=True, slots=True)
class SearchParts:
    """Which parts a search has; an ablation leaves one out."""

    bm25: bool = True
    dense: bool = True
    keys: bool = True


class HybridProductSearch:
    """Finds products that fit a description; an exact model number in the query comes first."""

    def __init__(
        self,
        client: Elasticsearch,
        shop: str,
        embedder: QueryEmbedder,
        *,
        synonyms: Synonyms = NO_SYNONYMS,
        parts: SearchParts = SearchParts(),
    ) -> None:
        self._client = client
        self._alias = alias_of(shop, "products")
        self._embedder = embedder
        self._synonyms = synonyms
        self._parts = parts
        self._lookup = ElasticsearchProductLookup(client, shop)
        self._joiner = DocumentJoiner(
            join_mode=JoinMode.RECIPROCAL_RANK_FUSION, weights=[_DENSE_WEIGHT, 1 - _DENSE_WEIGHT]
        )
        self._schema_checked = False

    def search(
        self,
        query: str,
        *,
        within: SearchLimits = NO_LIMITS,
        order: SearchOrder | None = None,
        limit: int = 10,
    ) -> list[Product]:
        """Active products that fit, best first; of the variants of one group the best stands for all.

        With `order`, those that carry every word of the query, in that order. The first 500 characters of the query
        are read. Raises `SchemaMismatch` for limits that an index of an older schema would seem to keep out.
        """
        text = query[:_LONGEST_QUERY].strip()
        if not text and order is None:
            return []
        if within.attributes or within.product_type or order:
            self._check_schema()
        now = datetime.now(UTC)
        filters = product_filters(within, now=now)
        if order is not None:
            found = self._ask([{**_every_word(text, filters), "sort": sorting(order, now=now)}])
        else:
            found = self._hybrid(text, filters)
        best: dict[str, str] = {}
        for document in chain(*found):
            best.setdefault(document.id, document.meta["product_id"])
        return self._lookup.by_ids(list(best.values())[:limit])

    def _hybrid(self, text: str, filters: list[dict[str, Any]]) -> list[list[Document]]:
        """What the keys find, then what the legs find together."""
        nothing: dict[str, Any] = {"query": {"match_none": {}}}
        bm25, dense, *exact = self._ask(
            [
                _bm25([text, *self._synonyms.variants(text)], filters) if self._parts.bm25 else nothing,
                self._dense(text, filters) if self._parts.dense else nothing,
                *(_exact(_model_keys(text), filters) if self._parts.keys else []),
            ]
        )
        # The joiner keeps a group's document from the last list: the variant whose words fit.
        return [*exact, self._joiner.run([dense, bm25])["documents"]]

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
            # Nothing is read from stored fields: a document's words are far longer than what is asked of it.
            "stored_fields": "_none_",
            "docvalue_fields": ["id", "group_key"],
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

    def _check_schema(self) -> None:
        if self._schema_checked:
            return
        with asking(self._client, self._alias):
            mapping = self._client.indices.get_mapping(index=self._alias)
        for found in mapping.values():
            check_schema(self._alias, found["mappings"], PRODUCT_SCHEMA)
        self._schema_checked = True


def _model_keys(text: str) -> list[str]:
    return [one.key for one in mention_keys(text) if one.whole and looks_like_model(one.text)]


def _exact(keys: list[str], filters: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The leg of products whose own key the query spells out, longest first; none where it spells out none."""
    if not keys:
        return []
    by_key = [{"constant_score": {"filter": {"term": {"identifier_keys": key}}, "boost": len(key)}} for key in keys]
    return [{"query": {"bool": {"filter": filters, "must": {"dis_max": {"queries": by_key}}}}}]


def _bm25(texts: Sequence[str], filters: list[dict[str, Any]]) -> dict[str, Any]:
    """The leg of the words: of the ways to say it, the one that fits a product best counts."""
    said, *others = (
        {"multi_match": {"query": text, "type": "cross_fields", "fields": _BM25_FIELDS, "boost": boost}}
        for text, boost in zip(texts, (1.0, *[_SYNONYM_BOOST] * (len(texts) - 1)), strict=True)
    )
    words = {"dis_max": {"queries": [said, *others]}} if others else said
    models = {"multi_match": {"query": texts[0], "fields": _MODEL_FIELDS, "boost": _MODEL_BOOST}}
    return {"query": {"bool": {"filter": filters, "must": {"bool": {"should": [words, models]}}}}}


def _every_word(text: str, filters: list[dict[str, Any]]) -> dict[str, Any]:
    words = {"multi_match": {"query": text, "type": "cross_fields", "fields": _BM25_FIELDS, "operator": "and"}}
    return {"query": {"bool": {"filter": filters, **({"must": words} if text else {})}}}


def _documents(answer: Mapping[str, Any]) -> list[Document]:
    return [
        Document(
            id=hit["fields"]["group_key"][0],
            content="",
            meta={"product_id": hit["fields"]["id"][0]},
            score=hit["_score"],
        )
        for hit in answer["hits"]["hits"]
    ]
