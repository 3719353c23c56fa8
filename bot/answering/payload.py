"""A reply and a focus as the JSON that travels: to the gateway, into Rasa's `focus` slot, and back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from bot.answering.types import Button, Card, Fact, Focus, Outcome, Reply, Source, Voice

SCHEMA = 1


class ReplyPayload(BaseModel):
    """The bot reply on the wire; unknown fields are ignored, so that an older reader takes a newer reply."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    schema_: int = SCHEMA
    text: str
    outcome: Outcome
    product_ids: tuple[str, ...] = ()
    facts: tuple[Fact, ...] = ()
    buttons: tuple[Button, ...] = ()
    cards: tuple[Card, ...] = ()
    sources: tuple[Source, ...] = ()
    voice: Voice = "draft"
    receipt_id: str = ""
    latency_ms: float = 0.0


_FOCUS = TypeAdapter(Focus)


def reply_payload(reply: Reply) -> dict[str, Any]:
    """The JSON-ready form of a reply, times in ISO 8601; the focus is not part of it."""
    names = ReplyPayload.model_fields.keys() - {"schema_"}
    payload = ReplyPayload(**{name: getattr(reply, name) for name in names})
    return {"schema": SCHEMA, **payload.model_dump(mode="json", exclude={"schema_"})}


def reply_from_payload(payload: Mapping[str, Any]) -> Reply:
    """The reply that `reply_payload` wrote, with an empty focus; raises `pydantic.ValidationError`."""
    wire = ReplyPayload.model_validate({name: value for name, value in payload.items() if name != "schema"})
    values = {name: getattr(wire, name) for name in ReplyPayload.model_fields if name != "schema_"}
    return Reply(**values, focus=Focus())


def focus_payload(focus: Focus) -> dict[str, Any]:
    """The JSON-ready form of a focus, for a slot."""
    return dict(_FOCUS.dump_python(focus, mode="json"))


def focus_from_payload(payload: Mapping[str, Any] | None) -> Focus:
    """The focus that `focus_payload` wrote; an empty one for None and for what cannot be read."""
    if not payload:
        return Focus()
    try:
        return _FOCUS.validate_python(dict(payload))
    except ValueError:
        return Focus()
