"""The Telegram channel: webhook updates in, Bot API calls out."""

from __future__ import annotations

import asyncio
import hmac
import json
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from channels.cleaning import clean_text
from channels.errors import DeliveryFailed, TextRefused, WebhookRefused
from channels.messages import ChannelName, InboundKind, InboundMessage, OutboundMessage
from channels.telegram_api import TelegramApi
from channels.telegram_text import keyboard, reply_text, split_text

log = structlog.get_logger(__name__)
SECRET_HEADER = "x-telegram-bot-api-secret-token"  # noqa: S105 - a header's name
GREETING = "/greet"


class Telegram:
    """Speaks for one bot, in private chats only."""

    name: ChannelName = "telegram"

    def __init__(self, api: TelegramApi, *, webhook_secret: str, public_url: str | None) -> None:
        self._api = api
        self._webhook_secret = webhook_secret.encode()
        self._public_url = public_url

    def receive(self, headers: Mapping[str, str], body: bytes) -> Sequence[InboundMessage]:
        """The message or button press in one update; other kinds of update are nothing to us."""
        given = headers.get(SECRET_HEADER, "").encode("utf-8", "replace")
        if not hmac.compare_digest(given, self._webhook_secret):
            raise WebhookRefused(403, "forbidden", "The secret token is missing or wrong.")
        try:
            update = json.loads(body)
        except (ValueError, RecursionError) as error:
            raise WebhookRefused(400, "bad_json", "Expected a Telegram update as JSON.") from error
        message = _read_update(update) if isinstance(update, dict) else None
        return [message] if message is not None else []

    async def received(self, message: InboundMessage) -> None:
        """Releases the pressed button and shows the typing sign."""
        calls = [self._api.call("sendChatAction", {"chat_id": message.address, "action": "typing"})]
        if message.callback_id is not None:
            calls.append(self._api.call("answerCallbackQuery", {"callback_query_id": message.callback_id}))
        for outcome in await asyncio.gather(*calls, return_exceptions=True):
            if isinstance(outcome, DeliveryFailed):
                log.warning("telegram_notice_failed", conversation=message.conversation_id, reason=outcome.reason)
            elif isinstance(outcome, BaseException):
                raise outcome

    def render(self, reply: OutboundMessage) -> Sequence[str]:
        """sendMessage bodies; the buttons go with the last one."""
        pieces = split_text(reply_text(reply, self._public_url))
        bodies: list[dict[str, Any]] = [
            {"text": piece, "link_preview_options": {"is_disabled": True}} for piece in pieces
        ]
        if (buttons := keyboard(reply)) is not None:
            bodies[-1]["reply_markup"] = buttons
        return [json.dumps(body, ensure_ascii=False) for body in bodies]

    async def send(self, address: str, body: str) -> None:
        """One sendMessage."""
        await self._api.call("sendMessage", {"chat_id": address, **json.loads(body)})

    async def close(self) -> None:
        """Closes the connections to the Bot API."""
        await self._api.close()


def _read_update(update: dict[str, Any]) -> InboundMessage | None:
    number = update.get("update_id")
    press = _part(update, "callback_query")
    message = _part(press or update, "message")
    chat = _part(message, "chat")
    if not isinstance(number, int) or not isinstance(chat.get("id"), int) or chat.get("type") != "private":
        return None
    kind, body = _read_press(press) if press else _read_message(message)
    return InboundMessage(
        channel="telegram",
        conversation_id=f"telegram-{chat['id']}",
        message_id=f"update-{number}",
        kind=kind,
        body=body,
        address=str(chat["id"]),
        callback_id=str(press["id"]) if "id" in press else None,
    )


def _part(whole: dict[str, Any], name: str) -> dict[str, Any]:
    part = whole.get(name)
    return part if isinstance(part, dict) else {}


def _read_press(press: dict[str, Any]) -> tuple[InboundKind, str]:
    return "button", str(press.get("data", ""))


def _read_message(message: dict[str, Any]) -> tuple[InboundKind, str]:
    text = message.get("text")
    if not isinstance(text, str):
        return "unsupported", ""
    if text.split(maxsplit=1)[:1] == ["/start"]:
        return "payload", GREETING
    try:
        return "text", clean_text(text)
    except TextRefused as refused:
        return ("too_long" if refused.code == "message_too_long" else "unsupported"), ""
