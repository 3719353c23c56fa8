"""The deliveries still owed to messaging channels, in SQL; each is one request to the channel's API."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import Connection, and_, exists, or_, select, update

from channels.database import Database
from channels.tables import deliveries


@dataclass(frozen=True, slots=True)
class Delivery:
    """One claimed request: `attempts` were made before, the next is due at `due_at`."""

    id: int
    conversation_id: str
    channel: str
    address: str
    body: str
    attempts: int
    due_at: float


class DeliveryQueue:
    """Hands out deliveries in order within a conversation, to one process at a time."""

    def __init__(self, database: Database, *, owner: str, lease_s: float, clock: Callable[[], float]) -> None:
        self._database = database
        self._owner = owner
        self._lease_s = lease_s
        self._clock = clock

    async def claim_next(self, conversation_id: str) -> Delivery | None:
        """The conversation's oldest pending delivery, claimed; None when there is none or another process has it."""
        return await self._database.run(lambda connection: self._claim_next(connection, conversation_id))

    async def sent(self, delivery: Delivery) -> None:
        """Marks it as taken by the channel."""
        await self._close(delivery, "sent", delivery.attempts + 1, None)

    async def dead(self, delivery: Delivery, *, attempts: int, error: str) -> None:
        """Gives it up for good."""
        await self._close(delivery, "dead", attempts, error)

    async def postpone(self, delivery: Delivery, *, attempts: int, due_at: float, error: str) -> None:
        """Notes a failed attempt and when the next is due; the claim is kept until then."""
        values = {"attempts": attempts, "due_at": due_at, "claimed_until": due_at + self._lease_s, "error": error}
        change = (
            update(deliveries).where(deliveries.c.id == delivery.id, deliveries.c.state == "pending").values(values)
        )
        await self._database.run(lambda connection: connection.execute(change))

    async def waiting(self) -> list[str]:
        """Conversations with a pending delivery that nobody works on, oldest first."""
        unclaimed = or_(deliveries.c.claimed_until.is_(None), deliveries.c.claimed_until <= self._clock())
        wanted = select(deliveries.c.conversation_id).where(deliveries.c.state == "pending", unclaimed)
        wanted = wanted.order_by(deliveries.c.id).limit(200)
        return list(dict.fromkeys(await self._database.run(lambda connection: connection.scalars(wanted).all())))

    def _claim_next(self, connection: Connection, conversation_id: str) -> Delivery | None:
        now = self._clock()
        pending = and_(deliveries.c.conversation_id == conversation_id, deliveries.c.state == "pending")
        others = and_(pending, deliveries.c.claimed_until > now, deliveries.c.claimed_by != self._owner)
        oldest = select(deliveries).where(pending, ~exists(select(deliveries.c.id).where(others).correlate(None)))
        row = connection.execute(oldest.order_by(deliveries.c.id).limit(1).with_for_update()).one_or_none()
        if row is None:
            return None
        claim = update(deliveries).where(deliveries.c.id == row.id)
        connection.execute(claim.values(claimed_by=self._owner, claimed_until=max(now, row.due_at) + self._lease_s))
        return Delivery(row.id, row.conversation_id, row.channel, row.address, row.body, row.attempts, row.due_at)

    async def _close(self, delivery: Delivery, state: str, attempts: int, error: str | None) -> None:
        values = {"state": state, "attempts": attempts, "error": error, "claimed_by": None, "claimed_until": None}
        change = update(deliveries).where(deliveries.c.id == delivery.id).values(values)
        await self._database.run(lambda connection: connection.execute(change))
