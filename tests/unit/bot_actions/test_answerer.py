from __future__ import annotations

import asyncio
import threading
from datetime import UTC, datetime

from structlog.testing import capture_logs

from bot.actions.answerer import ThreadedAnswerer
from bot.answering.types import Question, Reply
from tests.fakes.bot_actions import RecordingAnswering

QUESTION = Question("is my XN-510 heavy?", "conversation-1", datetime(2026, 11, 21, tzinfo=UTC), intent="ask_product")


async def test_answerer_keeps_the_event_loop_free() -> None:
    release = threading.Event()

    def slow(question: Question) -> Reply:
        assert release.wait(5), "the event loop was blocked: nothing could release the answer"
        return RecordingAnswering().answer(question)

    answerer = ThreadedAnswerer(slow, threads=1)
    waiting = asyncio.create_task(answerer(QUESTION))
    await asyncio.sleep(0)
    release.set()
    assert (await waiting).outcome == "answer"
    answerer.close()


async def test_answerer_logs_ids_and_never_the_customers_words() -> None:
    answerer = ThreadedAnswerer(RecordingAnswering().answer, threads=1)
    with capture_logs() as lines:
        await answerer(QUESTION)
    answerer.close()

    (line,) = lines
    assert line["event"] == "turn_answered"
    assert line["conversation_id"] == "conversation-1"
    assert line["receipt_id"] == "receipt-1"
    assert "heavy" not in str(line)
    assert "XN-510" not in str(line)
