"""`action_confirm`: the customer said yes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions.ports import Answerer, ConversationTracker, Dispatcher, Event
from bot.actions.question import question_from
from bot.actions.turn import take_turn


class ConfirmAction:
    """Takes a yes as choosing the product that was proposed, where exactly one was; else passes the yes on."""

    def __init__(self, answer: Answerer, clock: Callable[[], datetime]) -> None:
        self._answer = answer
        self._clock = clock

    def name(self) -> str:
        """The name the rules use."""
        return "action_confirm"

    async def run(self, dispatcher: Dispatcher, tracker: ConversationTracker, domain: Mapping[str, Any]) -> list[Event]:
        """Answers the open question for the proposed product."""
        question = question_from(tracker, asked_at=self._clock())
        if len(question.focus.pending_product_ids) == 1:
            question = replace(
                question,
                text=question.focus.pending_question or "",
                intent="choose_product",
                chosen_product_id=question.focus.pending_product_ids[0],
            )
        return await take_turn(self._answer, question, dispatcher, tracker)
