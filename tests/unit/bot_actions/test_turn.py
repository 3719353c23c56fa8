from __future__ import annotations

from bot.actions.turn import TURNS_A_SESSION
from bot.answering.types import Focus
from tests.fakes.bot_actions import RecordingAnswering
from tests.fakes.trackers import tracker_json
from tests.unit.bot_actions.conftest import Act


async def test_turn_keeps_the_session_below_its_limit(act: Act) -> None:
    events, _ = await act("action_answer", tracker_json(turns=TURNS_A_SESSION - 1))
    assert [event["event"] for event in events] == ["slot"]


async def test_turn_starts_a_new_session_at_its_limit_and_keeps_the_focus(
    act: Act, answering: RecordingAnswering
) -> None:
    answering.focus = Focus(product_ids=("p1",))
    events, messages = await act("action_answer", tracker_json(turns=TURNS_A_SESSION))

    # The focus comes after the session's start, which empties the slots; then Rasa listens, and predicts nothing.
    assert [event["event"] for event in events] == ["session_started", "slot", "followup"]
    assert '"p1"' in events[1]["value"]
    assert events[2]["name"] == "action_listen"
    assert len(messages) == 1
