"""One alias of a shop and the concrete index behind it: made, checked, written, counted, dropped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Literal, TypeAlias

from elasticsearch import Elasticsearch
from elasticsearch.helpers import bulk

from retrieval.client import asking
from retrieval.errors import SchemaMismatch
from retrieval.generations import FIRST, Generations, switch
from retrieval.writes import WRITE_TIMEOUT_S, Action, WriteResult, tombstone_action, write

Part: TypeAlias = Literal["products", "evidence", "policies"]
_PAGE = 5_000
_LOT = 500
_LIVE: dict[str, Any] = {"bool": {"must_not": {"term": {"tombstone": True}}}}


def alias_of(shop: str, part: Part) -> str:
    """The alias under which a shop's part is read and written."""
    return f"shopclerk-{shop}-{part}"


def check_schema(alias: str, mapping: Mapping[str, Any], expected: int, *, since: int | None = None) -> None:
    """Raises `SchemaMismatch` when an index was made under another version of its schema.

    A reader of what `since` brought also reads every version from there on.
    """
    found = mapping.get("_meta", {}).get("schema")
    if not isinstance(found, int) or not (since or expected) <= found <= expected:
        raise SchemaMismatch(alias, f"schema {expected}", f"schema {found}")


class ShopIndex:
    """An index that is only ever spoken to by its alias."""

    def __init__(
        self, client: Elasticsearch, shop: str, part: Part, *, mapping: Callable[[int], dict[str, Any]], schema: int
    ) -> None:
        self.alias = alias_of(shop, part)
        self._client = client.options(request_timeout=WRITE_TIMEOUT_S)
        self._schema = schema
        self.generations = Generations(self._client, self.alias, mapping=mapping, schema=schema)

    def create(self, embedding_dims: int, *, embedder: str | None = None) -> str:
        """Makes a new empty index and points the alias at it alone; returns its name. The old one stays, unread."""
        name = self.generations.new_name()
        with asking(self._client, self.alias):
            self.generations.make(name, embedding_dims, embedder)
        switch(self._client, {self.alias: name})
        return name

    def ensure(self, embedding_dims: int, *, embedder: str | None = None) -> None:
        """Makes the index when the shop has none; raises `SchemaMismatch` when it has one made otherwise."""
        with asking(self._client, self.alias):
            if not self._client.indices.exists_alias(name=self.alias):
                self._make_first(embedding_dims, embedder)
            mapping = self._client.indices.get_mapping(index=self.alias)
        for found in mapping.values():
            self._check(found["mappings"], embedding_dims, embedder)

    def exists(self) -> bool:
        """Whether an index stands behind the alias."""
        with asking(self._client, self.alias):
            return bool(self._client.indices.exists_alias(name=self.alias))

    def drop(self) -> None:
        """Deletes every index ever made for this alias."""
        for one in self.generations.all():
            self.generations.delete(one.name)

    def delete(self, ids: Iterable[str], *, version: int) -> WriteResult:
        """Leaves tombstones, which only an upsert of this version or a newer one lifts."""
        return self.write(tombstone_action(one, version=version) for one in ids)

    def write(self, actions: Iterable[Action]) -> WriteResult:
        """Sends versioned writes (see `retrieval.writes`)."""
        return write(self._client, self.alias, actions)

    def refresh(self) -> None:
        """Makes everything written so far visible to searches."""
        with asking(self._client, self.alias):
            self._client.indices.refresh(index=self.alias)

    def count(self) -> int:
        """How many documents there are, without tombstones, as of the last refresh."""
        with asking(self._client, self.alias):
            return int(self._client.count(index=self.alias, query=_LIVE)["count"])

    def ids(self) -> list[str]:
        """The ids of all documents in order, without tombstones, as of the last refresh."""
        return self._ids(_LIVE)

    def ids_without(self, field: str) -> list[str]:
        """The same of those that lack an indexed field."""
        return self._ids({"bool": {"must_not": [{"term": {"tombstone": True}}, {"exists": {"field": field}}]}})

    def remove(self, ids: Sequence[str]) -> None:
        """Deletes documents without a trace: what is written next is taken, of whatever version."""
        actions = [{"_op_type": "delete", "_index": self.alias, "_id": one} for one in ids]
        with asking(self._client, self.alias):
            bulk(self._client, actions, raise_on_error=False, refresh=True)

    def _ids(self, query: Mapping[str, Any]) -> list[str]:
        found: list[str] = []
        after: list[str] | None = None
        while True:
            with asking(self._client, self.alias):
                page = self._client.search(
                    index=self.alias,
                    query=query,
                    size=_PAGE,
                    sort=[{"id": "asc"}],
                    search_after=after,
                    source=False,
                    allow_partial_search_results=False,
                )
            hits = page["hits"]["hits"]
            found.extend(hit["_id"] for hit in hits)
            if len(hits) < _PAGE:
                return found
            after = hits[-1]["sort"]

    def documents(self, ids: Sequence[str], *, without: Sequence[str] = ()) -> dict[str, dict[str, Any]]:
        """The stored documents of these ids, tombstones too, as they are now; `without` names fields to leave out."""
        found: dict[str, dict[str, Any]] = {}
        for start in range(0, len(ids), _LOT):
            lot = list(ids[start : start + _LOT])
            with asking(self._client, self.alias):
                answer = self._client.mget(index=self.alias, ids=lot, source_excludes=list(without) or None)
            found |= {one["_id"]: one["_source"] for one in answer["docs"] if one.get("found")}
        return found

    def _make_first(self, dims: int, embedder: str | None) -> None:
        # One fixed name: of two workers that start at once, one makes it and the other finds it made.
        name = self.generations.name_at(FIRST)
        if not self.generations.make_unless_there(name, dims, embedder, alias=self.alias):
            self._client.indices.put_alias(index=name, name=self.alias)

    def _check(self, mapping: dict[str, Any], dims: int, embedder: str | None) -> None:
        meta = mapping.get("_meta", {})
        check_schema(self.alias, mapping, self._schema)
        found = mapping["properties"]["embedding"]["dims"]
        if found != dims:
            raise SchemaMismatch(self.alias, f"embeddings of {dims} dimensions", f"{found} dimensions")
        if embedder is not None and meta.get("embedder") not in (None, embedder):
            raise SchemaMismatch(self.alias, f"embeddings by {embedder}", f"embeddings by {meta['embedder']}")
