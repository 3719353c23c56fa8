"""The Celery tasks: wake-ups for work that stands in SQL, so that a lost or doubled message costs nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from functools import lru_cache

from celery import shared_task

from catalog.deliveries.draining import KEEP_S
from catalog.schedules.scheduler import Scheduler
from catalog.services import open_services
from catalog.syncing.sync import Sync
from catalog.workers.celery_app import (
    DELIVER,
    HEARTBEAT,
    LOOK_AT_SCHEDULES,
    PURGE_DELIVERIES,
    RESUME,
    RESUME_DELIVERIES,
    SYNC_SOURCE,
    WORK,
)

# A worker goes on this long before it lets other messages in between: a message costs more than most pieces of work.
TURN_S = 1.0


@lru_cache(maxsize=1)
def this_process() -> Sync:
    """The sync of this process; a worker's child opens its own connections, since none survives a fork."""
    return Sync(open_services())


@shared_task(name=WORK, acks_late=True, reject_on_worker_lost=True, ignore_result=True)  # type: ignore[untyped-decorator]
def work() -> None:
    """Does work for a turn, and wakes a worker up again while there may be more."""
    if _turn(this_process().step):
        work.delay()


@shared_task(name=RESUME, ignore_result=True, expires=30)  # type: ignore[untyped-decorator]
def resume_runs() -> None:
    """Takes up what no message announced: runs whose worker died, and batches that were postponed."""
    sync = this_process()
    if sync.idle() and sync.step():
        work.delay()


@shared_task(name=DELIVER, acks_late=True, reject_on_worker_lost=True, ignore_result=True)  # type: ignore[untyped-decorator]
def deliver() -> None:
    """Applies what webhooks delivered, and leaves what has to be embedded to the bulk work."""
    drain = this_process().drain
    if _turn(lambda: drain.step("urgent")):
        deliver.delay()
    if drain.due("bulk"):
        work.delay()


@shared_task(name=RESUME_DELIVERIES, ignore_result=True, expires=30)  # type: ignore[untyped-decorator]
def resume_deliveries() -> None:
    """Takes up deliveries that no message announced, or that were postponed."""
    drain = this_process().drain
    if drain.due("urgent") or drain.due("bulk"):
        deliver.delay()


@shared_task(name=PURGE_DELIVERIES, ignore_result=True)  # type: ignore[untyped-decorator]
def purge_deliveries() -> None:
    """Forgets deliveries that were done long ago."""
    this_process().drain.purge(keep_s=KEEP_S)


@shared_task(name=LOOK_AT_SCHEDULES, ignore_result=True, expires=30)  # type: ignore[untyped-decorator]
def look_at_schedules() -> None:
    """Has the sources looked at that are due."""
    for schedule in Scheduler(this_process().services).due():
        sync_source.delay(schedule.shop, schedule.source)


@shared_task(name=SYNC_SOURCE, ignore_result=True, expires=60)  # type: ignore[untyped-decorator]
def sync_source(shop: str, source: str) -> None:
    """Asks for a run of a scheduled source."""
    Scheduler(this_process().services).sync(shop, source)


@shared_task(name=HEARTBEAT, ignore_result=True)  # type: ignore[untyped-decorator]
def heartbeat() -> None:
    """Nothing: that the worker took the message is all (see `catalog.workers.heartbeat`)."""


def _turn(step: Callable[[], bool]) -> bool:
    """Takes steps until there is nothing left to do, which is False, or the turn is over."""
    end = time.monotonic() + TURN_S
    while step():
        if time.monotonic() >= end:
            return True
    return False
