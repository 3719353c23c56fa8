"""Who listens to a conversation right now: the open WebSockets of this process."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

Frame = dict[str, Any]
QUEUE_LIMIT = 200


class Hub:
    """Passes frames to the listeners of a conversation; a listener that does not keep up loses frames and resumes."""

    def __init__(self) -> None:
        self._listeners: dict[str, set[asyncio.Queue[Frame]]] = {}

    @contextmanager
    def listen(self, conversation_id: str) -> Iterator[asyncio.Queue[Frame]]:
        """A queue of this conversation's frames, for as long as the block runs."""
        queue: asyncio.Queue[Frame] = asyncio.Queue(QUEUE_LIMIT)
        self._listeners.setdefault(conversation_id, set()).add(queue)
        try:
            yield queue
        finally:
            self._listeners[conversation_id].discard(queue)
            if not self._listeners[conversation_id]:
                del self._listeners[conversation_id]

    def publish(self, conversation_id: str, frame: Frame) -> None:
        """Gives the frame to every listener of the conversation."""
        for queue in self._listeners.get(conversation_id, ()):
            if not queue.full():
                queue.put_nowait(frame)
