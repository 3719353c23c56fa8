from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.fakes.channels import FakeRasa, FakeTelegram, bot_reply, custom
from tests.gateway import GatewayProcess

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - a header's name


class Customer:
    """Somebody who writes to the bot; each has a chat of their own."""

    chats = 1_000

    def __init__(self, gateway: GatewayProcess, secret: str) -> None:
        Customer.chats += 1
        self.chat = Customer.chats
        self._gateway = gateway
        self._secret = secret
        self._updates = self.chat * 1_000

    def update(self, **fields: Any) -> dict[str, Any]:
        self._updates += 1
        return {"update_id": self._updates, **fields}

    def deliver(self, update: dict[str, Any], secret: str | None = None) -> httpx.Response:
        headers = {SECRET_HEADER: self._secret if secret is None else secret}
        return httpx.post(f"{self._gateway.url}/webhooks/telegram", json=update, headers=headers, timeout=5)

    def message(self, **content: Any) -> dict[str, Any]:
        return self.update(message={"message_id": 1, "chat": {"id": self.chat, "type": "private"}, **content})

    def writes(self, text: str) -> None:
        assert self.deliver(self.message(text=text)).json() == {"ok": True}

    def presses(self, data: str) -> None:
        pressed = {"id": "cb-1", "data": data, "message": {"chat": {"id": self.chat, "type": "private"}}}
        assert self.deliver(self.update(callback_query=pressed)).is_success

    def received(self, api: FakeTelegram) -> list[dict[str, Any]]:
        return [call for call in api.sent() if call["chat_id"] == str(self.chat)]


@pytest.fixture
def customer(gateway: GatewayProcess, telegram_settings: dict[str, str]) -> Customer:
    return Customer(gateway, telegram_settings["TELEGRAM_WEBHOOK_SECRET"])


def eventually(check: Callable[[], bool], *, seconds: float = 15) -> None:
    until = time.monotonic() + seconds
    while not check():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.05)


def test_text_is_answered_with_source_and_keyboard(
    rasa: FakeRasa, telegram_api: FakeTelegram, customer: Customer
) -> None:
    payload = '/choose_product{"product_id": "a"}'
    rasa.answer = lambda turn: custom(
        turn["sender"],
        bot_reply(
            "Which one?",
            outcome="clarify",
            buttons=[{"title": "Graphite", "payload": payload}],
            sources=[{"label": "product page", "url": "/products/a", "as_of": "2026-11-20T10:42:00Z"}],
        ),
    )
    customer.writes("/price of the headphones?")
    eventually(lambda: len(customer.received(telegram_api)) == 1)
    (message,) = customer.received(telegram_api)
    assert message["text"].splitlines() == [
        "Which one?",
        "",
        "Source: product page · as of 20 Nov 2026 10:42 UTC · https://shop.example/products/a",
    ]
    assert rasa.turns[-1]["message"] == "price of the headphones?"
    assert rasa.turns[-1]["metadata"]["channel"] == "telegram"
    assert any(call.method == "sendChatAction" for call in telegram_api.calls)
    ((button,),) = message["reply_markup"]["inline_keyboard"]
    customer.presses(button["callback_data"])
    eventually(lambda: rasa.turns[-1]["message"] == payload)
    eventually(lambda: any(call.method == "answerCallbackQuery" for call in telegram_api.calls))


def test_button_of_another_chat_is_not_taken(
    gateway: GatewayProcess,
    rasa: FakeRasa,
    telegram_api: FakeTelegram,
    customer: Customer,
    telegram_settings: dict[str, str],
) -> None:
    rasa.answer = lambda turn: custom(turn["sender"], bot_reply("?", buttons=[{"title": "A", "payload": "/a"}]))
    customer.writes("which?")
    eventually(lambda: len(customer.received(telegram_api)) == 1)
    ((button,),) = customer.received(telegram_api)[0]["reply_markup"]["inline_keyboard"]
    stranger = Customer(gateway, telegram_settings["TELEGRAM_WEBHOOK_SECRET"])
    stranger.presses(button["callback_data"])
    eventually(lambda: len(stranger.received(telegram_api)) == 1)
    assert "no longer works" in stranger.received(telegram_api)[0]["text"]
    assert [turn["message"] for turn in rasa.turns] == ["which?"]


