"""The seam for messaging channels: Telegram implements it; the next channel is one more file that does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

from channels.messages import ChannelName, InboundMessage, OutboundMessage


class Channel(Protocol):
    """A messaging service that calls our webhook and takes our replies through its API."""

    name: ChannelName

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[InboundMessage]:
        """The messages in one webhook call; raises WebhookRefused unless the call proves that the service sent it."""
        ...

    async def received(self, message: InboundMessage) -> None:
        """Shows the customer that the message arrived (typing sign, button released); best effort, never raises."""
        ...

    def render(self, reply: OutboundMessage) -> Sequence[str]:
        """The reply as request bodies for the service, in order, each within its limits."""
        ...

    async def send(self, address: str, body: str) -> None:
        """Gives one rendered body to the service; raises DeliveryFailed or DeliveryRejected."""
        ...
