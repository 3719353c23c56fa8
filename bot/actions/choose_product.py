"""`action_choose_product`: a product was chosen with a button."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from bot.actions.ports import Answerer, ConversationTracker, Dispatcher, Event
from bot.actions.question import chosen_product_id, question_from
from bot.actions.turn import take_turn


class ChooseProductAction:
    """Answers the question that was open, for the product of the button."""

    def __init__(self, answer: Answerer, clock: Callable[[], datetime]) -> None:
        self._answer = answer
        self._clock = clock

    def name(self) -> str:
        """The name the rules use."""
        return "action_choose_product"

    async def run(self, dispatcher: Dispatcher, tracker: ConversationTracker, domain: Mapping[str, Any]) -> list[Event]:
        """Answers; the text is the open question's, never the button's payload."""
        asked = question_from(tracker, asked_at=self._clock())
        question = replace(
            asked,
            text=asked.focus.pending_question or "",
            intent="choose_product",
            chosen_product_id=chosen_product_id(tracker),
        )
        return await take_turn(self._answer, question, dispatcher, tracker)
