"""Writes that may arrive late, twice or out of order: the newest version of each document wins.

Elasticsearch's own external versions cover whole documents and forget deletions after a minute; a product has two
clocks, its text's and its offer's. So a script compares the versions inside Elasticsearch, document by document.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from elasticsearch import Elasticsearch
from elasticsearch.helpers import streaming_bulk

from retrieval.client import asking, server_url
from retrieval.errors import IndexFenced, IndexMissing, IndexUnavailable

Action: TypeAlias = dict[str, Any]
_Outcome: TypeAlias = Literal["written", "ignored", "missing"]

# A vector's numbers are kept to a millionth, in half the bytes that every later write of the document reads again.
_DIGITS = 6
WRITE_TIMEOUT_S = 60.0
_CHUNK = 500
_CHUNK_BYTES = 10 * 1024 * 1024
_CONFLICT_RETRIES = 5
_FENCED = "cluster_block_exception"
_BURIED = "the offer is newer than the tombstone it was to be written to"

_UPSERT = """
Map s = ctx._source;
boolean text = s.version == null || params.document.version > s.version || (
  params.document.version == s.version && (
    params.embedding != null || s.content_hash == null || params.document.content_hash != s.content_hash
  )
);
boolean offer = params.offer != null && (
  s.offer == null ? text : params.offer.version > s.offer.version
  || (params.offer.version == s.offer.version && !params.offer.equals(s.offer))
);
if (!text && !offer) { ctx.op = 'none'; return; }
def keptOffer = s.offer;
def keptEmbedding = s.embedding;
Map times = s.times == null ? new HashMap() : s.times;
if (text) {
  s.clear();
  s.putAll(params.document);
  if (params.embedding != null) { s.embedding = params.embedding }
  else if (keptEmbedding != null) { s.embedding = keptEmbedding }
}
if (offer) { s.offer = params.offer } else if (keptOffer != null) { s.offer = keptOffer }
if (params.arrival != null) {
  Map now = new HashMap(params.arrival);
  now.indexed = Instant.ofEpochMilli(ctx._now).toString();
  if (text) { times.text = now }
  if (offer) { times.offer = now }
}
if (!times.isEmpty()) { s.times = times }
"""
_OFFER = """
if (ctx._source.tombstone == true && params.offer.version > ctx._source.version) {
  throw new IllegalStateException(params.buried);
}
def known = ctx._source.offer;
if (known != null && (params.offer.version < known.version || params.offer.equals(known))) { ctx.op = 'none'; return; }
ctx._source.offer = params.offer;
if (params.arrival != null) {
  if (ctx._source.times == null) { ctx._source.times = new HashMap() }
  Map now = new HashMap(params.arrival);
  now.indexed = Instant.ofEpochMilli(ctx._now).toString();
  ctx._source.times.offer = now;
}
"""
_TOMBSTONE = """
Map s = ctx._source;
if (s.version != null && (params.version < s.version || (s.tombstone == true && params.version == s.version))) {
  ctx.op = 'none'; return;
}
if (s.tombstone != true && s.offer != null && params.version < s.offer.version) { ctx.op = 'none'; return; }
def keptOffer = s.offer;
s.clear();
s.id = params.id; s.version = params.version; s.active = false; s.tombstone = true;
if (keptOffer != null) { s.offer = keptOffer }
"""


@dataclass(frozen=True, slots=True)
class WriteFailure:
    """A document the index refused, and why."""

    id: str
    reason: str


@dataclass(frozen=True, slots=True)
class WriteResult:
    """What became of a batch: `ignored` were not newer than what is there, `missing` had nothing to update, and of the
    `buried` there is but a tombstone that is older."""

    written: int = 0
    ignored: int = 0
    missing: tuple[str, ...] = ()
    buried: tuple[str, ...] = ()
    failed: tuple[WriteFailure, ...] = ()


def upsert_action(
    document: Mapping[str, Any],
    *,
    embedding: Sequence[float] | None,
    offer: Mapping[str, Any] | None = None,
    arrival: Mapping[str, str] | None = None,
) -> Action:
    """Replaces text and offer, each only by a version that is not older; without an embedding the old one stays."""
    vector = [round(number, _DIGITS) for number in embedding] if embedding is not None else None
    params = {"document": document, "embedding": vector, "offer": offer, "arrival": arrival}
    return _scripted(document["id"], _UPSERT, params, upsert=True)


def offer_action(product_id: str, offer: Mapping[str, Any], *, arrival: Mapping[str, str] | None = None) -> Action:
    """Replaces the offer of an existing product by one that is not older."""
    return _scripted(product_id, _OFFER, {"offer": offer, "arrival": arrival, "buried": _BURIED}, upsert=False)


def tombstone_action(document_id: str, *, version: int) -> Action:
    """Leaves of a document what keeps late deliveries of older versions from bringing it back."""
    return _scripted(document_id, _TOMBSTONE, {"id": document_id, "version": version}, upsert=True)


def write(client: Elasticsearch, alias: str, actions: Iterable[Action]) -> WriteResult:
    """Sends the actions in order, in bulk; a refused document is reported and stops no other."""
    counts: dict[_Outcome, int] = {"written": 0, "ignored": 0, "missing": 0}
    missing: list[str] = []
    buried: list[str] = []
    failed: list[WriteFailure] = []
    patient = client.options(request_timeout=WRITE_TIMEOUT_S)
    with asking(client, alias):
        for ok, item in streaming_bulk(
            patient,
            actions,
            chunk_size=_CHUNK,
            max_chunk_bytes=_CHUNK_BYTES,
            raise_on_error=False,
            raise_on_exception=True,
            max_retries=3,
            initial_backoff=1,
            index=alias,
            # Without it a bulk write to a shop that was never created would make an index without our schema.
            require_alias=True,
        ):
            result = item["update"]
            if ok:
                counts["ignored" if result["result"] == "noop" else "written"] += 1
            elif _error_type(result) == "document_missing_exception":
                missing.append(result["_id"])
            elif _is_buried(result):
                buried.append(result["_id"])
            else:
                failed.append(_failure(client, alias, result))
    return WriteResult(counts["written"], counts["ignored"], tuple(missing), tuple(buried), tuple(failed))


def _scripted(document_id: str, source: str, params: Mapping[str, Any], *, upsert: bool) -> Action:
    action: Action = {
        "_op_type": "update",
        "_id": document_id,
        "retry_on_conflict": _CONFLICT_RETRIES,
        "script": {"lang": "painless", "source": source, "params": params},
    }
    if upsert:
        action |= {"scripted_upsert": True, "upsert": {}}
    return action


def _error_type(result: Mapping[str, Any]) -> str:
    error = result.get("error")
    return str(error.get("type", "")) if isinstance(error, Mapping) else str(error)


def _is_buried(result: Mapping[str, Any]) -> bool:
    """Whether the script found a tombstone in the place of a product; its own words are the innermost cause."""
    cause = result.get("error")
    while isinstance(cause, Mapping):
        if cause.get("reason") == _BURIED:
            return True
        cause = cause.get("caused_by")
    return False


def _failure(client: Elasticsearch, alias: str, result: Mapping[str, Any]) -> WriteFailure:
    kind = _error_type(result)
    if kind == "index_not_found_exception":
        raise IndexMissing(alias)
    error = result.get("error")
    reason = str(error.get("reason", kind)) if isinstance(error, Mapping) else kind
    if kind == _FENCED:
        raise IndexFenced(server_url(client), reason)
    if result.get("status") in (429, 503):
        raise IndexUnavailable(server_url(client), reason)
    cause = error.get("caused_by") if isinstance(error, Mapping) else None
    return WriteFailure(result["_id"], f"{kind}: {reason}" + (f" ({cause.get('reason')})" if cause else ""))
