"""The `focus` slot: what the conversation is about, as JSON text."""

from __future__ import annotations

import json
from typing import Any

from bot.answering.payload import focus_from_payload, focus_payload
from bot.answering.types import Focus

SLOT = "focus"


def dump_focus(focus: Focus) -> str:
    """The focus as the slot holds it."""
    return json.dumps(focus_payload(focus), ensure_ascii=False, separators=(",", ":"))


def load_focus(value: Any) -> Focus:
    """The focus of a slot value; an empty one where there is none or where it cannot be read."""
    if not isinstance(value, str):
        return Focus()
    try:
        payload = json.loads(value)
    except ValueError:
        return Focus()
    return focus_from_payload(payload) if isinstance(payload, dict) else Focus()