def test_update_delivered_again_is_answered_once(
    rasa: FakeRasa, telegram_api: FakeTelegram, customer: Customer
) -> None:
    rasa.delay_s = 0.3
    update = customer.message(text="hello")
    for _ in range(5):
        assert customer.deliver(update).is_success
    customer.writes("and now?")
    eventually(lambda: len(customer.received(telegram_api)) == 2)
    time.sleep(0.5)
    assert [one["text"] for one in customer.received(telegram_api)] == ["Heard: hello", "Heard: and now?"]


def test_webhook_answers_before_the_dialogue_does(
    rasa: FakeRasa, telegram_api: FakeTelegram, customer: Customer
) -> None:
    rasa.delay_s = 2
    started = time.monotonic()
    customer.writes("slow one")
    assert time.monotonic() - started < 1
    eventually(lambda: len(customer.received(telegram_api)) == 1)


@pytest.mark.parametrize("secret", ["", "wrong"])
def test_webhook_without_its_secret_is_forbidden(rasa: FakeRasa, customer: Customer, secret: str) -> None:
    response = customer.deliver(customer.message(text="hi"), secret=secret)
    assert (response.status_code, response.json()["error"]["code"]) == (403, "forbidden")
    assert rasa.turns == []


def test_webhook_is_closed_until_it_is_set_up(tmp_path: Path, rasa: FakeRasa) -> None:
    with GatewayProcess(tmp_path, rasa.url, TELEGRAM_BOT_TOKEN="1:token") as gateway:
        customer = Customer(gateway, "")
        assert customer.deliver(customer.message(text="hi")).status_code == 404


def test_start_greets_and_pictures_are_answered_politely(
    rasa: FakeRasa, telegram_api: FakeTelegram, customer: Customer
) -> None:
    customer.writes("/start")
    customer.deliver(customer.message(photo=[{}]))
    customer.writes("x" * 10_001)
    eventually(lambda: len(customer.received(telegram_api)) == 3)
    assert [turn["message"] for turn in rasa.turns] == ["/greet"]
    texts = [one["text"] for one in customer.received(telegram_api)]
    assert "only read text" in texts[1]
    assert "too long" in texts[2]


def test_long_reply_is_split_and_stays_in_order(rasa: FakeRasa, telegram_api: FakeTelegram, customer: Customer) -> None:
    words = " ".join(f"word{number}" for number in range(1_500))
    rasa.answer = lambda turn: custom(turn["sender"], bot_reply(words))
    customer.writes("tell me all")
    eventually(lambda: len(customer.received(telegram_api)) == 4)
    assert " ".join(one["text"] for one in customer.received(telegram_api)) == words


def test_delivery_waits_as_long_as_telegram_says(
    rasa: FakeRasa, telegram_api: FakeTelegram, customer: Customer
) -> None:
    telegram_api.failures = [
        (429, {"description": "Too Many Requests: retry after 2", "parameters": {"retry_after": 2}}),
        (502, {"description": "Bad Gateway"}),
    ]
    customer.writes("one")
    customer.writes("two")
    eventually(lambda: len(customer.received(telegram_api)) == 4)
    assert [one["text"] for one in customer.received(telegram_api)] == ["Heard: one"] * 3 + ["Heard: two"]
    times = [call.at for call in telegram_api.calls if call.method == "sendMessage"]
    assert times[1] - times[0] >= 2


def test_delivery_to_someone_who_blocked_the_bot_is_given_up(
    gateway: GatewayProcess, rasa: FakeRasa, telegram_api: FakeTelegram, customer: Customer
) -> None:
    telegram_api.failures = [(403, {"description": "Forbidden: bot was blocked by the user"})]
    customer.writes("one")
    customer.writes("two")
    eventually(lambda: len(customer.received(telegram_api)) == 2)
    assert "delivery_dead" in gateway.log()
    assert telegram_api.token not in gateway.log()


def test_delivery_owed_at_a_crash_is_made_after_the_restart(
    tmp_path: Path, rasa: FakeRasa, telegram_api: FakeTelegram, telegram_settings: dict[str, str]
) -> None:
    telegram_api.failures = [(500, {"description": "Internal Server Error"})] * 2
    with GatewayProcess(tmp_path, rasa.url, **telegram_settings) as gateway:
        customer = Customer(gateway, telegram_settings["TELEGRAM_WEBHOOK_SECRET"])
        customer.writes("hello")
        eventually(lambda: len(customer.received(telegram_api)) >= 1)
        gateway.kill()
        telegram_api.failures = []
        before = len(customer.received(telegram_api))
        gateway.start()
        eventually(lambda: len(customer.received(telegram_api)) == before + 1, seconds=40)
    assert len(rasa.turns) == 1
