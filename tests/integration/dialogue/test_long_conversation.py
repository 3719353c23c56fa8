from __future__ import annotations

from uuid import uuid4

from bot.actions.turn import TURNS_A_SESSION
from bot.answering.types import Focus
from tests.integration.dialogue.conftest import Dialogue

TEXTS = ("weight?", "is it in stock", "show me kettles", "do you ship to Canada", "XN-510 vs XN-520", "thanks")


def test_conversation_of_200_turns_stays_as_small_as_one_session_and_forgets_nothing(dialogue: Dialogue) -> None:
    sender = uuid4().hex
    dialogue.answering.focus = Focus(product_ids=("p1",), attribute="weight")
    dialogue.posted.clear()
    try:
        for turn in range(200):
            assert len(dialogue.say(TEXTS[turn % len(TEXTS)], sender=sender)) == 1
            if turn:
                assert dialogue.answering.questions[-1].focus.product_ids == ("p1",), f"forgotten at turn {turn}"
    finally:
        dialogue.answering.focus = None

    posted = [size for who, size in dialogue.posted if who == sender]
    assert len(posted) == 200
    # What Rasa posts to the action server is what makes a turn dear: no later session is larger than the first.
    assert max(posted[TURNS_A_SESSION:]) <= 1.1 * max(posted[:TURNS_A_SESSION])
    assert max(posted[-TURNS_A_SESSION:]) <= 1.1 * max(posted[TURNS_A_SESSION : 2 * TURNS_A_SESSION])
