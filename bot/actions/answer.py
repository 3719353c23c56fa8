"""`action_answer`: whatever the customer asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from bot.actions.ports import Answerer, ConversationTracker, Dispatcher, Event
from bot.actions.question import question_from
from bot.actions.turn import take_turn


class AnswerAction:
    """Passes the customer's message to the answering path as it is."""

    def __init__(self, answer: Answerer, clock: Callable[[], datetime]) -> None:
        self._answer = answer
        self._clock = clock

    def name(self) -> str:
        """The name the rules use."""
        return "action_answer"

    async def run(self, dispatcher: Dispatcher, tracker: ConversationTracker, domain: Mapping[str, Any]) -> list[Event]:
        """Answers the last message."""
        question = question_from(tracker, asked_at=self._clock())
        return await take_turn(self._answer, question, dispatcher, tracker)
