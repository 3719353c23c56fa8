"""The few sentences the gateway says itself: when the dialogue cannot be asked, or need not be."""

from __future__ import annotations

from types import MappingProxyType

from channels.messages import InboundKind
from channels.replies import BotReply

UNAVAILABLE = BotReply(
    text="I can't look that up right now. Please try again in a moment.",
    outcome="unavailable",
)

BY_KIND: MappingProxyType[InboundKind, BotReply] = MappingProxyType(
    {
        "unsupported": BotReply(
            text="I can only read text messages. Please type your question.",
            outcome="out_of_scope",
        ),
        "expired_button": BotReply(
            text="That button no longer works. Please type your question.",
            outcome="out_of_scope",
        ),
        "too_long": BotReply(
            text="That message is too long for me. Please ask in a sentence or two.",
            outcome="out_of_scope",
        ),
    }
)
