"""What a process does beside its tasks: a worker watches over itself, and metrics are served where a port is set."""

from __future__ import annotations

import threading
import time
from typing import Any

import structlog
from celery import Celery
from celery.signals import beat_init, task_received, worker_ready, worker_shutting_down
from celery.worker import state as worker_state
from kombu.entity import Queue

from catalog.freshness.metrics import serve
from catalog.settings import CatalogSettings
from catalog.tables import open_state
from catalog.workers.celery_app import HEARTBEAT, LONGEST_TASK_S
from catalog.workers.heartbeat import Heartbeat, end_this_process

log = structlog.get_logger(__name__)

QUEUE_KEPT_S = 3_600
PORT_AGAIN_S = 15.0


def watch_over(app: Celery, settings: CatalogSettings) -> None:
    """Has every worker of this app watch over itself once it takes messages, and workers or beat serve metrics."""
    if settings.heartbeat_s:
        worker_ready.connect(lambda sender, **_: _begin_beating(app, settings, sender), weak=False)
    if settings.metrics_port is not None:
        worker_ready.connect(lambda **_: _serve_metrics(settings), weak=False)
        beat_init.connect(lambda **_: _serve_metrics(settings), weak=False)


def _begin_beating(app: Celery, settings: CatalogSettings, consumer: Any) -> None:
    queue = f"shopclerk-heartbeat-{consumer.hostname}"
    # A host's name may never come back: the broker forgets the queue of a worker that is gone.
    consumer.add_task_queue(Queue(queue, routing_key=queue, expires=QUEUE_KEPT_S))  # type: ignore[no-untyped-call]  # kombu's
    pulse = Heartbeat(
        settings.heartbeat_s,
        longest_task_s=LONGEST_TASK_S,
        send=lambda: app.send_task(HEARTBEAT, queue=queue, retry=False, expires=settings.heartbeat_s * 10),
        # What a child has begun, not what was taken: one that is killed while it waits for work may leave the others
        # without a way to any.
        is_busy=lambda: bool(worker_state.active_requests),
        end=end_this_process,
    )
    task_received.connect(lambda **_: pulse.answered(), weak=False)
    worker_shutting_down.connect(lambda **_: pulse.stop(), weak=False)
    pulse.start()


def _serve_metrics(settings: CatalogSettings) -> None:
    threading.Thread(target=_until_served, args=(settings,), name="metrics", daemon=True).start()


def _until_served(settings: CatalogSettings) -> None:
    """Every process of the machine would tell the same: the one that finds the port free serves it, until it ends."""
    assert settings.metrics_port is not None
    engine = open_state(settings.database)
    while True:
        try:
            serve(engine, settings.metrics_port)
        except OSError as error:
            log.debug("metrics are served by another process", port=settings.metrics_port, reason=str(error))
            time.sleep(PORT_AGAIN_S)
        else:
            return
