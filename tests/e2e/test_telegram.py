"""A customer on Telegram: the webhook in, the Bot API out, the whole product between."""

from __future__ import annotations

import itertools
from typing import Any

import httpx

from tests.e2e.conftest import TELEGRAM_SECRET, RunningStack
from tests.servers import wait_until

HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATES = itertools.count(1)


def _message(text: str) -> dict[str, Any]:
    number = next(UPDATES)
    chat = {"id": 77, "type": "private"}
    sender = {"id": 77, "is_bot": False, "first_name": "Ada"}
    return {
        "update_id": number,
        "message": {"message_id": number, "date": 1, "chat": chat, "from": sender, "text": text},
    }


def _post(stack: RunningStack, update: dict[str, Any], secret: str = TELEGRAM_SECRET) -> int:
    url = f"{stack.gateway_url}/webhooks/telegram"
    return httpx.post(url, json=update, headers={HEADER: secret}, timeout=20).status_code


def test_a_question_is_answered_once_even_when_telegram_repeats_it(stack: RunningStack) -> None:
    stack.telegram.reset()
    update = _message("Do you ship to Canada?")
    assert _post(stack, update) == 200
    assert _post(stack, update) == 200
    wait_until(lambda: len(stack.telegram.sent()) > 0, seconds=20)
    # A doubled one would have been taken up by now: another question has been answered after it.
    assert _post(stack, _message("thanks")) == 200
    wait_until(lambda: len(stack.telegram.sent()) > 1, seconds=20)
    texts = [call["text"] for call in stack.telegram.sent()]
    assert sum("Canada" in text for text in texts) == 1
    assert {str(call["chat_id"]) for call in stack.telegram.sent()} == {"77"}


def test_an_ambiguous_model_brings_buttons(stack: RunningStack) -> None:
    stack.telegram.reset()
    assert _post(stack, _message("How much is the QuietLoop 500?")) == 200
    wait_until(lambda: len(stack.telegram.sent()) > 0, seconds=20)
    keyboard = stack.telegram.sent()[-1]["reply_markup"]["inline_keyboard"]
    assert len([button for row in keyboard for button in row]) > 1


def test_a_wrong_secret_is_refused(stack: RunningStack) -> None:
    stack.telegram.reset()
    assert _post(stack, _message("hello"), secret="wrong") in (401, 403)
    assert stack.telegram.sent() == []
