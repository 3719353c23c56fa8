"""Takes a customer's message to its replies: accepted once, answered in order, one at a time per conversation."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from weakref import WeakValueDictionary

import structlog

from channels.background import Background
from channels.channel import Channel
from channels.delivery import Deliverer
from channels.errors import DialogueUnavailable, StillWorking
from channels.hub import Hub
from channels.messages import InboundMessage, OutboundMessage
from channels.metrics import Metrics
from channels.notices import BY_KIND, UNAVAILABLE
from channels.outbox import Claimed, Outbox
from channels.rasa import DialogueTurn, RasaClient
from channels.replies import BotReply

log = structlog.get_logger(__name__)
POLL_S = 0.1


@dataclass(frozen=True, slots=True)
class Taken:
    """The replies to a message; `duplicate` when it had been answered before."""

    replies: list[OutboundMessage]
    duplicate: bool


@dataclass(frozen=True, slots=True)
class ConversationRules:
    """`restart_turns`: when Rasa's tracker begins anew (0 = never); `patience_s`: how long a message left over by a
    crash waits for the dialogue to come back; `answer_s`: how long a turn may take in all."""

    restart_turns: int
    patience_s: float
    answer_s: float


class Conversations:
    """Every conversation of this process."""

    def __init__(  # noqa: PLR0913 - the one place where a turn's parts meet
        self,
        outbox: Outbox,
        rasa: RasaClient,
        *,
        hub: Hub,
        deliverer: Deliverer,
        channels: Mapping[str, Channel],
        background: Background,
        metrics: Metrics,
        rules: ConversationRules,
        clock: Callable[[], float],
    ) -> None:
        self._outbox = outbox
        self._rasa = rasa
        self._hub = hub
        self._deliverer = deliverer
        self._channels = channels
        self._background = background
        self._metrics = metrics
        self._rules = rules
        self._clock = clock
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    async def take(self, message: InboundMessage) -> Taken:
        """The replies to this message, now or as they were given before; raises StillWorking when another gateway
        has it and is slow. A caller that goes away does not stop the answer."""
        accepted = await self._outbox.accept(message)
        if accepted.is_new:
            self._count(message)
        if not accepted.answered:
            await asyncio.shield(self._background.start(self._drain(message.conversation_id)))
        return Taken(await self._replies_to(accepted.id), accepted.answered)

    async def submit(self, message: InboundMessage) -> bool:
        """Accepts the message; whether it is new. It is answered in the background and its replies are delivered."""
        accepted = await self._outbox.accept(message)
        if accepted.is_new:
            self._count(message)
        if not accepted.answered:
            self._background.start(self._drain(message.conversation_id))
        return accepted.is_new

    async def recover(self) -> None:
        """Answers what was accepted and left unanswered, once the dialogue is there or patience has run out."""
        waiting = [one for one in await self._outbox.waiting() if not self._is_busy(one[0])]
        if not waiting:
            return
        reachable = await self._rasa.is_reachable()
        for conversation_id, received_at in waiting:
            if reachable or self._clock() - received_at > self._rules.patience_s:
                self._background.start(self._drain(conversation_id))

    def _is_busy(self, conversation_id: str) -> bool:
        lock = self._locks.get(conversation_id)
        return lock is not None and lock.locked()

    async def _drain(self, conversation_id: str) -> None:
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            while claimed := await self._outbox.claim_next(conversation_id):
                await self._answer(claimed)

    async def _answer(self, claimed: Claimed) -> None:
        message = claimed.message
        self._hub.publish(message.conversation_id, {"type": "typing", "message_id": message.message_id})
        started = time.perf_counter()
        answers = await self._replies(claimed)
        channel = self._channels.get(message.channel)
        stored = await self._outbox.answer(claimed, answers, render=channel.render if channel else None)
        self._metrics.turn_seconds.observe(time.perf_counter() - started)
        for answer in answers:
            self._metrics.replies.labels(message.channel, answer.outcome).inc()
        frame = {"type": "replies", "message_id": message.message_id, "replies": [one.as_json() for one in stored]}
        self._hub.publish(message.conversation_id, frame)
        if channel is not None:
            self._deliverer.wake(message.conversation_id)

    async def _replies(self, claimed: Claimed) -> list[BotReply]:
        message = claimed.message
        if message.kind in BY_KIND:
            return [BY_KIND[message.kind]]
        turn = DialogueTurn(
            message.conversation_id, message.body, message.channel, message.message_id, message.page_product_id
        )
        try:
            if self._rules.restart_turns and claimed.turns and claimed.turns % self._rules.restart_turns == 0:
                await self._rasa.restart(turn)
            return await self._rasa.ask(turn)
        except DialogueUnavailable as failure:
            self._metrics.unavailable.labels(failure.reason).inc()
            log.warning(
                "dialogue_unavailable",
                conversation=message.conversation_id,
                message=message.message_id,
                reason=failure.reason,
                detail=failure.detail,
            )
            return [UNAVAILABLE]

    async def _replies_to(self, inbound_id: int) -> list[OutboundMessage]:
        until = time.monotonic() + self._rules.answer_s
        while (replies := await self._outbox.replies_to(inbound_id)) is None:
            if time.monotonic() > until:
                raise StillWorking
            await asyncio.sleep(POLL_S)
        return replies

    def _count(self, message: InboundMessage) -> None:
        self._metrics.messages.labels(message.channel, message.kind).inc()
