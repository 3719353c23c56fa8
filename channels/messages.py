"""What every channel speaks: the customer's message coming in, and our reply going out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

ChannelName: TypeAlias = Literal["web", "telegram"]
# text: typed by the customer. payload: of a button of ours, already checked. button: a button's id, to be looked up.
# The others are answered by the gateway itself (channels/notices.py).
InboundKind: TypeAlias = Literal["text", "payload", "button", "unsupported", "expired_button", "too_long"]


@dataclass(frozen=True, slots=True)
class InboundMessage:
    """One thing a customer did; (`conversation_id`, `message_id`) names it for ever, however often it is delivered."""

    channel: ChannelName
    conversation_id: str
    message_id: str
    kind: InboundKind
    body: str
    page_product_id: str | None = None
    address: str | None = None
    callback_id: str | None = None


@dataclass(frozen=True, slots=True)
class SentButton:
    """A button as stored: `id` is short enough for any channel and stands for `payload` in this conversation only."""

    id: str
    title: str
    payload: str


@dataclass(frozen=True, slots=True)
class OutboundMessage:
    """One reply of a conversation; `seq` counts 1, 2, 3 within it."""

    conversation_id: str
    message_id: str
    seq: int
    payload: dict[str, Any]
    buttons: tuple[SentButton, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """The reply as the HTTP API and the WebSocket give it."""
        return {**self.payload, "seq": self.seq, "message_id": self.message_id}
