"""Doing the work that stands in SQL, one piece at a time: planning a run, applying a batch, finishing a run."""

from __future__ import annotations

from contextlib import suppress

import structlog
from celery.exceptions import SoftTimeLimitExceeded

from catalog.deliveries.draining import Drain
from catalog.errors import CatalogError, LeaseLost, RebuildBusy, RunError
from catalog.operations.rebuild import lift_abandoned_fence
from catalog.operations.takeover import renew
from catalog.services import Services
from catalog.syncing.applying import Applier
from catalog.syncing.backoff import OUTAGE, retry_delay
from catalog.syncing.batches import Batch
from catalog.syncing.planning import Planner
from catalog.syncing.policy_planning import PolicyPlanner
from catalog.syncing.runs import Run
from catalog.workers.celery_app import LONGEST_TASK_S
from retrieval.errors import IndexFenced, IndexMissing, IndexUnavailable, RetrievalError, SchemaMismatch

log = structlog.get_logger(__name__)

MOST_ATTEMPTS = 5
# As often a worker may die over a batch; power cuts and deployments kill it too, what the batch holds kills it always.
MOST_DEATHS = 10


class Sync:
    """Takes up work under a lease and does it; whatever fails is written down and, where it can help, tried again."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._planner = Planner(services)
        self._policies = PolicyPlanner(services)
        self._applier = Applier(services)
        self.drain = Drain(services)

    @property
    def services(self) -> Services:
        """What it works with."""
        return self._services

    def idle(self) -> bool:
        """Whether no worker has done anything for a while: then no message is on its way either."""
        return self._services.runs.seconds_since_work() >= self._services.settings.resume_s

    def step(self) -> bool:
        """Does the most urgent piece of work that nobody holds; False when there is none."""
        return self.drain.step("bulk") or self._finish_one() or self._apply_one() or self._plan_one()

    def _plan_one(self) -> bool:
        run = self._services.runs.claim_planning(lease_s=self._services.settings.lease_s)
        if run is None:
            return False
        log.info("run planning", run=run.id, shop=run.request.shop, source=run.request.source)
        with suppress(LeaseLost):
            self._plan(run)
        return True

    def _plan(self, run: Run) -> None:
        try:
            (self._policies if run.request.kind == "policies" else self._planner).plan(run)
        except LeaseLost as error:
            log.warning("run left to another worker", run=run.id, reason=str(error))
        except (IndexUnavailable, RebuildBusy) as error:
            log.warning("index unavailable, run postponed", run=run.id, reason=str(error))
            self._services.runs.postpone(run, str(error), delay_s=retry_delay(OUTAGE))
        except (CatalogError, RetrievalError) as error:
            log.warning("run failed", run=run.id, reason=str(error))
            self._services.runs.abandon(run, str(error))
            self._services.batches.clear(run.id)
        except Exception as error:
            log.exception("run failed", run=run.id)
            self._services.runs.abandon(run, f"planning broke off: {because(error)}")
            self._services.batches.clear(run.id)

    def _apply_one(self) -> bool:
        batch = self._services.batches.claim(lease_s=self._services.settings.lease_s)
        if batch is None:
            return False
        run = self._services.runs.get(batch.run_id)
        if batch.attempts > MOST_DEATHS:
            reason = f"batch {batch.number}: its worker died {MOST_DEATHS} times over it; has it memory enough?"
            log.warning("run failed", run=run.id, batch=batch.number, reason=reason)
            self._give_up(run, reason)
            return True
        try:
            self._applier.apply(run, batch)
        except IndexUnavailable as error:
            log.warning("index unavailable, batch postponed", run=run.id, batch=batch.number, reason=str(error))
            if isinstance(error, IndexFenced):
                lift_abandoned_fence(self._services, run.request.shop)
            self._services.batches.hold(batch, str(error), delay_s=retry_delay(OUTAGE))
        except SchemaMismatch as error:
            self._renew_or_fail(run, batch, error)
        except (RunError, IndexMissing) as error:
            self._retry(run, batch, error)
        except Exception as error:
            log.exception("batch failed", run=run.id, batch=batch.number)
            self._retry(run, batch, error)
        return True

    def _renew_or_fail(self, run: Run, batch: Batch, error: SchemaMismatch) -> None:
        """A run planned before the program's schema changed goes on in the index made anew."""
        try:
            renewed = renew(self._services, run.request.shop, alive=lambda: None)
        except (RebuildBusy, RetrievalError) as busy:
            self._services.batches.hold(batch, str(busy), delay_s=retry_delay(OUTAGE))
            return
        if renewed:
            self._services.batches.postpone(batch, str(error), delay_s=0)
        else:
            self._give_up(run, str(error))

    def _retry(self, run: Run, batch: Batch, error: Exception) -> None:
        reason = f"batch {batch.number}: {because(error)}"
        if batch.attempts >= MOST_ATTEMPTS:
            log.warning("run failed", run=run.id, batch=batch.number, reason=reason)
            self._give_up(run, f"{reason} (tried {batch.attempts} times)")
        else:
            self._services.batches.postpone(batch, reason, delay_s=retry_delay(batch.attempts))

    def _give_up(self, run: Run, reason: str) -> None:
        """What batches that broke off may have written of is not taken for known by the next sync."""
        items = [(one.verb, item) for one in self._services.batches.tried(run.id) for item in one.items]
        products = [
            item["product"]["id"] if verb == "upsert" else item["id"] for verb, item in items if verb != "policies"
        ]
        sections = [item.get("gone") or item["section"]["id"] for verb, item in items if verb == "policies"]
        with self._services.engine.begin() as connection:
            self._services.known(run.request.shop).distrust(connection, products)
            self._services.known_sections(run.request.shop).forget(connection, sections)
        self._services.runs.fail(run.id, reason)

    def _finish_one(self) -> bool:
        run = self._services.runs.claim_finishing(lease_s=self._services.settings.lease_s)
        if run is None:
            return False
        indexes = self._services.indexes(run.request.shop)
        try:
            if run.request.kind != "policies":
                indexes.products.refresh()
                indexes.passages.refresh()
            elif indexes.policies.exists():
                indexes.policies.refresh()
        except RetrievalError as error:
            log.warning("run not finished yet", run=run.id, reason=str(error))
            self._services.runs.postpone(run, str(error), delay_s=retry_delay(OUTAGE))
            return True
        self._services.runs.finish(run.id)
        self._services.batches.clear(run.id)
        self._services.spool.keep_only(self._services.runs.spooled_in_use() | self._services.plans.spooled())
        log.info("run done", run=run.id, shop=run.request.shop, **run.counts)
        return True


def because(error: Exception) -> str:
    """Why a piece of work broke off, for the person who reads the run."""
    if isinstance(error, SoftTimeLimitExceeded):
        return f"it took longer than the {LONGEST_TASK_S // 60} minutes that one piece of work may take"
    return f"{type(error).__name__}: {error}"
