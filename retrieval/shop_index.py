"""One alias of a shop and the concrete index behind it: made, checked, written, counted, dropped."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from elasticsearch import BadRequestError, Elasticsearch

from retrieval.client import asking
from retrieval.errors import SchemaMismatch
from retrieval.index_schema import settings
from retrieval.writes import WRITE_TIMEOUT_S, Action, WriteResult, copy_documents, write

Part: TypeAlias = Literal["products", "evidence", "policies"]
_PAGE = 5_000
_LOT = 500
_FIRST = "0" * 14
_LIVE: dict[str, Any] = {"bool": {"must_not": {"term": {"tombstone": True}}}}


def alias_of(shop: str, part: Part) -> str:
    """The alias under which a shop's part is read and written."""
    return f"shopclerk-{shop}-{part}"


def check_schema(alias: str, mapping: Mapping[str, Any], expected: int) -> None:
    """Raises `SchemaMismatch` when an index's mapping was made under another version of its schema."""
    found = mapping.get("_meta", {}).get("schema")
    if found != expected:
        raise SchemaMismatch(alias, f"schema {expected}", f"schema {found}")


class ShopIndex:
    """An index that is only ever spoken to by its alias."""

    def __init__(
        self, client: Elasticsearch, shop: str, part: Part, *, mapping: Callable[[int], dict[str, Any]], schema: int
    ) -> None:
        self.alias = alias_of(shop, part)
        self._client = client.options(request_timeout=WRITE_TIMEOUT_S)
        self._mapping = mapping
        self._schema = schema

    def create(self, embedding_dims: int, *, embedder: str | None = None) -> str:
        """Makes a new empty index and points the alias at it alone; returns its name. The old one stays, unread."""
        name = self._concrete(datetime.now(UTC).strftime("%Y%m%d%H%M%S"))
        with asking(self._client, self.alias):
            self._make(name, embedding_dims, embedder)
            self._client.indices.update_aliases(
                actions=[
                    {"remove": {"index": f"{self.alias}-v*", "alias": self.alias, "must_exist": False}},
                    {"add": {"index": name, "alias": self.alias}},
                ]
            )
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
        with asking(self._client, self.alias):
            for name in self._all_concrete():
                self._client.indices.delete(index=name, ignore_unavailable=True)

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
        found: list[str] = []
        after: list[str] | None = None
        while True:
            with asking(self._client, self.alias):
                page = self._client.search(
                    index=self.alias,
                    query=_LIVE,
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

    def renew(self, again: Callable[[dict[str, Any]], dict[str, Any]], *, alive: Callable[[], None]) -> bool:
        """Where the index is of an older schema, makes it anew from its own documents, each as `again` gives it back.

        Until all are copied the old one is read, and refuses writes; a copying that broke off goes on where it is
        called again. `alive` is called between lots. Returns whether there was anything to renew.
        """
        with asking(self._client, self.alias):
            if not self._client.indices.exists_alias(name=self.alias):
                return False
            ((old, found),) = self._client.indices.get_mapping(index=self.alias).items()
            mapping = found["mappings"]
            meta = mapping.get("_meta", {})
            if not 0 < meta.get("schema", 0) < self._schema:
                return False
            self._client.indices.put_settings(index=old, settings={"index.blocks.write": True})
            name = self._concrete(_FIRST)
            self._make_unless_there(name, mapping["properties"]["embedding"]["dims"], meta.get("embedder"))
            copy_documents(self._client, old, name, again, alive=alive)
            self._client.indices.update_aliases(
                actions=[{"add": {"index": name, "alias": self.alias}}, {"remove_index": {"index": old}}]
            )
        return True

    def _concrete(self, stamp: str) -> str:
        return f"{self.alias}-v{self._schema}-{stamp}"

    def _all_concrete(self) -> list[str]:
        # A wildcard alone would also catch another shop whose name goes on where this one's ends.
        own = re.compile(rf"{re.escape(self.alias)}-v\d+-\d{{14}}")
        return [name for name in self._client.indices.get(index=f"{self.alias}-v*") if own.fullmatch(name)]

    def _make(self, name: str, dims: int, embedder: str | None, *, alias: str | None = None) -> None:
        meta = {"schema": self._schema, "embedder": embedder}
        self._client.indices.create(
            index=name,
            settings=settings(),
            mappings={**self._mapping(dims), "_meta": meta},
            aliases={alias: {}} if alias else None,
        )

    def _make_first(self, dims: int, embedder: str | None) -> None:
        # One fixed name: of two workers that start at once, one makes it and the other finds it made.
        if not self._make_unless_there(self._concrete(_FIRST), dims, embedder, alias=self.alias):
            self._client.indices.put_alias(index=self._concrete(_FIRST), name=self.alias)

    def _make_unless_there(self, name: str, dims: int, embedder: str | None, *, alias: str | None = None) -> bool:
        try:
            self._make(name, dims, embedder, alias=alias)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
            return False
        return True

    def _check(self, mapping: dict[str, Any], dims: int, embedder: str | None) -> None:
        meta = mapping.get("_meta", {})
        check_schema(self.alias, mapping, self._schema)
        found = mapping["properties"]["embedding"]["dims"]
        if found != dims:
            raise SchemaMismatch(self.alias, f"embeddings of {dims} dimensions", f"{found} dimensions")
        if embedder is not None and meta.get("embedder") not in (None, embedder):
            raise SchemaMismatch(self.alias, f"embeddings by {embedder}", f"embeddings by {meta['embedder']}")
