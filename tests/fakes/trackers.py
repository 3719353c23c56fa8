"""Trackers in the JSON that Rasa posts to the action server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def tracker_json(
    text: str = "how heavy is it?",
    *,
    intent: str | None = "ask_product",
    focus: str | None = None,
    metadata: object = None,
    entities: Sequence[dict[str, Any]] = (),
    turns: int = 1,
) -> dict[str, Any]:
    """A conversation of `turns` customer messages since its session began, the last one `text`."""
    user = {"event": "user", "text": text}
    return {
        "sender_id": "conversation-1",
        "slots": {"focus": focus},
        "latest_message": {
            "text": text,
            "intent": {"name": intent, "confidence": 0.9},
            "entities": list(entities),
            "metadata": metadata,
        },
        "events": [user, {"event": "session_started"}, *[user for _ in range(turns)]],
        "paused": False,
        "followup_action": None,
        "active_loop": {},
        "latest_action_name": "action_listen",
    }
