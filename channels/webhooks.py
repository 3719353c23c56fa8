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


class WebhookRoute:
    """POST /webhooks/{channel}; a channel that is not set up is 404."""

    def __init__(
        self,
        channels: Mapping[str, Channel],
        conversations: Conversations,
        *,
        buttons: Buttons,
        limit: RateLimit,
        background: Background,
    ) -> None:
        self._channels = channels
        self._conversations = conversations
        self._buttons = buttons
        self._limit = limit
        self._background = background
        self.router = APIRouter()
        self.router.add_api_route("/webhooks/{name}", self._receive, methods=["POST"])

    async def _receive(self, name: str, request: Request) -> dict[str, bool]:
        channel = self._channels.get(name)
        if channel is None:
            raise WebhookRefused(404, "not_found", "This channel is not set up.")
        for message in channel.receive(request.headers, await request.body()):
            await self._take(channel, message)
        return {"ok": True}

    async def _take(self, channel: Channel, message: InboundMessage) -> None:
        try:
            await self._limit.check(message.conversation_id)
        except RateLimited:
            # An error would make the service deliver it again and again: the flood is dropped here.
            log.warning("message_dropped", conversation=message.conversation_id, message=message.message_id)
            return
        if await self._conversations.submit(await self._resolve(message)):
            self._background.start(channel.received(message))

    async def _resolve(self, message: InboundMessage) -> InboundMessage:
        if message.kind != "button":
            return message
        payload = await self._buttons.payload_of(message.conversation_id, message.body)
        if payload is None:
            return replace(message, kind="expired_button", body="")
        return replace(message, kind="payload", body=payload)
