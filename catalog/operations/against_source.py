"""Comparing the index with what a source says now; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from catalog.documents import passage_id, passages_of
from catalog.operations.fields import field_changes
from catalog.operations.verify import LOT, Finding, Verification, lots
from catalog.rejections import Rejection
from catalog.services import Services
from catalog.syncing.comparing import Reading, normalised
from catalog.syncing.fingerprints import fingerprints
from retrieval.codec import decode_product
from retrieval.schema import Product


@dataclass(slots=True)
class SourceVerification(Verification):
    """What was found; `newer` are products of which the index knows something later than the source."""

    newer: list[str] = field(default_factory=list)
    rejected: int = 0


class SourceVerifier:
    """Reads a source and the index of one shop and compares."""

    def __init__(self, services: Services, reading: Reading) -> None:
        shop = reading.request.shop
        self._indexes = services.indexes(shop)
        self._known = services.known(shop)
        self._reading = reading

    def verify(self, progress: Callable[[int], None]) -> SourceVerification:
        """Every product of the source and its passages; what seems wrong is looked at twice.

        Raises `CatalogError` and `RetrievalError`.
        """
        found = self._verify(progress)
        if not found.findings:
            return found
        # What was just being written is right by now.
        again = self._verify(progress)
        again.findings = [one for one in again.findings if one in found.findings]
        return again

    def _verify(self, progress: Callable[[int], None]) -> SourceVerification:
        found = SourceVerification()
        products, passages = self._indexes.products, self._indexes.passages
        there = products.exists() and passages.exists()
        if there:
            products.refresh()
            passages.refresh()
        spoken = set(passages.ids()) if there else set()
        seen: set[str] = set()
        for lot in lots(self._stated(found, seen), LOT):
            documents = products.documents([one.id for one in lot], without=("embedding",)) if there else {}
            for product in lot:
                found.findings += self._of_product(found, product, documents.get(product.id), spoken)
            found.checked["products"] += len(lot)
            progress(found.checked["products"])
        if there:
            found.findings += self._extra(found, seen)
        return found

    def _stated(self, found: SourceVerification, seen: set[str]) -> Iterator[Product]:
        """The source's products, each once; `seen` hears of every id, also of rejected records."""
        for record in normalised(self._reading):
            if isinstance(record, Rejection):
                found.rejected += 1
                continue
            again = record.id in seen
            if record.id is not None:
                seen.add(record.id)
            if record.product is None or again:
                found.rejected += 1
            else:
                yield record.product

    def _of_product(
        self, found: SourceVerification, stated: Product, document: dict[str, object] | None, spoken: set[str]
    ) -> Iterator[Finding]:
        if document is None or document.get("tombstone"):
            yield from self._missing(found, stated, document)
            return
        try:
            indexed = decode_product(document)
        except (KeyError, TypeError, ValueError, ArithmeticError):
            yield Finding("products", "different", stated.id, ("document",))
            return
        text, offer = _differs(stated, indexed)
        version = self._reading.version
        if (text and indexed.version > version) or (offer and indexed.offer.version > version):
            found.newer.append(stated.id)
        wrong = (text and indexed.version <= version, offer and indexed.offer.version <= version)
        if any(wrong):
            changed = tuple(one.field for one in field_changes(indexed, stated))
            yield Finding("products", "different", stated.id, changed or ("document",))
        if indexed.version <= version:
            told = [passage.id for passage in passages_of(stated)]
            found.checked["evidence"] += len(told)
            yield from (Finding("evidence", "missing", name) for name in told if name not in spoken)

    def _missing(
        self, found: SourceVerification, stated: Product, document: dict[str, object] | None
    ) -> Iterator[Finding]:
        """A product that is not there, unless it was deleted after the source was made."""
        gone = document.get("version") if document is not None else None
        if isinstance(gone, int) and gone > self._reading.version:
            found.newer.append(stated.id)
        else:
            yield Finding("products", "missing", stated.id)

    def _extra(self, found: SourceVerification, seen: set[str]) -> Iterator[Finding]:
        """What the index holds of this source, or of none that is known, and the source does not name."""
        mine = self._known.live_of_source(self._reading.request.source)
        others = [name for name in self._indexes.products.ids() if name not in seen]
        for lot in lots(others, LOT):
            known = self._known.of_ids(lot)
            documents = self._indexes.products.documents(lot, without=("embedding",))
            for name in lot:
                if name not in mine and name in known:
                    continue
                version = documents.get(name, {}).get("version")
                if isinstance(version, int) and version > self._reading.version:
                    found.newer.append(name)
                else:
                    yield Finding("products", "extra", name)
                    yield from (Finding("evidence", "extra", passage_id(name, key)) for key in mine.get(name, ()))


def _differs(stated: Product, indexed: Product) -> tuple[bool, bool]:
    """Whether text or facts differ, and whether the offer does."""
    here, there = fingerprints(indexed), fingerprints(stated)
    text = (here.text, here.facts, indexed.source) != (there.text, there.facts, stated.source)
    return text, here.offer != there.offer
