from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from bot.action_app import create_app
from bot.answering.types import Question, Reply
from tests.fakes.bot_actions import RecordingAnswering
from tests.fakes.trackers import tracker_json


@pytest.fixture
def client() -> Iterator[TestClient]:
    app = create_app(RecordingAnswering, parts=lambda _: {"elasticsearch": False, "embedder": True})
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client


def call(name: str = "action_answer", **tracker: Any) -> dict[str, Any]:
    return {"next_action": name, "sender_id": "conversation-1", "tracker": tracker_json(**tracker), "version": "3.6.21"}


def test_webhook_answers_with_events_and_one_message(client: TestClient) -> None:
    reply = client.post("/webhook", json={**call(text="hello", intent="greet"), "domain": {"intents": []}})

    assert reply.status_code == 200
    body = reply.json()
    assert [event["event"] for event in body["events"]] == ["slot"]
    assert [message["custom"]["text"] for message in body["responses"]] == ["greet: hello"]


def test_webhook_needs_no_domain(client: TestClient) -> None:
    assert client.post("/webhook", json=call()).status_code == 200


@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b'{"next_action": "action_answer"}', b'{"tracker": {}, "next_action": ""}']
)
def test_webhook_refuses_what_is_no_action_call(client: TestClient, body: bytes) -> None:
    reply = client.post("/webhook", content=body)
    assert reply.status_code == 400
    assert reply.json()["error"].startswith("expected")


def test_webhook_says_which_action_is_not_there(client: TestClient) -> None:
    reply = client.post("/webhook", json=call("action_fly"))
    assert reply.status_code == 404
    assert "action_fly" in reply.json()["error"]


def test_health_names_the_part_that_is_not_ready(client: TestClient) -> None:
    reply = client.get("/health")
    assert reply.status_code == 200
    assert reply.json() == {"status": "degraded", "parts": {"elasticsearch": False, "embedder": True}}


def test_webhook_hides_why_an_action_failed() -> None:
    class Failing:
        def answer(self, question: Question) -> Reply:
            raise RuntimeError(f"secret of {question.text}")

    with TestClient(create_app(Failing, parts=lambda _: {}), raise_server_exceptions=False) as client:
        reply = client.post("/webhook", json=call(text="my card number"))
    assert reply.status_code == 500
    assert "secret" not in reply.text
    assert "card" not in reply.text
