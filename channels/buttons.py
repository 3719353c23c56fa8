"""Which buttons a conversation was given: only their payloads are ever passed on as commands."""

from __future__ import annotations

from sqlalchemy import select

from channels.database import Database
from channels.tables import buttons


class Buttons:
    """Looks up sent buttons, within one conversation only."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def payload_of(self, conversation_id: str, button_id: str) -> str | None:
        """The payload that a button's id stands for; None when this conversation never got it."""
        found = select(buttons.c.payload).where(buttons.c.id == button_id, buttons.c.conversation_id == conversation_id)
        return await self._database.run(lambda connection: connection.scalar(found))

    async def was_sent(self, conversation_id: str, payload: str) -> bool:
        """Whether a button with this very payload was sent in this conversation."""
        found = select(buttons.c.id).where(buttons.c.conversation_id == conversation_id, buttons.c.payload == payload)
        return await self._database.run(lambda connection: connection.scalar(found.limit(1))) is not None
