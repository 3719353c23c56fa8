"""From a tracker to a question: the customer's last message and what is known beside it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast, get_args

from bot.actions.focus import SLOT, load_focus
from bot.actions.ports import ConversationTracker
from bot.answering.types import Intent, Question

INTENTS: frozenset[str] = frozenset(get_args(Intent))


def question_from(tracker: ConversationTracker, *, asked_at: datetime) -> Question:
    """The question of the last message; `intent` is None where the classifier was not sure."""
    message = tracker.latest_message
    return Question(
        text=str(message.get("text") or ""),
        conversation_id=tracker.sender_id,
        asked_at=asked_at,
        page_product_id=_page_product_id(message.get("metadata")),
        intent=_intent(message.get("intent")),
        focus=load_focus(tracker.slots.get(SLOT)),
    )


def chosen_product_id(tracker: ConversationTracker) -> str | None:
    """The product of the button that was pressed: the `product_id` entity of its payload."""
    for entity in tracker.latest_message.get("entities") or []:
        if entity.get("entity") == "product_id" and entity.get("value"):
            return str(entity["value"])
    return None


def _page_product_id(metadata: object) -> str | None:
    page = metadata.get("page_product_id") if isinstance(metadata, Mapping) else None
    return page if isinstance(page, str) and page else None


def _intent(classified: Any) -> Intent | None:
    name = classified.get("name") if isinstance(classified, Mapping) else None
    return cast("Intent", name) if name in INTENTS else None
