"""The bot reply payload at the wire: what the dialogue sends is checked here before a customer sees it."""

from __future__ import annotations

from typing import Any, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from channels.errors import DialogueUnavailable

Outcome: TypeAlias = Literal[
    "answer", "clarify", "not_stated", "conflicting", "not_found", "policy", "hand_off", "out_of_scope", "unavailable"
]


class ReplyButton(BaseModel):
    """A quick reply."""

    model_config = ConfigDict(frozen=True)
    title: str = Field(min_length=1, max_length=300)
    payload: str = Field(min_length=1, max_length=4_000)


class ReplyCard(BaseModel):
    """A product as the customer sees it."""

    model_config = ConfigDict(frozen=True)
    product_id: str
    title: str
    link: str | None = None
    image_link: str | None = None
    price: str | None = None
    availability: str | None = None


class ReplySource(BaseModel):
    """Where the reply's facts come from."""

    model_config = ConfigDict(frozen=True)
    label: str
    url: str | None = None
    as_of: str | None = None


class BotReply(BaseModel):
    """One answer of the dialogue, schema 1."""

    model_config = ConfigDict(frozen=True, populate_by_name=True)
    schema_version: Literal[1] = Field(1, alias="schema")
    text: str = Field(min_length=1)
    outcome: Outcome
    product_ids: tuple[str, ...] = ()
    facts: tuple[dict[str, Any], ...] = ()
    buttons: tuple[ReplyButton, ...] = ()
    cards: tuple[ReplyCard, ...] = ()
    sources: tuple[ReplySource, ...] = ()
    voice: str = "draft"
    receipt_id: str | None = None
    latency_ms: float | None = None

    def as_payload(self) -> dict[str, Any]:
        """The reply as JSON values, under the names of the contract."""
        return self.model_dump(mode="json", by_alias=True)


def read_replies(answer: object) -> list[BotReply]:
    """Rasa's REST answer as replies; raises DialogueUnavailable when it is empty or not what was agreed."""
    if not isinstance(answer, list) or not answer:
        raise DialogueUnavailable("empty", f"expected a list of messages, got {type(answer).__name__}")
    replies = [_read_one(message) for message in answer]
    return [reply for reply in replies if reply is not None] or _nothing_usable(len(answer))


def _read_one(message: object) -> BotReply | None:
    if not isinstance(message, dict):
        return None
    try:
        if "custom" in message:
            return BotReply.model_validate(message["custom"])
        if message.get("text"):
            return BotReply.model_validate(
                {"text": message["text"], "outcome": "answer", "buttons": message.get("buttons") or ()}
            )
    except ValidationError as error:
        where = ", ".join(".".join(map(str, one["loc"])) for one in error.errors(include_input=False))
        raise DialogueUnavailable("malformed", f"reply payload: {where}") from error
    return None


def _nothing_usable(count: int) -> list[BotReply]:
    raise DialogueUnavailable("empty", f"none of {count} messages holds a reply")
