"""Trackers as Rasa posts them, built by hand, and one turn of an action."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any, TypeAlias

import pytest
from rasa_sdk import Tracker
from rasa_sdk.executor import CollectingDispatcher

from bot.actions.registry import build_executor
from bot.answering.types import Question, Reply
from tests.fakes.bot_actions import RecordingAnswering

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)
Events: TypeAlias = list[dict[str, Any]]
Act: TypeAlias = Callable[[str, dict[str, Any]], Awaitable[tuple[Events, list[dict[str, Any]]]]]


@pytest.fixture
def answering() -> RecordingAnswering:
    return RecordingAnswering()


@pytest.fixture
def act(answering: RecordingAnswering) -> Act:
    """Runs a registered action on a tracker's JSON: its events, and the JSON messages it sent."""

    async def answer(question: Question) -> Reply:
        return answering.answer(question)

    executor = build_executor(answer, lambda: NOW)

    async def run(name: str, tracker: dict[str, Any]) -> tuple[Events, list[dict[str, Any]]]:
        dispatcher = CollectingDispatcher()
        events = await executor.actions[name](dispatcher, Tracker.from_dict(tracker), {})
        return events, [message["custom"] for message in dispatcher.messages]

    return run
