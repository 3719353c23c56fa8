"""The client of the dialogue: Rasa's REST webhook, asked under a deadline, a few questions at once."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import Any

import httpx

from channels.errors import DialogueUnavailable
from channels.replies import BotReply, read_replies

CONNECT_S = 1.0
# Rasa's HTTP server closes idle connections after 5 s; ours end before, so that none is used while it closes.
KEEPALIVE_S = 2.0


@dataclass(frozen=True, slots=True)
class DialogueTurn:
    """One message to the dialogue; `text` may begin with "/" only for payloads that the gateway vouches for."""

    conversation_id: str
    text: str
    channel: str
    message_id: str
    page_product_id: str | None = None

    def as_json(self) -> dict[str, Any]:
        """The body of Rasa's REST webhook."""
        return {
            "sender": self.conversation_id,
            "message": self.text,
            "metadata": {
                "page_product_id": self.page_product_id,
                "channel": self.channel,
                "message_id": self.message_id,
            },
        }


class RasaClient:
    """Asks Rasa; whatever goes wrong is DialogueUnavailable with its reason."""

    def __init__(self, url: str, *, deadline_s: float, concurrency: int) -> None:
        limits = httpx.Limits(max_connections=concurrency + 2, keepalive_expiry=KEEPALIVE_S)
        timeout = httpx.Timeout(deadline_s, connect=min(CONNECT_S, deadline_s))
        self._http = httpx.AsyncClient(base_url=url, timeout=timeout, limits=limits, trust_env=False)
        self._deadline_s = deadline_s
        self._slots = asyncio.Semaphore(concurrency)

    async def ask(self, turn: DialogueTurn) -> list[BotReply]:
        """The dialogue's replies, at least one; waiting for a free slot counts towards the deadline."""
        return read_replies(await self._post(turn))

    async def restart(self, turn: DialogueTurn) -> None:
        """Begins a new session in Rasa's tracker, which keeps its slots; `turn` only lends its ids."""
        await self._post(
            DialogueTurn(turn.conversation_id, "/session_start", turn.channel, f"{turn.message_id}-session")
        )

    async def is_reachable(self) -> bool:
        """Whether Rasa answers at all."""
        try:
            response = await self._http.get("/", timeout=CONNECT_S)
        except httpx.HTTPError:
            return False
        return response.status_code < 500

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()

    async def _post(self, turn: DialogueTurn) -> object:
        try:
            async with asyncio.timeout(self._deadline_s), self._slots:
                response = await self._http.post("/webhooks/rest/webhook", json=turn.as_json())
        except (TimeoutError, httpx.ReadTimeout, httpx.WriteTimeout, httpx.PoolTimeout) as error:
            raise DialogueUnavailable("deadline", f"no answer within {self._deadline_s} s") from error
        except httpx.HTTPError as error:
            raise DialogueUnavailable("connect", type(error).__name__) from error
        if response.status_code != httpx.codes.OK:
            raise DialogueUnavailable("http", f"status {response.status_code}")
        try:
            return response.json()
        except ValueError as error:
            raise DialogueUnavailable("malformed", "body is not JSON") from error
