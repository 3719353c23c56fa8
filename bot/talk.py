"""A conversation with the bot from a terminal or a benchmark: in this process, or over the gateway's HTTP API."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol

import httpx

from bot.answering.payload import reply_payload
from bot.answering.types import Focus, Question, Reply
from bot.errors import RemoteFailed

Payload = dict[str, Any]
_ATTEMPTS = 6
_LONGEST_WAIT_S = 30.0


class Talk(Protocol):
    """One conversation."""

    def say(self, text: str, *, page_product_id: str | None = None) -> Payload:
        """The reply payload to a customer's words."""

    def press(self, payload: str, *, page_product_id: str | None = None) -> Payload:
        """The reply payload to a button of the reply before."""


class Answering(Protocol):
    """The answering path of this process."""

    def answer(self, question: Question) -> Reply:
        """The reply; never raises."""


@dataclass
class LocalTalk:
    """A conversation in this process, which carries the focus from turn to turn."""

    answering: Answering
    conversation_id: str = field(default_factory=lambda: uuid.uuid4().hex)
    focus: Focus = field(default_factory=Focus)

    def say(self, text: str, *, page_product_id: str | None = None) -> Payload:
        """The reply payload to a customer's words."""
        return self._take(text, page_product_id, None)

    def press(self, payload: str, *, page_product_id: str | None = None) -> Payload:
        """The reply payload to a button: a chosen product, or the words a button says."""
        command, brace, rest = payload.partition("{")
        if command != "/choose_product" or not brace:
            return self.say(payload, page_product_id=page_product_id)
        chosen = str(json.loads(brace + rest)["product_id"])
        return self._take(self.focus.pending_question or "", page_product_id, chosen)

    def _take(self, text: str, page_product_id: str | None, chosen: str | None) -> Payload:
        question = Question(
            text=text,
            conversation_id=self.conversation_id,
            asked_at=datetime.now(UTC),
            page_product_id=page_product_id,
            chosen_product_id=chosen,
            intent="choose_product" if chosen else None,
            focus=self.focus,
        )
        reply = self.answering.answer(question)
        self.focus = reply.focus
        return reply_payload(reply)


class RemoteTalk:
    """A conversation with a running bot, gateway and Rasa included; raises `RemoteFailed`."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client
        self._session: str | None = None

    def say(self, text: str, *, page_product_id: str | None = None) -> Payload:
        """The reply payload to a customer's words."""
        return self._send({"text": text}, page_product_id)

    def press(self, payload: str, *, page_product_id: str | None = None) -> Payload:
        """The reply payload to a button."""
        return self._send({"payload": payload}, page_product_id)

    def _send(self, message: Mapping[str, str], page_product_id: str | None) -> Payload:
        if self._session is None:
            self._session = str(self._post("/api/v1/sessions", {})["session_id"])
        body = {"session_id": self._session, "message_id": uuid.uuid4().hex, **message}
        if page_product_id is not None:
            body["page_product_id"] = page_product_id
        replies = self._post("/api/v1/messages", body).get("replies") or []
        if not replies:
            raise RemoteFailed(str(self._client.base_url), "expected a reply, got none")
        return dict(replies[-1])

    def _post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """The JSON object answered; a busy bot is asked again after the time it names."""
        url = f"{str(self._client.base_url).rstrip('/')}{path}"
        for attempt in range(_ATTEMPTS):
            try:
                response = self._client.post(path, json=body)
            except httpx.HTTPError as error:
                raise RemoteFailed(
                    url, f"not reachable ({error or type(error).__name__}): is the bot running there?"
                ) from error
            if response.status_code != httpx.codes.TOO_MANY_REQUESTS or attempt == _ATTEMPTS - 1:
                break
            time.sleep(min(float(response.headers.get("retry-after") or 1), _LONGEST_WAIT_S))
        return _object(url, response)


def _object(url: str, response: httpx.Response) -> dict[str, Any]:
    try:
        answer = response.json()
    except ValueError as error:
        raise RemoteFailed(url, f"expected JSON, got HTTP {response.status_code}") from error
    if response.is_success and isinstance(answer, dict):
        return answer
    detail = answer.get("error", {}).get("message") if isinstance(answer, dict) else None
    raise RemoteFailed(url, f"HTTP {response.status_code}: {detail or 'no message'}")
