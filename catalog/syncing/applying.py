"""Applying a batch: embedding what has changed, writing it to the index, and remembering that it was written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import structlog
from sqlalchemy import Connection

from catalog.deliveries.files_since import read_again
from catalog.errors import RunError
from catalog.rejections import Rejection
from catalog.services import Services
from catalog.syncing.batches import Batch
from catalog.syncing.known_sections import KnownSection
from catalog.syncing.runs import Run
from catalog.syncing.writing import Embedded, Writer, Written, refusals
from retrieval.codec import decode_policy
from retrieval.policies import policy_text

log = structlog.get_logger(__name__)


class Applier:
    """Applies batches; doing one twice changes nothing."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._writer = Writer(services)

    def apply(self, run: Run, batch: Batch) -> None:
        """Writes the batch to the index, then marks it done and remembers its products in one transaction."""
        if run.version is None:
            raise RunError(f"run {run.id} was never planned")
        embedded = Embedded()
        {"upsert": self._upsert, "offers": self._offers, "delete": self._delete, "policies": self._policies}[
            batch.verb
        ](run, batch, embedded)

    def _upsert(self, run: Run, batch: Batch, embedded: Embedded) -> None:
        rows = {item["product"]["id"]: item["row"] for item in batch.items}
        written = self._writer.upsert(
            run.request.shop, batch.items, embedded, arrivals=dict.fromkeys(rows, run.arrival)
        )
        self._remember(run.request.shop, batch, embedded, written, rows)

    def _offers(self, run: Run, batch: Batch, embedded: Embedded) -> None:
        rows = {item["id"]: item["row"] for item in batch.items}
        written = self._writer.offers(run.request.shop, batch.items, arrivals=dict.fromkeys(rows, run.arrival))
        versions = {item["id"]: int(item["offer"]["version"]) for item in batch.items}
        known = self._services.known(run.request.shop)

        def remember(connection: Connection) -> None:
            removed = known.removed_before(connection, versions)
            written.remember(connection)
            if removed or written.lost:
                # There is but their price here: read once more, the file brings the whole products back.
                read_again(self._services, connection, run)

        self._remember(run.request.shop, batch, embedded, replace(written, remember=remember), rows)

    def _delete(self, run: Run, batch: Batch, embedded: Embedded) -> None:
        written = self._writer.delete(run.request.shop, batch.items, version=run.version or 0)
        if written.refused:
            first = next(iter(written.refused.values()))
            raise RunError(f"{len(written.refused)} deletions were refused by the index: {first}")
        self._remember(run.request.shop, batch, embedded, written, {})

    def _remember(self, shop: str, batch: Batch, embedded: Embedded, written: Written, rows: Mapping[str, int]) -> None:
        rejections = [_not_indexed(rows[name], name, reason) for name, reason in written.refused.items()]

        def done(connection: Connection) -> None:
            written.remember(connection)
            self._done(connection, batch, embedded, rejections)

        self._writer.remember(shop, done)

    def _policies(self, run: Run, batch: Batch, embedded: Embedded) -> None:
        index = self._services.indexes(run.request.shop).policies
        sections = [decode_policy(item["section"]) for item in batch.items if "section" in item]
        gone = [item["gone"] for item in batch.items if "gone" in item]
        fresh = {item["section"]["id"] for item in batch.items if item.get("embed")}
        if fresh:
            embedder = self._services.embedder.get()
            index.ensure(embedder.dims, embedder=embedder.name)
        vectors = self._writer.embed({one.id: policy_text(one) for one in sections if one.id in fresh}, embedded)
        refused = refusals(index.upsert(sections, embeddings=vectors))
        refused |= refusals(index.delete(gone, version=run.version or 0))
        if refused:
            raise RunError(f"{len(refused)} sections were refused by the index: {next(iter(refused.values()))}")
        known = self._services.known_sections(run.request.shop)
        with self._services.engine.begin() as connection:
            known.save(connection, [KnownSection.of(section) for section in sections])
            known.forget(connection, gone)
            self._done(connection, batch, embedded, [])

    def _done(self, connection: Connection, batch: Batch, embedded: Embedded, rejections: Sequence[Rejection]) -> None:
        batches = self._services.batches
        if batches.complete(connection, batch, embedded=embedded.texts, embedding_s=embedded.seconds):
            self._services.quarantine.add(connection, batch.run_id, rejections)
        log.info(
            "batch applied",
            run=batch.run_id,
            batch=batch.number,
            verb=batch.verb,
            items=len(batch.items),
            embedded=embedded.texts,
            refused=len(rejections),
        )


def _not_indexed(row: int, product_id: str, reason: str) -> Rejection:
    return Rejection(row, product_id, "index", "a document that the index takes", reason[:500])
