"""Deletes conversations that nobody has spoken in for longer than the shop keeps them."""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import Connection, delete, select

from channels.database import Database
from channels.tables import buttons, conversations, deliveries, inbound, replies, sessions


class Retention:
    """Holds the promise of how long words are kept."""

    def __init__(self, database: Database, *, keep_s: float, clock: Callable[[], float]) -> None:
        self._database = database
        self._keep_s = keep_s
        self._clock = clock

    async def purge(self) -> int:
        """Deletes every conversation last used before the period, with all that belongs to it; how many."""
        return await self._database.run(self._purge)

    def _purge(self, connection: Connection) -> int:
        old = select(conversations.c.id).where(conversations.c.seen_at < self._clock() - self._keep_s)
        for table in (sessions, inbound, replies, buttons, deliveries):
            connection.execute(delete(table).where(table.c.conversation_id.in_(old)))
        return connection.execute(delete(conversations).where(conversations.c.id.in_(old))).rowcount
