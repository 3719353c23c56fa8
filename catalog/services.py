"""What the work of a run needs, put together once a process."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

from elasticsearch import Elasticsearch
from sqlalchemy import Engine

from catalog.canary.store import CanaryStore
from catalog.deliveries.inbox import Inbox
from catalog.operations.plans import PlanStore
from catalog.operations.rebuilds import RebuildStore
from catalog.quarantine import Quarantine
from catalog.schedules.store import ScheduleStore
from catalog.settings import CatalogSettings, load_retrieval_settings, load_settings
from catalog.syncing.batches import BatchStore
from catalog.syncing.known import KnownProducts
from catalog.syncing.known_sections import KnownSections
from catalog.syncing.runs import RunStore
from catalog.syncing.spool import Spool
from catalog.tables import open_state
from retrieval.client import connect
from retrieval.embedders import Embedder, load_embedder
from retrieval.index import PassageIndex, PolicyIndex, ProductIndex
from retrieval.settings import RetrievalSettings


class LazyEmbedder:
    """The embedder, loaded when the first text is to be embedded: an unchanged catalogue never loads it."""

    def __init__(self, settings: RetrievalSettings, *, threads: int | None) -> None:
        self._settings = settings
        self._threads = threads
        self._loaded: Embedder | None = None
        self._loading = threading.Lock()

    def get(self) -> Embedder:
        """The embedder; seconds the first time."""
        with self._loading:
            if self._loaded is None:
                self._loaded = load_embedder(self._settings, threads=self._threads)
            return self._loaded


@dataclass(frozen=True, slots=True)
class Indexes:
    """The three indexes of one shop."""

    products: ProductIndex
    passages: PassageIndex
    policies: PolicyIndex


@dataclass(frozen=True, slots=True)
class Services:
    """State, spool, search server and embedder of this process."""

    settings: CatalogSettings
    engine: Engine
    runs: RunStore
    batches: BatchStore
    inbox: Inbox
    quarantine: Quarantine
    plans: PlanStore
    rebuilds: RebuildStore
    schedules: ScheduleStore
    canaries: CanaryStore
    spool: Spool
    client: Elasticsearch
    embedder: LazyEmbedder
    retrieval: RetrievalSettings = field(repr=False)

    def indexes(self, shop: str) -> Indexes:
        """The indexes of a shop."""
        return Indexes(ProductIndex(self.client, shop), PassageIndex(self.client, shop), PolicyIndex(self.client, shop))

    def known(self, shop: str) -> KnownProducts:
        """What the products of a shop were when last written."""
        return KnownProducts(self.engine, shop)

    def known_sections(self, shop: str) -> KnownSections:
        """What the policy sections of a shop were when last written."""
        return KnownSections(self.engine, shop)


def open_services(environment: Mapping[str, str] | None = None) -> Services:
    """The services of an environment; opens the database, and nothing else before it is used."""
    settings = load_settings(environment)
    retrieval = load_retrieval_settings(environment)
    engine = open_state(settings.database)
    return Services(
        settings=settings,
        engine=engine,
        runs=RunStore(engine),
        batches=BatchStore(engine),
        inbox=Inbox(engine),
        quarantine=Quarantine(engine),
        plans=PlanStore(engine),
        rebuilds=RebuildStore(engine),
        schedules=ScheduleStore(engine),
        canaries=CanaryStore(engine),
        spool=Spool(settings.spool),
        client=connect(retrieval),
        embedder=LazyEmbedder(retrieval, threads=settings.threads),
        retrieval=retrieval,
    )
