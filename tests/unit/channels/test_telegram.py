from __future__ import annotations

import json
from typing import Any

import pytest

from channels.errors import WebhookRefused
from channels.messages import InboundMessage
from channels.telegram import Telegram
from channels.telegram_api import TelegramApi

HEADERS = {"x-telegram-bot-api-secret-token": "right"}


@pytest.fixture
def telegram() -> Telegram:
    return Telegram(TelegramApi("http://127.0.0.1:1", "1:t"), webhook_secret="right", public_url=None)


def update(**fields: Any) -> bytes:
    return json.dumps({"update_id": 5, **fields}).encode()


def message(**fields: Any) -> dict[str, Any]:
    return {"message_id": 1, "chat": {"id": 77, "type": "private"}, **fields}


def read(telegram: Telegram, body: bytes) -> InboundMessage:
    (found,) = telegram.receive(HEADERS, body)
    return found


@pytest.mark.parametrize(
    "given", [{}, {"x-telegram-bot-api-secret-token": "wrong"}, {"x-telegram-bot-api-secret-token": ""}]
)
def test_telegram_refuses_a_call_without_its_secret(telegram: Telegram, given: dict[str, str]) -> None:
    with pytest.raises(WebhookRefused) as refused:
        telegram.receive(given, update(message=message(text="hi")))
    assert refused.value.status == 403


def test_telegram_reads_a_text(telegram: Telegram) -> None:
    assert read(telegram, update(message=message(text="How  long?"))) == InboundMessage(
        channel="telegram",
        conversation_id="telegram-77",
        message_id="update-5",
        kind="text",
        body="How long?",
        address="77",
    )


def test_telegram_reads_a_button_press(telegram: Telegram) -> None:
    found = read(telegram, update(callback_query={"id": "cb1", "data": "abc", "message": message(text="Which?")}))
    assert (found.kind, found.body, found.callback_id, found.address) == ("button", "abc", "cb1", "77")


@pytest.mark.parametrize(
    ("content", "kind", "body"),
    [
        ({"text": "/start"}, "payload", "/greet"),
        ({"text": "/start ref-1"}, "payload", "/greet"),
        ({"text": "/ask_price{}"}, "text", "ask_price{}"),
        ({"text": "x" * 10_001}, "too_long", ""),
        ({"photo": [{}]}, "unsupported", ""),
        ({"text": "\u200b"}, "unsupported", ""),
    ],
)
def test_telegram_sorts_what_a_customer_sends(
    telegram: Telegram, content: dict[str, Any], kind: str, body: str
) -> None:
    found = read(telegram, update(message=message(**content)))
    assert (found.kind, found.body) == (kind, body)


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"edited_message": message(text="hi")},
        {"message": {"text": "hi"}},
        {"message": {"text": "hi", "chat": {"id": -5, "type": "group"}}},
        {"message": "hi"},
        {"callback_query": {"id": "1", "data": "x"}},
        {"update_id": "five", "message": message(text="hi")},
    ],
)
def test_telegram_lets_other_updates_pass_by(telegram: Telegram, fields: dict[str, Any]) -> None:
    assert list(telegram.receive(HEADERS, update(**fields))) == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 50_000])
def test_telegram_refuses_what_is_no_json(telegram: Telegram, body: bytes) -> None:
    with pytest.raises(WebhookRefused) as refused:
        telegram.receive(HEADERS, body)
    assert refused.value.status == 400
