"""A shop's sources at a glance: what each has, when it was synced, what is under way, what went wrong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from catalog.services import Services
from catalog.syncing.runs import Run, moment
from retrieval.errors import RetrievalError

LOOKED_AT = 200


@dataclass(frozen=True, slots=True)
class SourceStatus:
    """One source; `failed` is its newest run where that one failed."""

    name: str
    products: int
    last_done: Run | None
    failed: Run | None
    open: tuple[Run, ...]

    @property
    def origin(self) -> str | None:
        """Where it was read last; None where only webhooks told of it."""
        return self.last_done.request.origin if self.last_done else None

    @property
    def made(self) -> datetime | None:
        """When it was made, by what it says of itself."""
        stated = self.last_done.request.source_ms if self.last_done else None
        return moment(stated) if stated else None

    @property
    def state(self) -> str:
        """In one word or two."""
        if self.open:
            return self.open[-1].state
        return "failed" if self.failed else "in step" if self.last_done else "by webhooks"


@dataclass(frozen=True, slots=True)
class Overview:
    """The sources of a shop, its index, its webhooks, and the runs under way, or else the newest."""

    shop: str
    sources: tuple[SourceStatus, ...]
    indexed: int | None
    trouble: str | None
    waiting: int
    dead: int
    runs: tuple[Run, ...]


def overview(services: Services, source: str | None = None) -> Overview:
    """What there is to say of the services' shop, or of one source of it; an index that is away is said, not raised."""
    shop = services.settings.shop
    counts = services.known(shop).counts()
    runs = services.runs.latest(shop, limit=LOOKED_AT)
    names = sorted({*counts, *(run.request.source for run in runs)}) if source is None else [source]
    sources = tuple(_source(services, shop, name, counts.get(name, 0), runs) for name in names)
    shown = [run for run in runs if source is None or run.request.source == source]
    indexed, trouble = _indexed(services, shop)
    return Overview(
        shop=shop,
        sources=tuple(one for one in sources if one.products or one.last_done or one.failed or one.open),
        indexed=indexed,
        trouble=trouble,
        waiting=services.inbox.waiting(shop),
        dead=len(services.inbox.dead(shop)),
        runs=tuple([run for run in shown if not run.finished] or shown[:1]),
    )


def _source(services: Services, shop: str, name: str, products: int, runs: list[Run]) -> SourceStatus:
    mine = [run for run in runs if run.request.source == name]
    newest = next((run for run in mine if run.finished), None)
    failed = newest if newest is not None and newest.state == "failed" else None
    return SourceStatus(
        name, products, services.runs.last_done(shop, name), failed, tuple(run for run in mine if not run.finished)
    )


def _indexed(services: Services, shop: str) -> tuple[int | None, str | None]:
    products = services.indexes(shop).products
    try:
        return (products.count() if products.exists() else 0), None
    except RetrievalError as error:
        return None, str(error)
