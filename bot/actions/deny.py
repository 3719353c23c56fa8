"""`action_deny`: the customer said no."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions.ports import Answerer, ConversationTracker, Dispatcher, Event
from bot.actions.question import question_from
from bot.actions.turn import take_turn


class DenyAction:
    """Drops what was proposed and what was open, so that the next message starts afresh."""

    def __init__(self, answer: Answerer, clock: Callable[[], datetime]) -> None:
        self._answer = answer
        self._clock = clock

    def name(self) -> str:
        """The name the rules use."""
        return "action_deny"

    async def run(self, dispatcher: Dispatcher, tracker: ConversationTracker, domain: Mapping[str, Any]) -> list[Event]:
        """Asks what else it may be; the products talked about stay in focus."""
        asked = question_from(tracker, asked_at=self._clock())
        question = replace(asked, focus=replace(asked.focus, pending_question=None, pending_product_ids=()))
        return await take_turn(self._answer, question, dispatcher, tracker)
