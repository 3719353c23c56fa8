"""Comparing a source with what is known of it: the file is read once, in a stream, and what differs comes out."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from catalog.errors import RunError, TooManyDeletes
from catalog.mapping import parse_mapping
from catalog.normalising.normalise import Normalised, Normaliser
from catalog.quarantine import KEPT
from catalog.record_hashes import RecordHashes
from catalog.rejections import Rejection, shown
from catalog.settings import CatalogSettings
from catalog.sources.files import read_records
from catalog.sources.record import FeedRecord
from catalog.syncing.diff import Change, change_of, is_due
from catalog.syncing.fingerprints import Fingerprints, fingerprints
from catalog.syncing.known import KnownProduct
from catalog.syncing.runs import RunRequest, milliseconds
from retrieval.schema import Product

CHUNK = 500
ALIVE_EVERY_S = 2.0
FEW = 5
COUNTED: dict[Change, str] = {
    "added": "added",
    "text": "changed_text",
    "facts": "changed_facts",
    "offer": "changed_offer",
    "confirmed": "confirmed",
    "unchanged": "unchanged",
    "superseded": "superseded",
}
Alteration: TypeAlias = Literal["added", "text", "facts", "offer", "confirmed", "removed"]


class Known(Protocol):
    """What the products of a shop were when last written."""

    def of_ids(self, ids: list[str]) -> dict[str, KnownProduct]:
        """Those of the ids that were ever written, deleted ones too."""

    def live_of_source(self, source: str) -> dict[str, tuple[str, ...]]:
        """Ids of a source's products that are not deleted, with the keys of their passages."""

    def newer_than(self, source: str, version: int) -> set[str]:
        """Ids of a source's products of which anything was written at a newer version."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One file read as one source, at a time, under a version.

    `adopts` is the source of products that its platform's webhooks told of before there was a file of them.
    """

    request: RunRequest
    path: Path
    version: int
    as_of: datetime
    adopts: str | None = None


@dataclass(frozen=True, slots=True)
class Difference:
    """A product of which something has to be written: as it is known and as it is to be, or None when it is gone."""

    change: Alteration
    id: str
    row: int
    known: KnownProduct | None
    product: Product | None = None
    prints: Fingerprints | None = None
    passages: tuple[str, ...] = ()
    record: str | None = None

    @property
    def embeds(self) -> bool:
        """Whether the product's own text is embedded anew."""
        if self.prints is None or self.change in ("offer", "confirmed"):
            return False
        known = self.known
        return known is None or known.deleted or known.fingerprints.embedding != self.prints.embedding


