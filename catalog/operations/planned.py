"""Making a plan: what a sync of a file would do, found without writing anything but the plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from typing import Any

from catalog.documents import passage_key, passages_of
from catalog.operations.fields import field_changes, field_values
from catalog.operations.plan_digest import PlanDigest
from catalog.operations.plans import Plan
from catalog.report import rejection_json
from catalog.services import Indexes, Services
from catalog.sources.fetch import Validators
from catalog.syncing.comparing import Alteration, Comparison, Difference, Known, Reading
from catalog.syncing.known import KnownProduct
from catalog.syncing.planning import adopted_source, knows_shop
from catalog.syncing.runs import RunRequest, moment
from catalog.tables import now_ms
from retrieval.codec import decode_product, embedding_text

GROUPS: dict[Alteration, str] = {
    "added": "added",
    "text": "changed",
    "facts": "changed",
    "offer": "changed",
    "removed": "removed",
}


class NothingKnown:
    """The known products of a shop that has no index: none."""

    def of_ids(self, ids: list[str]) -> dict[str, KnownProduct]:
        """None."""
        return {}

    def live_of_source(self, source: str) -> dict[str, tuple[str, ...]]:
        """None."""
        return {}

    def newer_than(self, source: str, version: int) -> set[str]:
        """None."""
        return set()


@dataclass(slots=True)
class _Found:
    """The first differences of each group, and how much there is to embed."""

    limit: int
    digest: PlanDigest = field(default_factory=PlanDigest)
    examples: dict[str, list[Difference]] = field(default_factory=lambda: {"added": [], "changed": [], "removed": []})
    embedding: Counter[str] = field(default_factory=Counter)

    def add(self, one: Difference) -> None:
        self.digest.add(one)
        if one.change == "confirmed":
            return
        listed = self.examples[GROUPS[one.change]]
        if len(listed) < self.limit:
            listed.append(one)
        if one.product is not None and one.change in ("added", "text"):
            known = one.known.passages if one.known is not None and not one.known.deleted else ()
            passages = (passage for passage in passages_of(one.product) if passage_key(passage) not in known)
            self.embedding["products"] += one.embeds and bool(embedding_text(one.product))
            self.embedding["passages"] += sum(1 for _passage in passages)


def make_plan(
    services: Services, request: RunRequest, seen: Validators, *, limit: int, progress: Callable[[int], None]
) -> Plan:
    """Compares the request's spooled file with what is known, and saves what a sync of it would do.

    `limit` is how many examples of each kind are kept. Raises `CatalogError` and `RetrievalError`.
    """
    indexes = services.indexes(request.shop)
    there = indexes.products.exists() and indexes.passages.exists() and not request.rebuild
    known: Known = services.known(request.shop) if there else NothingKnown()
    with services.engine.connect().execution_options(reading=True) as connection:
        version = services.runs.version_of(connection, request, knows_shop=knows_shop(services, request.shop))
    path, adopts = services.spool.path(request.spooled), adopted_source(services, request)
    reading = Reading(request, path, version, moment(now_ms()), adopts)
    comparison = Comparison(reading, known, services.settings)
    found = _Found(limit)
    for one in comparison.differences(alive=progress):
        found.add(one)
    guard = comparison.guard
    summary = {
        "counts": dict(comparison.counts),
        "changes": found.digest.changes,
        "embedding": {name: found.embedding[name] for name in ("products", "passages")},
        "guard": {"missing": guard.missing, "known": guard.known, "allowed": guard.allowed} if guard else None,
        "examples": _examples(indexes if there else None, found),
        "rejections": [rejection_json(one) for one in comparison.rejections[:limit]],
    }
    return services.plans.save(request, found.digest, summary, guarded=guard is not None, seen=seen)


def _examples(indexes: Indexes | None, found: _Found) -> dict[str, list[dict[str, Any]]]:
    ids = [one.id for group in ("changed", "removed") for one in found.examples[group]]
    documents = indexes.products.documents(ids, without=("embedding",)) if indexes is not None else {}
    before = {name: decode_product(one) for name, one in documents.items() if not one.get("tombstone")}
    shown: dict[str, list[dict[str, Any]]] = {"added": [], "changed": [], "removed": []}
    for one in found.examples["added"]:
        assert one.product is not None
        values = field_values(one.product)
        shown["added"].append({"id": one.id, "title": one.product.title, "price": values.get("price")})
    for one in found.examples["changed"]:
        old = before.get(one.id)
        changes = field_changes(old, one.product) if old is not None and one.product is not None else []
        entry = {"id": one.id, "change": one.change, "indexed": old is not None}
        shown["changed"].append({**entry, "fields": [asdict(change) for change in changes]})
    for one in found.examples["removed"]:
        shown["removed"].append({"id": one.id, "title": before[one.id].title if one.id in before else None})
    return shown
