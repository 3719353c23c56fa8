"""The Celery app that carries wake-ups from the command line and beat to the workers."""

from __future__ import annotations

from typing import Any

from celery import Celery
from kombu.entity import Queue

from catalog.settings import CatalogSettings

WORK = "catalog.work"
RESUME = "catalog.resume_runs"
DELIVER = "catalog.deliver"
RESUME_DELIVERIES = "catalog.resume_deliveries"
PURGE_DELIVERIES = "catalog.purge_deliveries"
HEARTBEAT = "catalog.workers.heartbeat"
LOOK_AT_SCHEDULES = "catalog.look_at_schedules"
SYNC_SOURCE = "catalog.sync_source"
QUEUE = "shopclerk-catalog"
# Webhook deliveries: a worker of its own takes them while the others are at bulk work.
URGENT = "shopclerk-urgent"
DAY_S = 86_400.0
# A task that takes longer is broken off: RabbitMQ closes the channel of a consumer that acknowledges nothing for half
# an hour, and Redis gives a message to another worker after the visibility timeout.
LONGEST_TASK_S = 1_500
VISIBILITY_TIMEOUT_S = 2 * LONGEST_TASK_S


def create_app(settings: CatalogSettings) -> Celery:
    """An app on the broker that the settings name; without one, messages are files under the state folder."""
    app = Celery("catalog", include=["catalog.workers.tasks"])
    app.conf.update(
        **_broker(settings),
        task_default_queue=QUEUE,
        task_queues=_queues(),
        task_routes={name: {"queue": URGENT} for name in (DELIVER, RESUME_DELIVERIES)},
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        task_soft_time_limit=LONGEST_TASK_S,
        task_time_limit=LONGEST_TASK_S + 60,
        worker_prefetch_multiplier=1,
        worker_concurrency=settings.concurrency,
        # Asked to end, it gives the task in hand this long even when asked twice.
        worker_soft_shutdown_timeout=10.0,
        # A broker that does not answer is known before the heartbeat is due.
        broker_connection_timeout=4.0,
        worker_hijack_root_logger=False,
        worker_send_task_events=False,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        timezone="UTC",
        enable_utc=True,
        beat_schedule={
            "resume-runs": {"task": RESUME, "schedule": settings.resume_s},
            "resume-deliveries": {"task": RESUME_DELIVERIES, "schedule": settings.resume_s},
            "purge-deliveries": {"task": PURGE_DELIVERIES, "schedule": DAY_S},
        },
        beat_schedule_filename=str(settings.state_dir / "beat-schedule"),
    )
    return app


def _queues() -> list[Any]:
    return [Queue(name, routing_key=name) for name in (QUEUE, URGENT)]  # type: ignore[no-untyped-call]  # kombu's


def wake_up(app: Celery, *, times: int = 1) -> None:
    """Tells the workers that there is work."""
    for _ in range(times):
        app.send_task(WORK, retry=False)


def _broker(settings: CatalogSettings) -> dict[str, Any]:
    if settings.broker_url:
        return {
            "broker_url": settings.broker_url,
            # RabbitMQ's own pulse: a connection that died without a word is given up after a minute.
            "broker_heartbeat": 30,
            "broker_transport_options": _redis() if settings.broker_url.startswith("redis") else {},
        }
    folder = settings.broker_folder
    folders = {name: folder / name for name in ("messages", "processed", "control")}
    return {
        "broker_url": "filesystem://",
        "broker_transport": "catalog.workers.file_broker:Transport",
        "broker_transport_options": {
            "data_folder_in": str(folders["messages"]),
            "data_folder_out": str(folders["messages"]),
            "processed_folder": str(folders["processed"]),
            "control_folder": str(folders["control"]),
            "store_processed": False,
            # Looking into a folder costs a tenth of a millisecond; a webhook's price should not wait for it.
            "polling_interval": 0.05,
        },
    }


def _redis() -> dict[str, Any]:
    return {
        # A message that was not acknowledged comes back after this long; SQL leases keep it from doing harm.
        "visibility_timeout": VISIBILITY_TIMEOUT_S,
        "socket_connect_timeout": 2,
        # Without them a server that neither answers nor closes holds its clients for ever.
        "socket_timeout": 10,
        "socket_keepalive": True,
        "health_check_interval": 5,
    }


def make_broker_folders(settings: CatalogSettings) -> None:
    """Makes the folders that the filesystem transport needs; nothing where there is a broker."""
    if not settings.broker_url:
        for name in ("messages", "processed", "control"):
            (settings.broker_folder / name).mkdir(parents=True, exist_ok=True)


def broker_words(settings: CatalogSettings) -> str:
    """The broker for messages, without its password."""
    if not settings.broker_url:
        return f"files under {settings.broker_folder}"
    before, at, host = settings.broker_url.rpartition("@")
    return f"{before.split('://')[0]}://…@{host}" if at else settings.broker_url
