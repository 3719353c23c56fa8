"""Brings replies to messaging channels: in order, again after a failure, and given up in the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from weakref import WeakValueDictionary

import structlog
from tenacity import AsyncRetrying, RetryCallState, retry_if_exception, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from channels.background import Background
from channels.channel import Channel
from channels.delivery_queue import Delivery, DeliveryQueue
from channels.errors import DeliveryFailed, DeliveryRejected
from channels.metrics import Metrics

log = structlog.get_logger(__name__)
ATTEMPTS = 8
BACKOFF = wait_exponential_jitter(initial=0.5, max=60, jitter=0.5)


class Deliverer:
    """Works off the delivery queue; one task at a time per conversation."""

    def __init__(
        self,
        queue: DeliveryQueue,
        channels: Mapping[str, Channel],
        *,
        background: Background,
        metrics: Metrics,
        clock: Callable[[], float],
    ) -> None:
        self._queue = queue
        self._channels = channels
        self._background = background
        self._metrics = metrics
        self._clock = clock
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()

    def wake(self, conversation_id: str) -> None:
        """Delivers what is pending in this conversation, in the background."""
        self._background.start(self._drain(conversation_id))

    async def recover(self) -> None:
        """Wakes every conversation whose deliveries nobody works on: after a start, or when a claim ran out."""
        for conversation_id in await self._queue.waiting():
            lock = self._locks.get(conversation_id)
            if lock is None or not lock.locked():
                self.wake(conversation_id)

    async def _drain(self, conversation_id: str) -> None:
        lock = self._locks.setdefault(conversation_id, asyncio.Lock())
        async with lock:
            while delivery := await self._queue.claim_next(conversation_id):
                channel = self._channels.get(delivery.channel)
                if channel is None:
                    return
                await self._deliver(delivery, channel)

    async def _deliver(self, delivery: Delivery, channel: Channel) -> None:
        await asyncio.sleep(max(0.0, delivery.due_at - self._clock()))
        retrying = AsyncRetrying(
            sleep=asyncio.sleep,
            stop=stop_after_attempt(max(1, ATTEMPTS - delivery.attempts)),
            wait=_wait,
            retry=retry_if_exception(_may_succeed_later),
            before_sleep=lambda state: self._postpone(delivery, state),
            reraise=True,
        )
        try:
            await retrying(channel.send, delivery.address, delivery.body)
        except DeliveryFailed as failure:
            attempts = delivery.attempts + int(retrying.statistics["attempt_number"])
            await self._queue.dead(delivery, attempts=attempts, error=failure.reason)
            self._metrics.deliveries.labels(delivery.channel, "dead").inc()
            log.warning(
                "delivery_dead", delivery=delivery.id, conversation=delivery.conversation_id, reason=failure.reason
            )
        else:
            await self._queue.sent(delivery)
            self._metrics.deliveries.labels(delivery.channel, "sent").inc()

    async def _postpone(self, delivery: Delivery, state: RetryCallState) -> None:
        assert state.outcome is not None
        failure = state.outcome.exception()
        reason = failure.reason if isinstance(failure, DeliveryFailed) else type(failure).__name__
        attempts = delivery.attempts + state.attempt_number
        due_at = self._clock() + float(state.upcoming_sleep)
        await self._queue.postpone(delivery, attempts=attempts, due_at=due_at, error=reason)
        self._metrics.deliveries.labels(delivery.channel, "retried").inc()
        log.warning("delivery_retried", delivery=delivery.id, attempts=attempts, reason=reason)


def _wait(state: RetryCallState) -> float:
    failure = state.outcome.exception() if state.outcome is not None else None
    named = failure.retry_after_s if isinstance(failure, DeliveryFailed) else None
    return named if named is not None else BACKOFF(state)


def _may_succeed_later(failure: BaseException) -> bool:
    return isinstance(failure, DeliveryFailed) and not isinstance(failure, DeliveryRejected)
