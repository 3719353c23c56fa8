"""Planning a run: the file is read once, in a stream, and compared with what is known; what differs becomes batches."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from itertools import islice

import structlog

from catalog.batches import Batch, Item, Verb, pieces
from catalog.diff import Change, change_of
from catalog.errors import RunError, TooManyDeletes
from catalog.fingerprints import fingerprints
from catalog.known import KnownProduct
from catalog.mapping import Mapping, parse_mapping
from catalog.normalise import Normalised, Normaliser
from catalog.quarantine import KEPT
from catalog.rejections import Rejection, shown
from catalog.runs import Run, moment
from catalog.services import Services
from catalog.sources.files import read_records
from retrieval.codec import encode_offer, encode_product
from retrieval.schema import Product

log = structlog.get_logger(__name__)

CHUNK = 500
OFFERS = 1_000
RENEW_EVERY_S = 2.0
FEW = 5
COUNTED: dict[Change, str] = {
    "added": "added",
    "text": "changed_text",
    "facts": "changed_facts",
    "offer": "changed_offer",
    "confirmed": "confirmed",
    "unchanged": "unchanged",
}


@dataclass(slots=True)
class _Draft:
    """What planning has found so far."""

    run: Run
    version: int
    rows: dict[str, int] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    rejections: list[Rejection] = field(default_factory=list)
    upserts: list[Item] = field(default_factory=list)
    offers: list[Item] = field(default_factory=list)
    batches: int = 0

    def reject(self, rejections: Iterable[Rejection]) -> None:
        for rejection in rejections:
            self.counts["rejected" if rejection.verdict == "rejected" else "cleaned"] += 1
            if len(self.rejections) < KEPT:
                self.rejections.append(rejection)


class Planner:
    """Plans runs of product files."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._settings = services.settings

    def plan(self, run: Run) -> None:
        """Writes the run's batches and makes them pending, all at once; planning again starts over.

        Raises `CatalogError` when the file cannot be read, or would delete too much: then nothing is written.
        """
        services, request = self._services, run.request
        services.batches.clear(run.id)
        self._forget_what_is_gone(run)
        mapping = parse_mapping(request.mapping, origin="the run's mapping")
        draft = _Draft(run, services.runs.start_version(run))
        for records in _chunks(self._normalised(draft, mapping), CHUNK):
            self._compare(draft, records)
        self._flush(draft, "upsert", draft.upserts, self._settings.batch)
        self._flush(draft, "offers", draft.offers, OFFERS)
        self._delete(draft)
        with services.engine.begin() as connection:
            services.quarantine.replace(connection, run.id, draft.rejections)
            services.batches.release(connection, run.id, draft.counts)

    def _forget_what_is_gone(self, run: Run) -> None:
        """Where the index was dropped, or is to be made afresh, nothing is known any more; one of an older schema is
        first made anew from itself."""
        indexes = self._services.indexes(run.request.shop)
        if run.request.rebuild:
            indexes.products.drop()
            indexes.passages.drop()
        if indexes.products.renew(alive=lambda: self._stay_alive(run, rows_read=0)):
            log.info("index of an older schema made anew", run=run.id, alias=indexes.products.alias)
        if not indexes.products.exists() or not indexes.passages.exists():
            with self._services.engine.begin() as connection:
                self._services.known(run.request.shop).forget(connection)

    def _stay_alive(self, run: Run, *, rows_read: int) -> None:
        self._services.runs.renew(run.id, lease_s=self._settings.lease_s, rows_read=rows_read)

    def _normalised(self, draft: _Draft, mapping: Mapping) -> Iterator[Normalised]:
        request = draft.run.request
        normaliser = Normaliser.of(mapping, source=request.source, version=draft.version, as_of=moment(draft.version))
        path = self._services.spool.path(request.spooled)
        renewed = time.monotonic()
        for record in read_records(path, request.file_name, mapping.format):
            draft.counts["rows_read"] += 1
            if time.monotonic() - renewed > RENEW_EVERY_S:
                self._stay_alive(draft.run, rows_read=draft.counts["rows_read"])
                renewed = time.monotonic()
            if isinstance(record, Rejection):
                draft.reject([record])
            else:
                yield normaliser.normalise(record)

    def _compare(self, draft: _Draft, records: list[Normalised]) -> None:
        ids = [record.id for record in records if record.id is not None]
        known = self._services.known(draft.run.request.shop).of_ids(ids)
        for record in records:
            refusal = _refusal(record, draft, known)
            if refusal is not None:
                draft.reject([refusal])
                continue
            draft.reject(record.rejections)
            if record.id is not None:
                draft.rows[record.id] = record.row
            if record.product is not None:
                self._add(draft, record.row, record.product, known.get(record.product.id))

    def _add(self, draft: _Draft, row: int, product: Product, known: KnownProduct | None) -> None:
        prints = fingerprints(product)
        confirm_ms = int(self._settings.confirm_s * 1000)
        change = change_of(known, prints, version=draft.version, confirm_ms=confirm_ms)
        draft.counts[COUNTED[change]] += 1
        if change in ("offer", "confirmed"):
            draft.offers.append(
                {"id": product.id, "row": row, "offer": encode_offer(product.offer), "print": prints.offer}
            )
            self._flush_full(draft, "offers", draft.offers, OFFERS)
        elif change != "unchanged":
            live = known if known is not None and not known.deleted else None
            draft.upserts.append(
                {
                    "row": row,
                    "product": encode_product(product) | {"offer": encode_offer(product.offer)},
                    "prints": asdict(prints),
                    "embed": live is None or live.fingerprints.embedding != prints.embedding,
                    "passages": change != "facts",
                    "known": list(live.passages) if live else [],
                }
            )
            self._flush_full(draft, "upsert", draft.upserts, self._settings.batch)

    def _delete(self, draft: _Draft) -> None:
        request = draft.run.request
        if request.kind == "changes":
            return
        live = self._services.known(request.shop).live_of_source(request.source)
        if not live and not any(draft.counts[name] for name in COUNTED.values()):
            first = draft.rejections[0] if draft.rejections else None
            why = f"; row {first.row}, {first.field}: expected {first.expected}, got {first.got}" if first else ""
            raise RunError(f"none of the file's {draft.counts['rows_read']} rows is a product{why}")
        missing = [product_id for product_id in live if product_id not in draft.rows]
        allowed = self._settings.max_deletes
        if len(missing) > max(FEW, allowed * len(live)) and not request.allow_deletes:
            raise TooManyDeletes(len(missing), len(live), allowed)
        draft.counts["removed"] = len(missing)
        items: list[Item] = [{"id": product_id, "passages": list(live[product_id])} for product_id in missing]
        self._flush(draft, "delete", items, OFFERS)

    def _flush_full(self, draft: _Draft, verb: Verb, items: list[Item], size: int) -> None:
        if len(items) >= size:
            self._flush(draft, verb, items, size)

    def _flush(self, draft: _Draft, verb: Verb, items: list[Item], size: int) -> None:
        for lot in pieces(items, size):
            self._services.batches.draft(Batch(draft.run.id, draft.batches, verb, lot))
            draft.batches += 1
        items.clear()


def _refusal(record: Normalised, draft: _Draft, known: dict[str, KnownProduct]) -> Rejection | None:
    if record.id is None:
        return None
    if record.id in draft.rows:
        expected, got = "each id once", f"{shown(record.id)} again, first in row {draft.rows[record.id]}"
        return Rejection(record.row, record.id, "id", expected, got, raw=record.raw)
    owner = known.get(record.id)
    if owner is not None and not owner.deleted and owner.source != draft.run.request.source:
        expected = f"an id of source '{draft.run.request.source}' (choose the source with --source)"
        return Rejection(record.row, record.id, "id", expected, f"one that source '{owner.source}' has", raw=record.raw)
    return None


def _chunks(records: Iterator[Normalised], size: int) -> Iterator[list[Normalised]]:
    while chunk := list(islice(records, size)):
        yield chunk
