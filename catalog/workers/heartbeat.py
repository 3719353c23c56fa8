"""A worker's own pulse: it sends itself a message now and then, and ends when none comes back.

A worker may go on running, connected and answering pings, and yet take no message any more after its broker was away
(celery#8030, celery#10205). Only a message through its own consumer shows that. A worker that ends is started again by
what keeps it: supervisord, systemd, a container.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable

import psutil
import structlog

log = structlog.get_logger(__name__)

# So many messages unanswered, one an interval: one may be lost with a broker, not all of them.
UNANSWERED = 4
EXIT_CODE = 70


class Heartbeat:
    """Sends a message every `interval_s` while the worker is idle, and calls `end` when several stay unanswered.

    A busy worker takes no message, and needs to prove nothing for as long as one task may take, `longest_task_s`; a
    broker that takes none proves nothing either.
    """

    def __init__(
        self,
        interval_s: float,
        *,
        longest_task_s: float,
        send: Callable[[], None],
        is_busy: Callable[[], bool],
        end: Callable[[], None],
    ) -> None:
        self._interval_s = interval_s
        self._most_busy = int(longest_task_s / interval_s) + UNANSWERED
        self._send = send
        self._is_busy = is_busy
        self._end = end
        self._unanswered = 0
        self._busy = 0
        self._stopped = threading.Event()
        self._lock = threading.Lock()

    def start(self) -> None:
        """Beats in a thread of its own."""
        threading.Thread(target=self._run, name="heartbeat", daemon=True).start()

    def stop(self) -> None:
        """Beats no more."""
        self._stopped.set()

    def answered(self) -> None:
        """Some message was taken: the worker lives."""
        with self._lock:
            self._unanswered = self._busy = 0

    def beat(self) -> None:
        """One beat; ends the worker when the earlier ones were not answered."""
        if self._is_busy():
            self._wait_for_the_task()
        elif self._unanswered >= UNANSWERED:
            log.critical("this worker takes no messages any more; it ends, to be started again", beats=UNANSWERED)
            self._end()
        elif self._sent():
            with self._lock:
                self._unanswered += 1
                self._busy = 0

    def _wait_for_the_task(self) -> None:
        with self._lock:
            self._unanswered = 0
            self._busy += 1
        if self._busy > self._most_busy:
            log.critical("this worker is at one task for too long; it ends, to be started again", beats=self._busy)
            self._end()

    def _sent(self) -> bool:
        try:
            self._send()
        except Exception as error:  # noqa: BLE001 - whatever a broker that is away raises
            log.warning("the broker took no heartbeat", reason=f"{type(error).__name__}: {error}")
            return False
        return True

    def _run(self) -> None:
        while not self._stopped.wait(self._interval_s):
            self.beat()


def end_this_process() -> None:
    """Ends this process and its children at once; what they leave undone stands in SQL and is taken up again."""
    for child in psutil.Process().children(recursive=True):
        child.kill()
    os._exit(EXIT_CODE)
