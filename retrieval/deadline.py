"""One deadline over all the reads of an answer: several slow ones may not add up."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from elastic_transport import ConnectionTimeout, Transport, TransportApiResponse
from elastic_transport.client_utils import DEFAULT, DefaultType

_ENDS: ContextVar[float | None] = ContextVar("reads_end", default=None)


@contextmanager
def reading_within(seconds: float) -> Iterator[None]:
    """Within the block, and in its thread, reads of the index wait no longer than `seconds` together."""
    token = _ENDS.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _ENDS.reset(token)


class DeadlineTransport(Transport):
    """Elasticsearch's transport, which gives each request at most what is left of the deadline around it."""

    def perform_request(
        self, method: str, target: str, *, request_timeout: float | DefaultType | None = DEFAULT, **options: Any
    ) -> TransportApiResponse:
        """Sends one request; raises `ConnectionTimeout` unsent when no time is left."""
        ends = _ENDS.get()
        if ends is not None:
            left = ends - time.monotonic()
            if left <= 0:
                raise ConnectionTimeout("the time for this answer's reads is used up")
            usual = self._usual_timeout() if isinstance(request_timeout, DefaultType) else request_timeout
            request_timeout = left if usual is None else min(left, usual)
        return super().perform_request(method, target, request_timeout=request_timeout, **options)

    def _usual_timeout(self) -> float | None:
        return min((node.config.request_timeout or float("inf") for node in self.node_pool.all()), default=None)
