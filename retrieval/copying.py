"""Bringing one concrete index up to what another one holds, while that one is written to.

Every write has a sequence number in its shard: what came after a pass is what the next pass looks at.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any, Protocol, TypeAlias

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan, streaming_bulk

from retrieval.client import asking
from retrieval.errors import RetrievalError

Document: TypeAlias = dict[str, Any]
NOTHING = -1
_LOT = 500
_LOT_BYTES = 10 * 1024 * 1024


class Recode(Protocol):
    """Gives documents as the new index is to hold them."""

    def __call__(self, documents: list[Document], there: Mapping[str, Document]) -> list[Document]:
        """One each, in order; `there` is what the new index holds by id."""


@dataclass(frozen=True, slots=True)
class Passed:
    """What one pass did: up to which sequence number the old index was seen, how many documents were written."""

    upto: int
    written: int


def copy_pass(
    client: Elasticsearch,
    old: str,
    new: str,
    recode: Recode,
    *,
    since: int,
    alive: Callable[[int], None],
) -> Passed:
    """Writes to `new` whatever `old` was given after sequence number `since`, tombstones too; `alive` hears the count.

    A document that is the same there is left alone, so that a copying that broke off goes on where it was.
    """
    with asking(client, new):
        upto = _checkpoint(client, old)
        client.indices.refresh(index=[old, new])
        written = seen = 0
        query = {"query": {"range": {"_seq_no": {"gt": since}}}}
        hits = iter(scan(client, index=old, query=query, size=_LOT, scroll="10m"))
        while lot := [hit["_source"] for hit in islice(hits, _LOT)]:
            written += _write(client, new, _different(client, new, lot, recode))
            seen += len(lot)
            alive(seen)
        client.indices.refresh(index=new)
    return Passed(upto, written)


def held(client: Elasticsearch, name: str) -> int:
    """How many documents an index holds, tombstones too."""
    with asking(client, name):
        return int(client.count(index=name)["count"])


def _checkpoint(client: Elasticsearch, name: str) -> int:
    """The highest number up to which every write of every shard is done."""
    shards = client.indices.stats(index=name, level="shards", metric="docs")["indices"][name]["shards"]
    primaries = (copy for copies in shards.values() for copy in copies if copy["routing"]["primary"])
    return min(int(copy["seq_no"]["local_checkpoint"]) for copy in primaries)


def _different(client: Elasticsearch, new: str, lot: list[Document], recode: Recode) -> Iterator[Document]:
    answer = client.mget(index=new, ids=[one["id"] for one in lot], realtime=False)
    there = {one["_id"]: one["_source"] for one in answer["docs"] if one.get("found")}
    for document in recode(lot, there):
        if there.get(document["id"]) != document:
            yield document


def _write(client: Elasticsearch, new: str, documents: Iterator[Document]) -> int:
    actions = ({"_op_type": "index", "_index": new, "_id": one["id"], "_source": one} for one in documents)
    written = 0
    for ok, item in streaming_bulk(
        client, actions, chunk_size=_LOT, max_chunk_bytes=_LOT_BYTES, raise_on_error=False, max_retries=3
    ):
        if not ok:
            refused = item["index"]
            raise RetrievalError(f"{new}: document '{refused['_id']}' was refused: {refused.get('error')}")
        written += 1
    return written
