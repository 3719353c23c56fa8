"""The webhook route of every messaging channel: verify, accept, answer 200; the rest happens afterwards."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import structlog
from fastapi import APIRouter, Request

from channels.background import Background
from channels.buttons import Buttons
from channels.channel import Channel
from channels.conversation import Conversations
from channels.errors import RateLimited, WebhookRefused
from channels.messages import InboundMessage
from channels.rate_limit import RateLimit

log = structlog.get_logger(__name__)


def create_webhook_router(
    channels: Mapping[str, Channel],
    conversations: Conversations,
    buttons: Buttons,
    limit: RateLimit,
    background: Background,
) -> APIRouter:
    """POST /webhooks/{channel}; a channel that is not set up is 404."""
    router = APIRouter()

    @router.post("/webhooks/{name}")
    async def receive(name: str, request: Request) -> dict[str, bool]:
        channel = channels.get(name)
        if channel is None:
            raise WebhookRefused(404, "not_found", "This channel is not set up.")
        for message in channel.receive(request.headers, await request.body()):
            await take(channel, message)
        return {"ok": True}

    async def take(channel: Channel, message: InboundMessage) -> None:
        try:
            await limit.check(message.conversation_id)
        except RateLimited:
            # An error would make the service deliver it again and again: the flood is dropped here.
            log.warning("message_dropped", conversation=message.conversation_id, message=message.message_id)
            return
        if await conversations.submit(await resolve(message)):
            background.start(channel.received(message))

    async def resolve(message: InboundMessage) -> InboundMessage:
        if message.kind != "button":
            return message
        payload = await buttons.payload_of(message.conversation_id, message.body)
        return (
            replace(message, kind="payload", body=payload)
            if payload
            else replace(message, kind="expired_button", body="")
        )

    return router
