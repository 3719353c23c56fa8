"""The synchronous answering path, made callable from the event loop."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import structlog

from bot.answering.types import Question, Reply

log = structlog.get_logger(__name__)


class ThreadedAnswerer:
    """Answers in a pool of threads, so that a slow answer holds up no other conversation."""

    def __init__(self, answer: Callable[[Question], Reply], *, threads: int) -> None:
        self._answer = answer
        self._pool = ThreadPoolExecutor(max_workers=threads, thread_name_prefix="answer")

    async def __call__(self, question: Question) -> Reply:
        """The reply; logged by its ids, with the time from being asked to being answered, waiting included."""
        started = time.perf_counter()
        reply = await asyncio.get_running_loop().run_in_executor(self._pool, self._answer, question)
        log.info(
            "turn_answered",
            conversation_id=question.conversation_id,
            intent=question.intent,
            outcome=reply.outcome,
            product_ids=list(reply.product_ids),
            voice=reply.voice,
            receipt_id=reply.receipt_id,
            answer_ms=round(reply.latency_ms, 1),
            turn_ms=round((time.perf_counter() - started) * 1000, 1),
        )
        return reply

    def close(self) -> None:
        """Starts nothing more and does not wait."""
        self._pool.shutdown(wait=False, cancel_futures=True)
