"""Every message accepted and every reply given, in SQL: nothing is lost, doubled or reordered by a crash.

A message is accepted once per (conversation, message id). Whoever answers it first claims it for a while, so that
several gateways can share one database; a claim that ran out is taken over. Answering a message, numbering its
replies, registering their buttons and queueing their deliveries is one transaction.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, Row, and_, exists, insert, or_, select, update

from channels.database import Database
from channels.messages import InboundMessage, OutboundMessage, SentButton
from channels.replies import BotReply
from channels.tables import buttons, conversations, deliveries, inbound, replies

Render = Callable[[OutboundMessage], Sequence[str]]


@dataclass(frozen=True, slots=True)
class Accepted:
    """An inbound message as stored; `answered` when its replies are already there."""

    id: int
    is_new: bool
    answered: bool


@dataclass(frozen=True, slots=True)
class Claimed:
    """An inbound message that this process answers now; `turns` were answered before it."""

    id: int
    message: InboundMessage
    turns: int


class Outbox:
    """The gateway's memory of messages and replies."""

    def __init__(self, database: Database, *, owner: str, lease_s: float, clock: Callable[[], float]) -> None:
        self._database = database
        self._owner = owner
        self._lease_s = lease_s
        self._clock = clock

    async def accept(self, message: InboundMessage) -> Accepted:
        """Stores the message unless it is there already."""
        return await self._database.run(lambda connection: self._accept(connection, message))

    async def claim_next(self, conversation_id: str) -> Claimed | None:
        """The conversation's oldest unanswered message, claimed; None when there is none or another process has it."""
        return await self._database.run(lambda connection: self._claim_next(connection, conversation_id))

    async def answer(
        self, claimed: Claimed, answers: Sequence[BotReply], *, render: Render | None = None
    ) -> list[OutboundMessage]:
        """Stores the replies and closes the message; `render` queues them for a messaging channel.

        Returns [] when another process closed it meanwhile.
        """
        return await self._database.run(lambda connection: self._answer(connection, claimed, answers, render))

    async def replies_to(self, inbound_id: int) -> list[OutboundMessage] | None:
        """The replies to one message; None while it is unanswered."""

        def work(connection: Connection) -> list[OutboundMessage] | None:
            state = connection.scalar(select(inbound.c.state).where(inbound.c.id == inbound_id))
            if state != "answered":
                return None
            rows = connection.execute(select(replies).where(replies.c.inbound_id == inbound_id).order_by(replies.c.seq))
            return [_outbound(row) for row in rows]

        return await self._database.run(work)

    async def replies_after(self, conversation_id: str, seq: int, *, limit: int = 100) -> list[OutboundMessage]:
        """The conversation's replies numbered above `seq`, in order."""
        wanted = select(replies).where(replies.c.conversation_id == conversation_id, replies.c.seq > seq)
        wanted = wanted.order_by(replies.c.seq).limit(limit)
        return await self._database.run(lambda connection: [_outbound(row) for row in connection.execute(wanted)])

    async def waiting(self) -> list[tuple[str, float]]:
        """Conversations with an unanswered message that nobody works on, and when it came; oldest first."""
        now = self._clock()
        unclaimed = or_(inbound.c.claimed_until.is_(None), inbound.c.claimed_until <= now)
        wanted = select(inbound.c.conversation_id, inbound.c.received_at).where(
            inbound.c.state == "accepted", unclaimed
        )
        wanted = wanted.order_by(inbound.c.id).limit(200)
        rows = await self._database.run(lambda connection: connection.execute(wanted).all())
        oldest: dict[str, float] = {}
        for conversation_id, received_at in rows:
            oldest.setdefault(conversation_id, received_at)
        return list(oldest.items())

    async def release(self, *, everyones: bool = False) -> None:
        """Gives up this process's claims, or those of all, so that nobody need wait for them to run out."""
        free = [update(table).values(claimed_until=None, claimed_by=None) for table in (inbound, deliveries)]
        if not everyones:
            free[0] = free[0].where(inbound.c.claimed_by == self._owner)
            free[1] = free[1].where(deliveries.c.claimed_by == self._owner)
        await self._database.run(lambda connection: [connection.execute(statement) for statement in free])

    def _accept(self, connection: Connection, message: InboundMessage) -> Accepted:
        now = self._clock()
        known = select(inbound.c.id, inbound.c.state).where(
            inbound.c.conversation_id == message.conversation_id, inbound.c.message_id == message.message_id
        )
        row = connection.execute(known).one_or_none()
        if row is not None:
            return Accepted(row.id, is_new=False, answered=row.state == "answered")
        seen = update(conversations).where(conversations.c.id == message.conversation_id).values(seen_at=now)
        if connection.execute(seen).rowcount == 0:
            connection.execute(
                insert(conversations).values(
                    id=message.conversation_id, channel=message.channel, address=message.address, seen_at=now
                )
            )
        stored = insert(inbound).values(
            conversation_id=message.conversation_id,
            message_id=message.message_id,
            kind=message.kind,
            body=message.body,
            page_product_id=message.page_product_id,
            state="accepted",
            received_at=now,
        )
        key = connection.execute(stored).inserted_primary_key
        assert key is not None
        return Accepted(int(key[0]), is_new=True, answered=False)

    def _claim_next(self, connection: Connection, conversation_id: str) -> Claimed | None:
        now = self._clock()
        waiting = and_(inbound.c.conversation_id == conversation_id, inbound.c.state == "accepted")
        others = and_(waiting, inbound.c.claimed_until > now, inbound.c.claimed_by != self._owner)
        oldest = (
            select(inbound, conversations.c.channel, conversations.c.address, conversations.c.turns)
            .join(conversations, conversations.c.id == inbound.c.conversation_id)
            .where(waiting, ~exists(select(inbound.c.id).where(others).correlate(None)))
            .order_by(inbound.c.id)
            .limit(1)
            .with_for_update(of=conversations)
        )
        row = connection.execute(oldest).one_or_none()
        if row is None:
            return None
        claim = update(inbound).where(inbound.c.id == row.id)
        connection.execute(claim.values(claimed_by=self._owner, claimed_until=now + self._lease_s))
        message = InboundMessage(
            channel=row.channel,
            conversation_id=row.conversation_id,
            message_id=row.message_id,
            kind=row.kind,
            body=row.body,
            page_product_id=row.page_product_id,
            address=row.address,
        )
        return Claimed(row.id, message, row.turns)

    def _answer(
        self, connection: Connection, claimed: Claimed, answers: Sequence[BotReply], render: Render | None
    ) -> list[OutboundMessage]:
        conversation_id = claimed.message.conversation_id
        close = update(inbound).where(inbound.c.id == claimed.id, inbound.c.state == "accepted")
        if connection.execute(close.values(state="answered", claimed_by=None, claimed_until=None)).rowcount == 0:
            return []
        count = update(conversations).where(conversations.c.id == conversation_id)
        connection.execute(
            count.values(turns=conversations.c.turns + 1, last_seq=conversations.c.last_seq + len(answers))
        )
        last = connection.scalar(select(conversations.c.last_seq).where(conversations.c.id == conversation_id)) or 0
        stored = []
        for seq, answer in enumerate(answers, start=last - len(answers) + 1):
            reply = self._store(connection, claimed, seq, answer)
            if render is not None:
                self._queue(connection, claimed.message, reply, render)
            stored.append(reply)
        return stored

    def _store(self, connection: Connection, claimed: Claimed, seq: int, answer: BotReply) -> OutboundMessage:
        message = claimed.message
        sent = tuple(SentButton(secrets.token_urlsafe(12), one.title, one.payload) for one in answer.buttons)
        reply = OutboundMessage(message.conversation_id, message.message_id, seq, answer.as_payload(), sent)
        connection.execute(
            insert(replies).values(
                conversation_id=message.conversation_id,
                seq=seq,
                inbound_id=claimed.id,
                message_id=message.message_id,
                payload=json.dumps(reply.payload, ensure_ascii=False),
                created_at=self._clock(),
            )
        )
        if sent:
            rows = [
                {"id": one.id, "conversation_id": message.conversation_id, "title": one.title, "payload": one.payload}
                for one in sent
            ]
            connection.execute(insert(buttons), rows)
        return reply

    def _queue(self, connection: Connection, message: InboundMessage, reply: OutboundMessage, render: Render) -> None:
        rows = [
            {
                "conversation_id": reply.conversation_id,
                "channel": message.channel,
                "address": message.address,
                "seq": reply.seq,
                "part": part,
                "body": body,
                "state": "pending",
                "attempts": 0,
                "due_at": self._clock(),
            }
            for part, body in enumerate(render(reply))
        ]
        connection.execute(insert(deliveries), rows)


def _outbound(row: Row[tuple[object, ...]]) -> OutboundMessage:
    return OutboundMessage(row.conversation_id, row.message_id, row.seq, json.loads(row.payload))
