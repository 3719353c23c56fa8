"""Planning a run: what of its file differs from what is known becomes batches."""

from __future__ import annotations

from collections import defaultdict

from catalog.mapping import parse_mapping
from catalog.operations.plan_digest import PlanDigest
from catalog.operations.takeover import renew
from catalog.services import Services
from catalog.syncing.batches import Batch, Item, Verb, pieces
from catalog.syncing.comparing import Comparison, Difference, Reading
from catalog.syncing.runs import Run, RunRequest, moment
from catalog.syncing.writing import upsert_item
from catalog.tables import now_ms
from retrieval.codec import encode_offer

OFFERS = 1_000


class Planner:
    """Plans runs of product files."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._settings = services.settings

    def plan(self, run: Run) -> None:
        """Writes the run's batches and makes them pending, all at once; planning again starts over.

        Raises `CatalogError` when the file cannot be read, would delete too much, or is not what its plan said: then
        nothing is written.
        """
        services, request = self._services, run.request
        services.batches.start(run)
        self._forget_what_is_gone(run)
        version = services.runs.start_version(run, knows_shop=knows_shop(services, request.shop))
        path, adopts = services.spool.path(request.spooled), adopted_source(services, request)
        reading = Reading(request, path, version, moment(now_ms()), adopts)
        comparison = Comparison(reading, services.known(request.shop), self._settings)
        drafts, digest = _Drafts(services, run, self._settings.batch), PlanDigest()
        for difference in comparison.differences(alive=lambda rows: self._stay_alive(run, rows_read=rows)):
            digest.add(difference)
            drafts.add(difference)
        drafts.close()
        if comparison.guard is not None and not request.allow_deletes:
            raise comparison.guard
        if request.plan is not None:
            services.plans.check(request.plan, digest)
        with services.engine.begin() as connection:
            services.quarantine.replace(connection, run.id, comparison.rejections)
            services.batches.release(connection, run, comparison.counts)
            services.known(request.shop).save_records(connection, comparison.records)

    def _forget_what_is_gone(self, run: Run) -> None:
        """Where the index was dropped, or is to be made afresh, nothing is known any more; one of an older schema is
        first made anew from itself."""
        indexes = self._services.indexes(run.request.shop)
        if run.request.rebuild:
            indexes.products.drop()
            indexes.passages.drop()
        renew(self._services, run.request.shop, alive=lambda: self._stay_alive(run, rows_read=0))
        if not indexes.products.exists() or not indexes.passages.exists():
            with self._services.engine.begin() as connection:
                self._services.known(run.request.shop).forget(connection)

    def _stay_alive(self, run: Run, *, rows_read: int) -> None:
        self._services.runs.renew(run, lease_s=self._settings.lease_s, rows_read=rows_read)


def adopted_source(services: Services, request: RunRequest) -> str | None:
    """The name under which webhooks told of a file's products before it came; None where another file has that name."""
    kind = parse_mapping(request.mapping, origin="the run's mapping").format.kind
    if kind is None or kind == request.source or services.runs.last_done(request.shop, kind) is not None:
        return None
    return kind


def knows_shop(services: Services, shop: str) -> bool:
    """Whether the state knows what the shop's index holds: it does not where it was lost, and the index was not."""
    return bool(services.known(shop).counts()) or not services.indexes(shop).products.exists()


class _Drafts:
    """Collects differences into batches of each verb, and writes those that are full."""

    def __init__(self, services: Services, run: Run, size: int) -> None:
        self._batches = services.batches
        self._run = run
        self._sizes: dict[Verb, int] = {"upsert": size, "offers": OFFERS, "delete": OFFERS}
        self._items: defaultdict[Verb, list[Item]] = defaultdict(list)
        self._written = 0

    def add(self, difference: Difference) -> None:
        verb, item = _item(difference)
        items = self._items[verb]
        items.append(item)
        if len(items) >= self._sizes[verb]:
            self._flush(verb)

    def close(self) -> None:
        """Writes what is left."""
        for verb in ("upsert", "offers", "delete"):
            self._flush(verb)

    def _flush(self, verb: Verb) -> None:
        for lot in pieces(self._items.pop(verb, []), self._sizes[verb]):
            self._batches.draft(Batch(self._run.id, self._written, verb, lot), attempt=self._run.attempts)
            self._written += 1


def _item(difference: Difference) -> tuple[Verb, Item]:
    product, prints = difference.product, difference.prints
    if product is None or prints is None:
        return "delete", {"id": difference.id, "passages": list(difference.passages)}
    if difference.change in ("offer", "confirmed"):
        offer = encode_offer(product.offer)
        item: Item = {"id": product.id, "row": difference.row, "offer": offer, "print": prints.offer}
        if difference.record is not None and difference.known is not None:
            item |= {"record": difference.record, "text_of": difference.known.version}
        return "offers", item
    return "upsert", {"row": difference.row, "record": difference.record, **upsert_item(product, prints)}
