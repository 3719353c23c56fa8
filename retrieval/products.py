"""Products by what they are: ids, identifier keys, titles, groups. Only `propose` is ever fuzzy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from elasticsearch import Elasticsearch

from retrieval.client import asking, check_answer
from retrieval.codec import decode_product
from retrieval.confusion import (
    Confusable,
    confusion_keys,
    confusion_set,
    deletion_neighbourhood,
    is_nearly_named,
    name_keys,
)
from retrieval.filters import NOT_HIDDEN
from retrieval.index_schema import PRODUCT_SCHEMA
from retrieval.keys import normalise_key
from retrieval.naming import best_named, naming_words
from retrieval.proposals import SHORTEST, allowed_edits, nearest, proposal_keys
from retrieval.schema import Product
from retrieval.shop_index import alias_of, check_schema

MAX_KEYS = 4_000
MAX_NEAR_KEYS = 200
# The schema that brought the confusion keys.
_SINCE = 2
_CANDIDATES = 100
_FUZZY_EXPANSIONS = 200
_CONFUSION_CANDIDATES = 200
_MOST_NEAR = 1_000
_SOURCE_WITHOUT = [
    "attribute_measures",
    "attribute_words",
    "confusion_keys",
    "embedding",
    "identifier_text",
    "naming_words",
    "short_text",
]
_BY_ID: list[Mapping[str, Any]] = [{"id": "asc"}]
_ACTIVE: dict[str, Any] = {"term": {"active": True}}
# What may be found by anything but its own identifiers.
_SEEN: list[dict[str, Any]] = [_ACTIVE, NOT_HIDDEN]
# Of the keys that begin as typed, those with least after it come first.
_LEFT_TO_TYPE = """
int least = 100000;
for (key in doc['identifier_keys']) { if (key.startsWith(params.key)) { least = (int) Math.min(least, key.length()) } }
return least;
"""


class ElasticsearchProductLookup:
    """Finds products by identity in a shop's index."""

    def __init__(self, client: Elasticsearch, shop: str) -> None:
        self._client = client
        self._alias = alias_of(shop, "products")
        self._schema_checked = False

    def by_ids(self, ids: Sequence[str]) -> list[Product]:
        """Products of these ids in this order, read in real time (no refresh needed); absent and inactive left out."""
        if not ids:
            return []
        wanted = list(dict.fromkeys(ids))
        with asking(self._client, self._alias):
            answer = self._client.mget(index=self._alias, ids=wanted, source_excludes=_SOURCE_WITHOUT, realtime=True)
        for doc in answer["docs"]:
            check_answer(self._client, self._alias, doc)
        return [decode_product(doc["_source"]) for doc in answer["docs"] if _is_active(doc)]

    def by_keys(self, keys: Sequence[str], *, limit: int = 50) -> list[Product]:
        """Active products one of whose identifier keys equals one of `keys` (at most 4,000), in order of id."""
        if len(keys) > MAX_KEYS:
            raise ValueError(f"expected at most {MAX_KEYS} keys, got {len(keys)}")
        if not keys:
            return []
        return self._search(
            {"bool": {"filter": [_ACTIVE, {"terms": {"identifier_keys": list(keys)}}]}}, limit=limit, sort=_BY_ID
        )

    def by_title(self, text: str, *, limit: int = 50) -> list[Product]:
        """Active products whose title, brand or name holds all of the naming words of `text`, else more than half.

        Words that name nothing in the whole shop do not count. Best first: most words shared, fewest others.
        """
        words = naming_words(text)
        if not words:
            return []
        any_word = [{"constant_score": {"filter": {"term": {"naming_words": word}}}} for word in words]
        answer = self._ask(
            {"bool": {"filter": _SEEN, "should": any_word, "minimum_should_match": 1}},
            limit=_CANDIDATES,
            values=["id", "naming_words"],
            aggs={"known": {"terms": {"field": "naming_words", "include": list(words), "size": len(words)}}},
        )
        known = [bucket["key"] for bucket in answer["aggregations"]["known"]["buckets"]]
        hits = (hit["fields"] for hit in answer["hits"]["hits"])
        named = {fields["id"][0]: fields.get("naming_words", []) for fields in hits}
        return self.by_ids(best_named(known, sorted(named), named.__getitem__)[:limit])

    def siblings(self, product: Product, *, limit: int = 50) -> list[Product]:
        """Active products of the same item group, without `product` itself, in order of id."""
        if product.item_group_id is None:
            return []
        query = {
            "bool": {
                "filter": [_ACTIVE, {"term": {"item_group_id": product.item_group_id}}],
                "must_not": {"term": {"id": product.id}},
            }
        }
        return self._search(query, limit=limit, sort=_BY_ID)

    def ids_of_group(self, group: str, *, limit: int = 5_000) -> list[str]:
        """The ids of the active products of an item group, in order."""
        query = {"bool": {"filter": [_ACTIVE, {"term": {"item_group_id": group}}]}}
        answer = self._ask(query, limit=limit, sort=_BY_ID, values=["id"])
        return [hit["fields"]["id"][0] for hit in answer["hits"]["hits"]]

    def confusable_with(self, product: Product, *, limit: int = 50) -> list[Confusable]:
        """Active products that may be taken for this one, with the reasons; most reasons first, own brand first.

        Raises `SchemaMismatch` for an index of another schema, which would seem to hold none.
        """
        self._check_schema()
        edits: dict[str, Any] = {"terms": {"confusion_keys": sorted(confusion_keys(product)), "boost": 4}}
        names = {"terms": {"identifier_keys": sorted(name_keys(product)), "boost": 2}}
        title = {"term": {"title_key": {"value": normalise_key(product.title), "boost": 2}}}
        group = {"term": {"item_group_id": {"value": product.item_group_id or "", "boost": 1}}}
        brand = {"term": {"brand_key": {"value": normalise_key(product.brand or ""), "boost": 0.5}}}
        near = {"bool": {"should": [edits, {"dis_max": {"queries": [names, title]}}, group]}}
        answer = self._ask(
            {
                "bool": {
                    "filter": _SEEN,
                    "must": near,
                    "must_not": {"term": {"id": product.id}},
                    # Of more than are looked at, those of the own brand come before the others.
                    "should": brand,
                }
            },
            limit=_CONFUSION_CANDIDATES,
            sort=[{"_score": "desc"}, *_BY_ID],
        )
        return confusion_set(product, _products(answer), limit=limit)

    def nearly_named(self, keys: Sequence[str], *, limit: int = 50) -> list[Product]:
        """Active products with a model number one edit from one of `keys`, or a name that begins with one; by id.

        Keys of fewer than three characters find nothing; at most 200 are asked for.
        """
        known = [key for key in dict.fromkeys(keys) if len(key) >= SHORTEST]
        if len(known) > MAX_NEAR_KEYS:
            raise ValueError(f"expected at most {MAX_NEAR_KEYS} keys, got {len(known)}")
        if not known:
            return []
        edits = sorted(frozenset().union(*map(deletion_neighbourhood, known)))
        begun: list[Mapping[str, Any]] = [{"prefix": {"identifier_keys": {"value": key}}} for key in known]
        should = [{"terms": {"confusion_keys": edits}}, *begun]
        near = {"bool": {"filter": _SEEN, "should": should, "minimum_should_match": 1}}
        found = _products(self._ask(near, limit=_CANDIDATES, sort=_BY_ID))
        return [product for product in found if is_nearly_named(product, known)][:limit]

    def brands(self, keys: Sequence[str]) -> frozenset[str]:
        """Those of the keys that are the key of an active product's brand."""
        if not keys:
            return frozenset()
        known = {"terms": {"field": "brand_key", "include": list(keys), "size": len(keys)}}
        answer = self._ask({"bool": {"filter": _SEEN}}, limit=0, values=["id"], aggs={"known": known})
        return frozenset(bucket["key"] for bucket in answer["aggregations"]["known"]["buckets"])

    def propose(self, key: str, *, limit: int = 5) -> list[Product]:
        """Active products with a key within two edits of `key`, or beginning with it; nearest first.

        Keys of up to five characters are given one edit. A key of fewer than three characters proposes nothing.
        """
        if len(key) < SHORTEST:
            return []
        fuzzy = {"value": key, "fuzziness": allowed_edits(key), "max_expansions": _FUZZY_EXPANSIONS}
        least_left = {"type": "number", "script": {"source": _LEFT_TO_TYPE, "params": {"key": key}}}
        near = (
            # What is one edit away is found whatever else is near; beyond it fuzziness finds what it can.
            self._keys_of({"terms": {"confusion_keys": sorted(deletion_neighbourhood(key))}}, limit=_MOST_NEAR)
            | self._keys_of({"fuzzy": {"identifier_keys": fuzzy}}, limit=_CANDIDATES)
            | self._keys_of(
                {"prefix": {"identifier_keys": {"value": key}}}, limit=limit, sort=[{"_script": least_left}, *_BY_ID]
            )
        )
        return self.by_ids(nearest(key, near, limit=limit))

    def _check_schema(self) -> None:
        if self._schema_checked:
            return
        with asking(self._client, self._alias):
            mapping = self._client.indices.get_mapping(index=self._alias)
        for found in mapping.values():
            check_schema(self._alias, found["mappings"], PRODUCT_SCHEMA, since=_SINCE)
        self._schema_checked = True

    def _keys_of(
        self, query: Mapping[str, Any], *, limit: int, sort: list[Mapping[str, Any]] | None = None
    ) -> dict[str, dict[str, bool]]:
        only = ["identifiers", "identifier_keys"]
        answer = self._ask({"bool": {"filter": _SEEN, "must": query}}, limit=limit, sort=sort, only=only)
        hits = ((hit["_id"], hit["_source"]) for hit in answer["hits"]["hits"])
        return {one: proposal_keys(source["identifiers"], source["identifier_keys"]) for one, source in hits}

    def _search(
        self, query: Mapping[str, Any], *, limit: int, sort: list[Mapping[str, Any]] | None = None
    ) -> list[Product]:
        return _products(self._ask(query, limit=limit, sort=sort))

    def _ask(
        self,
        query: Mapping[str, Any],
        *,
        limit: int,
        sort: list[Mapping[str, Any]] | None = None,
        only: list[str] | None = None,
        values: list[str] | None = None,
        aggs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Products' sources, of `only` these fields; or `values` alone, many times faster than any source."""
        with asking(self._client, self._alias):
            return self._client.search(
                index=self._alias,
                query=query,
                size=limit,
                sort=sort,
                aggs=aggs,
                source_includes=only,
                source_excludes=_SOURCE_WITHOUT if only is None and values is None else None,
                stored_fields="_none_" if values else None,
                docvalue_fields=[{"field": name} for name in values or []],
                track_total_hits=False,
                allow_partial_search_results=False,
            )


def _products(answer: Any) -> list[Product]:
    return [decode_product(hit["_source"]) for hit in answer["hits"]["hits"]]


def _is_active(doc: Mapping[str, Any]) -> bool:
    return bool(doc.get("found")) and bool(doc["_source"].get("active"))
