"""Waking the catalogue's workers over the broker; the work itself stands in the inbox."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import structlog
from celery import Celery
from kombu.exceptions import OperationalError

log = structlog.get_logger(__name__)
# The names that the catalogue's workers listen to; tests/contract/test_inbox.py holds them together.
DELIVER = "catalog.deliver"
URGENT = "shopclerk-urgent"
PATIENCE_S = 2.0


class Waker:
    """Tells the catalogue's workers that something was delivered; that nobody hears costs only time."""

    def __init__(self, broker_url: str, state_dir: Path) -> None:
        self._app = Celery("shopclerk-gateway", set_as_current=False)
        self._app.conf.update(broker_url=broker_url or "filesystem://", task_ignore_result=True)
        self._app.conf.broker_transport_options = _options(broker_url, state_dir / "broker")
        self._folder = None if broker_url else state_dir / "broker"

    async def wake(self) -> None:
        """Sends one message; a broker that is away is logged, as beat finds the work without it."""
        try:
            await asyncio.to_thread(self._send)
        except (OperationalError, OSError) as error:
            log.warning("worker_not_woken", error=type(error).__name__)

    def _send(self) -> None:
        if self._folder is not None:
            for name in ("messages", "processed", "control"):
                (self._folder / name).mkdir(parents=True, exist_ok=True)
        self._app.send_task(DELIVER, queue=URGENT, retry=False)


def _options(broker_url: str, folder: Path) -> dict[str, Any]:
    if broker_url:
        return {"socket_connect_timeout": PATIENCE_S, "socket_timeout": PATIENCE_S}
    messages = str(folder / "messages")
    return {
        "data_folder_in": messages,
        "data_folder_out": messages,
        "processed_folder": str(folder / "processed"),
        "control_folder": str(folder / "control"),
        "store_processed": False,
    }
