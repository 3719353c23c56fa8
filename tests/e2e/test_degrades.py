"""With any part down the customer gets an honest sentence, and everything resumes when it is back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.e2e.conftest import RunningStack
from tests.servers import wait_until
from tests.tcp_gate import Mode

QUESTION = "Do you ship to Canada?"


class Customer:
    """One session over the gateway's HTTP interface."""

    def __init__(self, gateway: httpx.Client) -> None:
        self._gateway = gateway
        self._session = gateway.post("/api/v1/sessions").raise_for_status().json()["session_id"]

    def ask(self, text: str) -> dict[str, Any]:
        message = {"session_id": self._session, "message_id": uuid4().hex, "text": text}
        (reply,) = self._gateway.post("/api/v1/messages", json=message).raise_for_status().json()["replies"]
        answered: dict[str, Any] = reply
        return answered


@pytest.fixture
def customer(stack: RunningStack) -> Iterator[Customer]:
    with httpx.Client(base_url=stack.gateway_url, timeout=20) as gateway:
        yield Customer(gateway)


@pytest.mark.parametrize("part", ["dialogue", "actions"])
def test_a_stopped_part_is_admitted_and_its_return_is_noticed(
    stack: RunningStack, customer: Customer, part: str
) -> None:
    assert customer.ask(QUESTION)["outcome"] == "policy"
    stack.supervisor("stop", part)
    try:
        reply = customer.ask(QUESTION)
    finally:
        stack.supervisor("start", part)
    assert reply["outcome"] == "unavailable"
    assert reply["facts"] == []
    wait_until(lambda: customer.ask(QUESTION)["outcome"] == "policy", seconds=30)


@pytest.mark.parametrize("mode", ["shut", "stuck"])
@pytest.mark.parametrize("question", [QUESTION, "How much is the QL-500B?", "a quiet kettle under $80"])
def test_an_absent_elasticsearch_is_admitted_and_its_return_is_noticed(
    stack: RunningStack, customer: Customer, mode: Mode, question: str
) -> None:
    stack.elasticsearch.set(mode)
    try:
        reply = customer.ask(question)
    finally:
        stack.elasticsearch.set("open")
    assert (reply["outcome"], reply["facts"]) == ("unavailable", [])
    wait_until(lambda: customer.ask(QUESTION)["outcome"] == "policy", seconds=30)


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"text": "x" * 100_000}, 413),
        ({"text": "\x00\x07"}, 422),
        ({"text": "hello", "session_id": "made-up"}, 404),
        ({"payload": '/choose_product{"product_id": "FH-10001"}'}, 422),
    ],
    ids=["too long", "control characters", "unknown session", "a button nobody sent"],
)
def test_bad_messages_get_a_json_error(stack: RunningStack, body: dict[str, str], status: int) -> None:
    with httpx.Client(base_url=stack.gateway_url, timeout=20) as gateway:
        session = gateway.post("/api/v1/sessions").raise_for_status().json()["session_id"]
        answer = gateway.post("/api/v1/messages", json={"session_id": session, "message_id": uuid4().hex, **body})
    assert answer.status_code == status
    assert set(answer.json()) == {"error"}
    assert "Traceback" not in answer.text
