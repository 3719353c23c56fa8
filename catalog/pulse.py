"""What a worker does beside its tasks: it watches over itself, and serves its metrics where a port is set."""

from __future__ import annotations

from typing import Any

import structlog
from celery import Celery
from celery.signals import task_received, worker_ready, worker_shutting_down
from celery.worker import state as worker_state
from kombu.entity import Queue

from catalog.celery_app import HEARTBEAT, LONGEST_TASK_S
from catalog.freshness.metrics import serve
from catalog.heartbeat import Heartbeat, end_this_process
from catalog.settings import CatalogSettings
from catalog.tables import open_state

log = structlog.get_logger(__name__)

QUEUE_KEPT_S = 3_600


def watch_over(app: Celery, settings: CatalogSettings) -> None:
    """Has every worker of this app watch over itself as soon as it takes messages, and serve its metrics."""
    if settings.heartbeat_s:
        worker_ready.connect(lambda sender, **_: _begin_beating(app, settings, sender), weak=False)
    if settings.metrics_port is not None:
        worker_ready.connect(lambda **_: _serve_metrics(settings), weak=False)


def _begin_beating(app: Celery, settings: CatalogSettings, consumer: Any) -> None:
    queue = f"shopclerk-heartbeat-{consumer.hostname}"
    # A host's name may never come back: the broker forgets the queue of a worker that is gone.
    consumer.add_task_queue(Queue(queue, routing_key=queue, expires=QUEUE_KEPT_S))  # type: ignore[no-untyped-call]  # kombu's
    pulse = Heartbeat(
        settings.heartbeat_s,
        longest_task_s=LONGEST_TASK_S,
        send=lambda: app.send_task(HEARTBEAT, queue=queue, retry=False, expires=settings.heartbeat_s * 10),
        is_busy=lambda: bool(worker_state.reserved_requests),
        end=end_this_process,
    )
    task_received.connect(lambda **_: pulse.answered(), weak=False)
    worker_shutting_down.connect(lambda **_: pulse.stop(), weak=False)
    pulse.start()


def _serve_metrics(settings: CatalogSettings) -> None:
    assert settings.metrics_port is not None
    try:
        serve(open_state(settings.database), settings.metrics_port)
    except OSError as error:
        # The other workers of this machine tell the same.
        log.info("metrics are served by another process", port=settings.metrics_port, reason=str(error))
