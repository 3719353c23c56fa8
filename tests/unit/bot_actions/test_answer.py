from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.answering.types import Focus
from tests.fakes.bot_actions import RecordingAnswering
from tests.fakes.trackers import tracker_json
from tests.unit.bot_actions.conftest import Act


async def test_answer_asks_what_the_tracker_holds(act: Act, answering: RecordingAnswering) -> None:
    focus = '{"product_ids":["p1"],"attribute":"weight","pending_question":null,"pending_product_ids":[]}'
    await act("action_answer", tracker_json("and the black one?", focus=focus, metadata={"page_product_id": "p7"}))

    (question,) = answering.questions
    assert question.text == "and the black one?"
    assert question.intent == "ask_product"
    assert question.conversation_id == "conversation-1"
    assert question.page_product_id == "p7"
    assert question.chosen_product_id is None
    assert question.focus == Focus(product_ids=("p1",), attribute="weight")
    assert question.asked_at == datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


async def test_answer_sends_one_payload_and_keeps_the_focus(act: Act, answering: RecordingAnswering) -> None:
    answering.focus = Focus(product_ids=("p2",), pending_question="wie schwer?")
    events, messages = await act("action_answer", tracker_json("hello", intent="greet"))

    (message,) = messages
    assert message["schema"] == 1
    assert message["text"] == "greet: hello"
    (event,) = events
    assert (event["event"], event["name"]) == ("slot", "focus")
    kept = json.loads(event["value"])
    assert kept["product_ids"] == ["p2"]
    assert kept["pending_question"] == "wie schwer?"


@pytest.mark.parametrize("intent", ["nlu_fallback", "no_such_intent", None])
async def test_answer_leaves_the_intent_open_where_the_classifier_was_not_sure(
    act: Act, answering: RecordingAnswering, intent: str | None
) -> None:
    await act("action_answer", tracker_json(intent=intent))
    assert answering.questions[0].intent is None


@pytest.mark.parametrize("metadata", [None, "p7", {}, {"page_product_id": None}, {"page_product_id": 7}])
async def test_answer_takes_metadata_without_a_page_product(
    act: Act, answering: RecordingAnswering, metadata: object
) -> None:
    await act("action_answer", tracker_json(metadata=metadata))
    assert answering.questions[0].page_product_id is None


@pytest.mark.parametrize("focus", ["", "{", "[]", '"p1"', '{"product_ids": 3}', "null"])
async def test_answer_starts_afresh_from_a_focus_that_cannot_be_read(
    act: Act, answering: RecordingAnswering, focus: str
) -> None:
    await act("action_answer", tracker_json(focus=focus))
    assert answering.questions[0].focus == Focus()
