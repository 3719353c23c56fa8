"""Applying a batch: embedding what has changed, writing it to the index, and remembering that it was written."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field

import structlog
from sqlalchemy import Connection

from catalog.batches import Batch, Item
from catalog.documents import passage_id, passage_key, passages_of
from catalog.errors import RunError
from catalog.fingerprints import Fingerprints
from catalog.known import KnownProduct
from catalog.known_sections import KnownSection
from catalog.rejections import Rejection
from catalog.runs import Run
from catalog.services import Services
from retrieval.codec import decode_offer, decode_policy, decode_product, embedding_text
from retrieval.policies import policy_text
from retrieval.schema import Evidence, Product
from retrieval.writes import WriteResult

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class Embedded:
    """How many texts a batch had embedded, and how long that took."""

    texts: int = 0
    seconds: float = 0.0


@dataclass(slots=True)
class _Upsert:
    """One product to write, decoded."""

    row: int
    product: Product
    fingerprints: Fingerprints
    embed: bool
    known: tuple[str, ...]
    passages: list[Evidence] | None = None
    keys: tuple[str, ...] = field(default=())


class Applier:
    """Applies batches; doing one twice changes nothing."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def apply(self, run: Run, batch: Batch) -> None:
        """Writes the batch to the index, then marks it done and remembers its products in one transaction."""
        if run.version is None:
            raise RunError(f"run {run.id} was never planned")
        embedded = Embedded()
        {"upsert": self._upsert, "offers": self._offers, "delete": self._delete, "policies": self._policies}[
            batch.verb
        ](run, batch, embedded)

    def _upsert(self, run: Run, batch: Batch, embedded: Embedded) -> None:
        indexes = self._services.indexes(run.request.shop)
        work = [_decoded(item) for item in batch.items]
        embedder = self._services.embedder.get()
        indexes.products.ensure(embedder.dims, embedder=embedder.name)
        indexes.passages.ensure(embedder.dims, embedder=embedder.name)
        texts = {one.product.id: embedding_text(one.product) for one in work if one.embed}
        fresh = [passage for one in work for passage in one.passages or () if passage_key(passage) not in one.known]
        texts |= {passage.id: passage.text for passage in fresh}
        vectors = self._embed(texts, embedded)
        passages = [passage for one in work for passage in one.passages or ()]
        stale = [passage_id(one.product.id, key) for one in work for key in one.known if key not in one.keys]
        refused = _refused(indexes.passages.upsert(passages, embeddings=vectors))
        refused |= _refused(indexes.passages.delete(stale, version=run.version or 0))
        refused |= _refused(indexes.products.upsert([one.product for one in work], embeddings=vectors))
        bad = {name.split("#", 1)[0]: reason for name, reason in refused.items()}
        rejections = [
            _not_indexed(one.row, one.product.id, bad[one.product.id]) for one in work if one.product.id in bad
        ]
        saved = [_saved(one) for one in work if one.product.id not in bad]
        with self._services.engine.begin() as connection:
            self._services.known(run.request.shop).save(connection, saved)
            self._done(connection, batch, embedded, rejections)

    def _offers(self, run: Run, batch: Batch, embedded: Embedded) -> None:
        offers = {item["id"]: decode_offer(item["offer"]) for item in batch.items}
        rows = {item["id"]: item["row"] for item in batch.items}
        result = self._services.indexes(run.request.shop).products.update_offers(offers)
        refused = _refused(result)
        refused |= dict.fromkeys(
            result.missing, "the product is not in the index any more; the next sync adds it again"
        )
        written = {item["id"]: item["print"] for item in batch.items if item["id"] not in refused}
        rejections = [_not_indexed(rows[product_id], product_id, reason) for product_id, reason in refused.items()]
        known = self._services.known(run.request.shop)
        with self._services.engine.begin() as connection:
            known.save_offers(connection, written, version=run.version or 0)
            known.forget(connection, list(result.missing))
            self._done(connection, batch, embedded, rejections)

    def _delete(self, run: Run, batch: Batch, embedded: Embedded) -> None:
        indexes = self._services.indexes(run.request.shop)
        ids = [item["id"] for item in batch.items]
        passages = [passage_id(item["id"], key) for item in batch.items for key in item["passages"]]
        version = run.version or 0
        refused = _refused(indexes.products.delete(ids, version=version))
        refused |= _refused(indexes.passages.delete(passages, version=version))
        if refused:
            raise RunError(f"{len(refused)} deletions were refused by the index: {next(iter(refused.values()))}")
        with self._services.engine.begin() as connection:
            self._services.known(run.request.shop).save_deleted(connection, ids, version=version)
            self._done(connection, batch, embedded, [])

    def _policies(self, run: Run, batch: Batch, embedded: Embedded) -> None:
        index = self._services.indexes(run.request.shop).policies
        sections = [decode_policy(item["section"]) for item in batch.items if "section" in item]
        gone = [item["gone"] for item in batch.items if "gone" in item]
        fresh = {item["section"]["id"] for item in batch.items if item.get("embed")}
        if fresh:
            embedder = self._services.embedder.get()
            index.ensure(embedder.dims, embedder=embedder.name)
        vectors = self._embed({one.id: policy_text(one) for one in sections if one.id in fresh}, embedded)
        refused = _refused(index.upsert(sections, embeddings=vectors))
        refused |= _refused(index.delete(gone, version=run.version or 0))
        if refused:
            raise RunError(f"{len(refused)} sections were refused by the index: {next(iter(refused.values()))}")
        known = self._services.known_sections(run.request.shop)
        with self._services.engine.begin() as connection:
            known.save(connection, [KnownSection.of(section) for section in sections])
            known.forget(connection, gone)
            self._done(connection, batch, embedded, [])

    def _embed(self, texts: dict[str, str], embedded: Embedded) -> dict[str, Sequence[float]]:
        if not texts:
            return {}
        began = time.monotonic()
        distinct = list(dict.fromkeys(texts.values()))
        vectors = dict(zip(distinct, self._services.embedder.get().embed(distinct), strict=True))
        embedded.texts += len(distinct)
        embedded.seconds += time.monotonic() - began
        return {name: vectors[text] for name, text in texts.items()}

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


def _decoded(item: Item) -> _Upsert:
    product = decode_product(item["product"])
    passages = passages_of(product) if item["passages"] else None
    known = tuple(item["known"])
    keys = known if passages is None else tuple(passage_key(passage) for passage in passages)
    prints = Fingerprints(**item["prints"])
    return _Upsert(item["row"], product, prints, item["embed"], known, passages, keys)


def _saved(one: _Upsert) -> KnownProduct:
    product = one.product
    return KnownProduct(product.id, product.source, one.fingerprints, one.keys, product.version, product.offer.version)


def _refused(result: WriteResult) -> dict[str, str]:
    return {failure.id: failure.reason for failure in result.failed}


def _not_indexed(row: int, product_id: str, reason: str) -> Rejection:
    return Rejection(row, product_id, "index", "a document that the index takes", reason[:500])
