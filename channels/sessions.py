"""Web sessions: 256 random bits that only the browser holds; the database knows their keyed hash."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, delete, insert, select

from channels.database import Database
from channels.errors import UnknownSession
from channels.tables import conversations, sessions


@dataclass(frozen=True, slots=True)
class OpenedSession:
    """A new session: the token goes to the browser and nowhere else."""

    token: str
    conversation_id: str
    expires_at: float


class Sessions:
    """Opens sessions and finds the conversation that a token speaks for."""

    def __init__(self, database: Database, *, secret: str, lifetime_s: float, clock: Callable[[], float]) -> None:
        self._database = database
        self._secret = secret.encode()
        self._lifetime_s = lifetime_s
        self._clock = clock

    async def open(self) -> OpenedSession:
        """A new session with a conversation of its own, whose id tells nothing about the token."""
        now = self._clock()
        opened = OpenedSession(secrets.token_urlsafe(32), f"web-{secrets.token_hex(16)}", now + self._lifetime_s)

        def work(connection: Connection) -> None:
            connection.execute(insert(conversations).values(id=opened.conversation_id, channel="web", seen_at=now))
            connection.execute(
                insert(sessions).values(
                    token_hash=self._hash(opened.token),
                    conversation_id=opened.conversation_id,
                    expires_at=opened.expires_at,
                )
            )

        await self._database.run(work)
        return opened

    async def conversation_of(self, token: str) -> str:
        """The conversation of a live session; raises UnknownSession."""
        found = select(sessions.c.conversation_id).where(
            sessions.c.token_hash == self._hash(token), sessions.c.expires_at > self._clock()
        )
        conversation_id = await self._database.run(lambda connection: connection.scalar(found))
        if conversation_id is None:
            raise UnknownSession
        return str(conversation_id)

    async def purge(self) -> int:
        """Deletes the sessions that are over; how many."""
        over = delete(sessions).where(sessions.c.expires_at <= self._clock())
        return await self._database.run(lambda connection: connection.execute(over).rowcount)

    def _hash(self, token: str) -> str:
        return hmac.new(self._secret, token.encode("utf-8", "replace"), hashlib.sha256).hexdigest()