class Comparison:
    """Gives the differences once; `counts`, `rejections` and `guard` are complete when they have all been taken.

    `records` are those of products that are as they are known: the hash, and the versions at which they are.
    """

    def __init__(self, reading: Reading, known: Known, settings: CatalogSettings) -> None:
        self._reading = reading
        self._known = known
        self._settings = settings
        self._mapping = parse_mapping(reading.request.mapping, origin="the run's mapping")
        source, version = reading.request.source, reading.version
        self._normaliser = Normaliser.of(self._mapping, source=source, version=version, as_of=reading.as_of)
        self._hashes = RecordHashes(self._mapping)
        self._rows: dict[str, int] = {}
        self.records: dict[str, tuple[str, int, int]] = {}
        self.counts: Counter[str] = Counter()
        self.rejections: list[Rejection] = []
        self.guard: TooManyDeletes | None = None

    def differences(self, *, alive: Callable[[int], None] = lambda rows: None) -> Iterator[Difference]:
        """What has to be written, in order of the file, then what is gone; `alive` hears how many rows were read."""
        for records in _chunks(self._read(alive), CHUNK):
            yield from self._compared(records)
        if self._reading.request.kind != "changes":
            yield from self._removed()

    def _read(self, alive: Callable[[int], None]) -> Iterator[FeedRecord]:
        heard = time.monotonic()
        reading = self._reading
        for record in read_records(reading.path, reading.request.file_name, self._mapping.format):
            self.counts["rows_read"] += 1
            if time.monotonic() - heard > ALIVE_EVERY_S:
                alive(self.counts["rows_read"])
                heard = time.monotonic()
            if isinstance(record, Rejection):
                self._reject([record])
            else:
                yield record

    def _compared(self, records: list[FeedRecord]) -> Iterator[Difference]:
        names = [self._normaliser.id_of(record) for record in records]
        known = self._known.of_ids([name for name in names if name is not None])
        for name, read in zip(names, records, strict=True):
            of_record, before = self._hashes.of(read), known.get(name or "")
            if name not in self._rows and before is not None and self._says_it_all(of_record, before):
                self._rows[before.id] = read.row
                self.counts["unchanged"] += 1
                continue
            record = self._normaliser.normalise(read)
            refusal = self._refusal(record, known)
            if refusal is not None:
                self._reject([refusal])
                continue
            self._reject(record.rejections)
            if record.id is not None:
                self._rows[record.id] = record.row
            if record.product is not None:
                yield from self._difference(record, record.product, before, None if record.rejections else of_record)

    def _says_it_all(self, of_record: str | None, known: KnownProduct) -> bool:
        """Whether what is known of a product is what this very record says, and need not be said again."""
        reading = self._reading
        if of_record is None or known.record != of_record or known.deleted or known.source != reading.request.source:
            return False
        confirm_ms, at_ms = int(self._settings.confirm_s * 1000), milliseconds(reading.as_of)
        return not is_due(known, version=reading.version, confirm_ms=confirm_ms, at_ms=at_ms)

    def _difference(
        self, record: Normalised, product: Product, known: KnownProduct | None, of_record: str | None
    ) -> Iterator[Difference]:
        row, reading, prints = record.row, self._reading, fingerprints(product)
        if known is not None and known.deleted and known.source not in ("", reading.request.source, reading.adopts):
            # Another source let it go, by a clock of its own: it is this one's now, above that tombstone.
            above = max(reading.version, known.version + 1, known.offer_version + 1)
            product = replace(product, version=above, offer=replace(product.offer, version=above))
            known = None
        change = change_of(
            known,
            prints,
            version=reading.version,
            confirm_ms=int(self._settings.confirm_s * 1000),
            at_ms=milliseconds(reading.as_of),
        )
        if known is not None and known.source == reading.adopts and change in ("unchanged", "confirmed", "offer"):
            # Written whole, under the name of the source that has it from now on.
            change = "facts" if known.version <= reading.version else change
        self.counts[COUNTED[change]] += 1
        if change != "unchanged" and change != "superseded":
            yield Difference(change, product.id, row, known, product, prints, record=of_record)
        elif change == "unchanged" and known is not None and of_record is not None and known.record != of_record:
            self.records[product.id] = (of_record, known.version, known.offer_version)

    def _removed(self) -> Iterator[Difference]:
        request, version = self._reading.request, self._reading.version
        live = self._known.live_of_source(request.source)
        newer = self._known.newer_than(request.source, version)
        if self._reading.adopts is not None:
            # What webhooks told of before there was a file is the file's, also where the file has it no more.
            live |= self._known.live_of_source(self._reading.adopts)
            newer |= self._known.newer_than(self._reading.adopts, version)
        if not live and not any(self.counts[name] for name in COUNTED.values()):
            raise self._nothing_found()
        missing = [name for name in live if name not in self._rows and name not in newer]
        allowed = self._settings.max_deletes
        if len(missing) > max(FEW, allowed * len(live)):
            self.guard = TooManyDeletes(len(missing), len(live), allowed)
        self.counts["removed"] = len(missing)
        for name in missing:
            yield Difference("removed", name, 0, None, passages=live[name])

    def _nothing_found(self) -> RunError:
        first = self.rejections[0] if self.rejections else None
        why = f"; row {first.row}, {first.field}: expected {first.expected}, got {first.got}" if first else ""
        return RunError(f"none of the file's {self.counts['rows_read']} rows is a product{why}")

    def _reject(self, rejections: Iterable[Rejection]) -> None:
        for rejection in rejections:
            self.counts["rejected" if rejection.verdict == "rejected" else "cleaned"] += 1
            if len(self.rejections) < KEPT:
                self.rejections.append(rejection)

    def _refusal(self, record: Normalised, known: dict[str, KnownProduct]) -> Rejection | None:
        if record.id is None:
            return None
        if record.id in self._rows:
            expected, got = "each id once", f"{shown(record.id)} again, first in row {self._rows[record.id]}"
            return Rejection(record.row, record.id, "id", expected, got, raw=record.raw)
        owner, source = known.get(record.id), self._reading.request.source
        if owner is not None and not owner.deleted and owner.source not in (source, self._reading.adopts):
            expected = f"an id of source '{source}' (choose the source with --source)"
            return Rejection(
                record.row, record.id, "id", expected, f"one that source '{owner.source}' has", raw=record.raw
            )
        return None


def normalised(reading: Reading) -> Iterator[Normalised | Rejection]:
    """What becomes of each record of a file, in its order; raises `MappingError` and `SourceError`."""
    request = reading.request
    mapping = parse_mapping(request.mapping, origin="the run's mapping")
    normaliser = Normaliser.of(mapping, source=request.source, version=reading.version, as_of=reading.as_of)
    for record in read_records(reading.path, request.file_name, mapping.format):
        yield record if isinstance(record, Rejection) else normaliser.normalise(record)


def _chunks(records: Iterator[FeedRecord], size: int) -> Iterator[list[FeedRecord]]:
    while chunk := list(islice(records, size)):
        yield chunk
