from __future__ import annotations

import json

from bot.actions.focus import dump_focus
from bot.answering.types import Focus
from tests.fakes.bot_actions import RecordingAnswering
from tests.fakes.trackers import tracker_json
from tests.unit.bot_actions.conftest import Act

ONE = dump_focus(Focus(pending_question="how heavy is it?", pending_product_ids=("p1",)))
TWO = dump_focus(Focus(pending_question="how heavy is it?", pending_product_ids=("p1", "p2")))


async def test_choose_product_asks_the_open_question_for_the_chosen_product(
    act: Act, answering: RecordingAnswering
) -> None:
    payload = '/choose_product{"product_id": "p2"}'
    entities = [{"entity": "colour", "value": "red"}, {"entity": "product_id", "value": "p2"}]
    await act("action_choose_product", tracker_json(payload, intent="choose_product", focus=TWO, entities=entities))

    (question,) = answering.questions
    assert (question.text, question.chosen_product_id) == ("how heavy is it?", "p2")
    assert question.intent == "choose_product"


async def test_choose_product_never_asks_the_payload_itself(act: Act, answering: RecordingAnswering) -> None:
    entities = [{"entity": "product_id", "value": "p2"}]
    await act("action_choose_product", tracker_json("/choose_product{}", intent="choose_product", entities=entities))
    assert answering.questions[0].text == ""


async def test_choose_product_without_a_product_chooses_none(act: Act, answering: RecordingAnswering) -> None:
    await act("action_choose_product", tracker_json("/choose_product", intent="choose_product", focus=TWO))
    assert answering.questions[0].chosen_product_id is None


async def test_confirm_chooses_the_only_proposal(act: Act, answering: RecordingAnswering) -> None:
    await act("action_confirm", tracker_json("yes", intent="affirm", focus=ONE))

    (question,) = answering.questions
    assert (question.text, question.chosen_product_id) == ("how heavy is it?", "p1")
    assert question.intent == "choose_product"


async def test_confirm_among_several_proposals_chooses_none(act: Act, answering: RecordingAnswering) -> None:
    await act("action_confirm", tracker_json("yes", intent="affirm", focus=TWO))

    (question,) = answering.questions
    assert (question.text, question.intent) == ("yes", "affirm")
    assert question.chosen_product_id is None


async def test_deny_drops_what_was_open_and_keeps_the_products(act: Act, answering: RecordingAnswering) -> None:
    focus = Focus(product_ids=("p9",), pending_question="how heavy is it?", pending_product_ids=("p1", "p2"))
    events, _ = await act("action_deny", tracker_json("no", intent="deny", focus=dump_focus(focus)))

    assert answering.questions[0].focus == Focus(product_ids=("p9",))
    assert json.loads(events[0]["value"])["pending_product_ids"] == []
