"""Asking for the runs that a schedule says: of a source that is due, and of which no run is under way."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import structlog

from catalog.ask import Address, Feed, Wanted, ask, ask_for_url, request_of
from catalog.errors import CatalogError, SettingsError
from catalog.schedules.file import Schedule, load_schedules
from catalog.schedules.store import Outcome
from catalog.services import Services
from catalog.sources.fetch import is_url
from catalog.syncing.runs import Run, RunRequest, milliseconds
from catalog.tables import now_ms

log = structlog.get_logger(__name__)

ALIVE_EVERY_S = 5.0
# A source that fails is looked at again after about a minute, then two, four, …, but not later than by its schedule.
FIRST_RETRY_S = 60.0


class Scheduler:
    """Looks at the sources of the schedule file, which is read anew each time."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._store = services.schedules

    def due(self) -> list[Schedule]:
        """The sources to look at now: their time has come, and no run of them is open."""
        runs, store = self._services.runs, self._store
        ripe = [one for one in self._all() if store.is_due(one.shop, one.source)]
        return [one for one in ripe if runs.open_of(one.shop, one.source) is None]

    def sync(self, shop: str, source: str) -> None:
        """Asks for a run of one source, unless it is not due, somebody is at it, a run of it is open or it is the same
        as before."""
        schedule = next((one for one in self._all() if (one.shop, one.source) == (shop, source)), None)
        if schedule is None or not self._store.begin(shop, source, lease_s=self._services.settings.lease_s):
            return
        under_way = self._services.runs.open_of(shop, source)
        if under_way is not None:
            log.info("scheduled source waits for its run", shop=shop, source=source, run=under_way.id)
            self._store.wait(shop, source)
            return
        self._look_at(schedule)

    def _look_at(self, schedule: Schedule) -> None:
        began = time.monotonic()
        try:
            run = self._ask(schedule)
        except CatalogError as error:
            self._failed(schedule, str(error))
            return
        except Exception as error:  # noqa: BLE001 - the edge of a task: it is logged and tried again
            self._failed(schedule, f"{type(error).__name__}: {error}")
            return
        outcome: Outcome = "unchanged" if run is None else "asked"
        number = None if run is None else run.id
        log.info("scheduled source looked at", shop=schedule.shop, source=schedule.source, outcome=outcome, run=number)
        rest = max(0.0, schedule.every_s - (time.monotonic() - began))
        self._store.end(schedule.shop, schedule.source, outcome, note=None, run_id=number, in_s=rest)

    def _all(self) -> tuple[Schedule, ...]:
        try:
            return load_schedules(self._services.settings)
        except SettingsError as error:
            # It was in order when beat began; whoever is writing it is told, and what is written next is taken.
            log.warning("the schedule file cannot be used", reason=str(error))
            return ()

    def _ask(self, schedule: Schedule) -> Run | None:
        settings = self._services.settings.model_copy(update={"shop": schedule.shop})
        services, wanted = replace(self._services, settings=settings), Wanted(schedule.source)
        if is_url(schedule.origin):
            address = Address(schedule.origin, schedule.mapping, schedule.kind)
            return ask_for_url(services, address, wanted, progress=self._alive(schedule))
        request = request_of(services, Feed(Path(schedule.origin), schedule.mapping, schedule.kind), wanted)
        return None if self._is_as_before(request) else ask(services, request)

    def _is_as_before(self, request: RunRequest) -> bool:
        """Whether this very file was synced lately; after a while it is read again, to confirm its prices."""
        last = self._services.runs.last_done(request.shop, request.source)
        if last is None or (last.request.spooled, last.request.mapping) != (request.spooled, request.mapping):
            return False
        return now_ms() - milliseconds(last.created_at) < self._services.settings.confirm_s * 1000

    def _alive(self, schedule: Schedule) -> Callable[[int, int | None], None]:
        heard = time.monotonic()

        def progress(_got: int, _whole: int | None) -> None:
            nonlocal heard
            if time.monotonic() - heard > ALIVE_EVERY_S:
                heard = time.monotonic()
                self._store.stay_alive(schedule.shop, schedule.source, lease_s=self._services.settings.lease_s)

        return progress

    def _failed(self, schedule: Schedule, reason: str) -> None:
        looked = self._store.looked(schedule.shop)[schedule.source]
        wait = min(schedule.every_s, FIRST_RETRY_S * 2.0 ** min(looked.attempts, 20)) * random.uniform(0.5, 1.0)
        log.warning("scheduled source failed", shop=schedule.shop, source=schedule.source, reason=reason, again_s=wait)
        self._store.end(schedule.shop, schedule.source, "failed", note=reason, run_id=None, in_s=wait)
