"""The concrete indexes that were made for one alias of a shop: one of them is live, the others came before or are to
come after it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from elasticsearch import BadRequestError, Elasticsearch

from retrieval.client import asking
from retrieval.index_schema import settings

FIRST = "0" * 14
_BLOCK = "index.blocks.write"


@dataclass(frozen=True, slots=True)
class Generation:
    """One concrete index: what it was made for and when, whether the alias points at it, and what it holds.

    `fenced` ones refuse writes; `made` is None of the first.
    """

    name: str
    schema: int
    embedder: str | None
    dims: int
    made: datetime | None
    live: bool
    fenced: bool


@dataclass(frozen=True, slots=True)
class Size:
    """How much a concrete index holds: documents without tombstones, and bytes on disk."""

    documents: int
    bytes: int


class Generations:
    """Makes, lists, fences and deletes the concrete indexes of one alias."""

    def __init__(
        self, client: Elasticsearch, alias: str, *, mapping: Callable[[int], dict[str, Any]], schema: int
    ) -> None:
        self.alias = alias
        self.schema = schema
        self._client = client
        self._mapping = mapping
        # A wildcard alone would also catch another shop whose name goes on where this one's ends.
        self._own = re.compile(rf"{re.escape(alias)}-v\d+-\d{{14}}")

    def all(self) -> list[Generation]:
        """Every concrete index, the newest first."""
        listed = self._listed(f"{self.alias}-v*")
        return sorted(listed, key=lambda one: one.name.rsplit("-", 1)[1], reverse=True)

    def live(self) -> Generation | None:
        """The one that the alias points at."""
        return next((one for one in self._listed(self.alias) if one.live), None)

    def size(self, name: str) -> Size:
        """How much one holds, as of its last refresh."""
        alive: dict[str, Any] = {"bool": {"must_not": {"term": {"tombstone": True}}}}
        with asking(self._client, self.alias):
            held = self._client.indices.stats(index=name, metric="store")["indices"][name]
            documents = self._client.count(index=name, query=alive)["count"]
        return Size(int(documents), int(held["total"]["store"]["size_in_bytes"]))

    def new_name(self) -> str:
        """The name of one that is made now."""
        return self.name_at(datetime.now(UTC).strftime("%Y%m%d%H%M%S"))

    def name_at(self, stamp: str) -> str:
        """The name of one made at a time, YYYYMMDDhhmmss."""
        return f"{self.alias}-v{self.schema}-{stamp}"

    def make(self, name: str, dims: int, embedder: str | None, *, alias: str | None = None) -> None:
        """Makes an empty index of this name, behind `alias` where one is given."""
        meta = {"schema": self.schema, "embedder": embedder}
        self._client.indices.create(
            index=name,
            settings=settings(),
            mappings={**self._mapping(dims), "_meta": meta},
            aliases={alias: {}} if alias else None,
        )

    def make_unless_there(self, name: str, dims: int, embedder: str | None, *, alias: str | None = None) -> bool:
        """The same, but one of this name may be there; whether it was made."""
        try:
            self.make(name, dims, embedder, alias=alias)
        except BadRequestError as error:
            if error.error != "resource_already_exists_exception":
                raise
            return False
        return True

    def fence(self, name: str) -> None:
        """Keeps every write out; those under way are done when this returns."""
        with asking(self._client, self.alias):
            self._client.indices.add_block(index=name, block="write")

    def lift(self, name: str) -> None:
        """Lets writes in again."""
        with asking(self._client, self.alias):
            self._client.indices.put_settings(index=name, settings={_BLOCK: None})

    def delete(self, name: str) -> None:
        """Deletes one for good, if it is there."""
        with asking(self._client, self.alias):
            self._client.indices.delete(index=name, ignore_unavailable=True)

    def _listed(self, pattern: str) -> list[Generation]:
        with asking(self._client, self.alias):
            found = self._client.indices.get(index=pattern, flat_settings=True, ignore_unavailable=True)
        return [self._generation(name, one) for name, one in found.items() if self._own.fullmatch(name)]

    def _generation(self, name: str, found: Mapping[str, Any]) -> Generation:
        mapping = found["mappings"]
        meta = mapping.get("_meta", {})
        stamp = name.rsplit("-", 1)[1]
        return Generation(
            name=name,
            schema=int(meta.get("schema", 0)),
            embedder=meta.get("embedder"),
            dims=int(mapping["properties"]["embedding"]["dims"]),
            made=None if stamp == FIRST else datetime.strptime(stamp, "%Y%m%d%H%M%S").replace(tzinfo=UTC),
            live=self.alias in found.get("aliases", {}),
            fenced=str(found["settings"].get(_BLOCK)) == "true",
        )


def switch(client: Elasticsearch, names: Mapping[str, str]) -> None:
    """Points every alias at its concrete index (alias -> name), all in one step."""
    actions: list[dict[str, Any]] = []
    for alias, name in names.items():
        actions.append({"remove": {"index": f"{alias}-v*", "alias": alias, "must_exist": False}})
        actions.append({"add": {"index": name, "alias": alias}})
    with asking(client, ", ".join(names)):
        client.indices.update_aliases(actions=actions)
