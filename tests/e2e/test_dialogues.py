from __future__ import annotations

import json
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.e2e.conftest import RunningStack
from tests.e2e.dialogue_cases import DialogueCase, Turn, read_cases

CASES = list(read_cases())


@pytest.fixture(scope="session")
def product_ids(stack: RunningStack) -> dict[str, str]:
    """The shop's own key of each model number."""
    with (stack.state_dir / "demo" / "products.jsonl").open(encoding="utf-8") as lines:
        return {row["mpn"]: row["id"] for row in map(json.loads, lines)}


@pytest.mark.parametrize("case", CASES, ids=[case.dialogue.replace(" ", "-") for case in CASES])
def test_dialogue(stack: RunningStack, product_ids: dict[str, str], case: DialogueCase) -> None:
    with httpx.Client(base_url=stack.gateway_url, timeout=15) as gateway:
        session = gateway.post("/api/v1/sessions").raise_for_status().json()["session_id"]
        buttons: dict[str, str] = {}
        for turn in case.turns:
            reply = _reply(gateway, session, turn, buttons, product_ids)
            _check(turn, reply, product_ids)
            buttons = {button["title"]: button["payload"] for button in reply["buttons"]}


def _reply(
    gateway: httpx.Client, session: str, turn: Turn, buttons: dict[str, str], product_ids: dict[str, str]
) -> dict[str, Any]:
    message: dict[str, Any] = {"session_id": session, "message_id": uuid4().hex}
    if turn.customer is not None:
        message["text"] = turn.customer
    else:
        message["payload"] = _payload(buttons, product_ids[turn.presses or ""])
    if turn.page is not None:
        message["page_product_id"] = product_ids[turn.page]
    (reply,) = gateway.post("/api/v1/messages", json=message).raise_for_status().json()["replies"]
    answered: dict[str, Any] = reply
    return answered


def _payload(buttons: dict[str, str], product_id: str) -> str:
    """The payload of the button that stands for a product."""
    for payload in buttons.values():
        intent, _, entities = payload.partition("{")
        if intent == "/choose_product" and json.loads("{" + entities)["product_id"] == product_id:
            return payload
    raise AssertionError(f"no button stands for {product_id}: {buttons}")


def _check(turn: Turn, reply: dict[str, Any], product_ids: dict[str, str]) -> None:
    said = f"{turn.customer or turn.presses!r} was answered {reply}"
    if turn.outcome is not None:
        assert reply["outcome"] == turn.outcome, said
    if turn.products is not None:
        assert set(reply["product_ids"]) == {product_ids[model] for model in turn.products}, said
    offered = {button["title"]: button["payload"] for button in reply["buttons"]}
    for model in turn.buttons:
        assert _payload(offered, product_ids[model]), said
    assert not turn.cards or reply["cards"], said
    stated = {fact["attribute"]: fact["value"] for fact in reply["facts"]}
    assert {attribute: stated.get(attribute) for attribute in turn.facts} == turn.facts, said
    assert not turn.says_one_of or any(text.casefold() in reply["text"].casefold() for text in turn.says_one_of), said
    for text in turn.says:
        assert text.casefold() in reply["text"].casefold(), said
    for text in turn.never_says:
        assert text.casefold() not in reply["text"].casefold(), said
