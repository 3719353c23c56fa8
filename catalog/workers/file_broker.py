"""Messages as files, read and written so that neither a race nor a power cut stops a worker.

kombu's own filesystem transport makes a message's file before it writes into it: who looks in between reads nothing,
and a worker ends over a message that is no JSON. Here a message is taken by renaming its file within one file system,
which leaves its writer at work, and is then waited for; one that stays unreadable was cut short, and is dropped, since
beat finds the work without it.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from queue import Empty
from typing import Any
from uuid import uuid4

import structlog
from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

log = structlog.get_logger(__name__)

# How long a writer may take between making a file and having written it.
PATIENCE_S = 1.0
LOOK_S = 0.005


class Channel(filesystem.Channel):
    """kombu's channel with a reading and a table of queues that survive whatever else runs or dies."""

    def get_table(self, exchange: str) -> list[Any]:
        """The queues bound to an exchange."""
        try:
            with self._exchange_file(exchange).open("rb") as file:
                fcntl.flock(file, fcntl.LOCK_SH)
                return _queues(file.read())
        except FileNotFoundError:
            return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self._change(exchange, lambda queues: queues if bound in queues else [bound, *queues])

    def _delete(self, queue: str, exchange: str, routing_key: str, pattern: str, *_args: Any, **_options: Any) -> None:
        self._purge(queue)
        bound = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self._change(exchange, lambda queues: [one for one in queues if one != bound])

    def _change(self, exchange: str, change: Callable[[list[Any]], list[Any]]) -> None:
        self.control_folder.mkdir(parents=True, exist_ok=True)
        # Opened without truncation: what another process reads under its lock is always whole.
        with os.fdopen(os.open(self._exchange_file(exchange), os.O_RDWR | os.O_CREAT, 0o600), "rb+") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            before = file.read()
            queues = _queues(before)
            changed = dumps(change(queues)).encode()
            if changed != before:
                file.seek(0)
                file.write(changed)
                file.truncate()

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """The oldest message of a queue that can be read; raises Empty."""
        for name in sorted(os.listdir(self.data_folder_in)):
            if name.partition(".")[2] != f"{queue}.msg":
                continue
            taken = Path(self.processed_folder) / f"{uuid4()}.{name}"
            try:
                os.rename(Path(self.data_folder_in) / name, taken)
            except FileNotFoundError:
                # Another worker took it.
                continue
            message = _message(taken)
            taken.unlink()
            if message is not None:
                return message
            log.warning("a message was cut short and is dropped", queue=queue, file=name)
        raise Empty


class Transport(filesystem.Transport):
    """kombu's filesystem transport over these channels."""

    Channel = Channel


def _message(file: Path) -> Any:
    """What a file says when its writer is done with it; None when that was cut short."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        with suppress(ValueError):
            return loads(file.read_bytes())
        if time.monotonic() > deadline:
            return None
        time.sleep(LOOK_S)


def _queues(table: bytes) -> list[Any]:
    """The queues in a table; none in one that was cut short, which the next binding fills again."""
    try:
        return [filesystem.exchange_queue_t(*queue) for queue in loads(table)]
    except ValueError:
        return []
