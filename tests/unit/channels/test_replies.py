from __future__ import annotations

from typing import Any

import pytest

from channels.errors import DialogueUnavailable
from channels.replies import read_replies
from tests.fakes.channels import bot_reply


def test_read_replies_keeps_the_payload_as_the_dialogue_sent_it() -> None:
    sent = bot_reply(
        "Which one?",
        outcome="clarify",
        buttons=[{"title": "A", "payload": '/choose_product{"product_id": "a"}'}],
        sources=[{"label": "product page", "url": "/products/a", "as_of": "2026-11-20T10:42:00Z"}],
    )
    assert read_replies([{"recipient_id": "c", "custom": sent}])[0].as_payload() == sent


def test_read_replies_wraps_plain_text() -> None:
    reply = read_replies([{"recipient_id": "c", "text": "Hello."}])[0]
    assert (reply.text, reply.outcome, reply.facts) == ("Hello.", "answer", ())


@pytest.mark.parametrize("answer", [[], None, {}, "hello", [{}], [{"recipient_id": "c"}], [[]]])
def test_read_replies_takes_an_empty_answer_as_a_failure(answer: Any) -> None:
    with pytest.raises(DialogueUnavailable) as failure:
        read_replies(answer)
    assert failure.value.reason == "empty"


@pytest.mark.parametrize("change", [{"text": ""}, {"outcome": "sure"}, {"schema": 2}, {"buttons": [{"title": "A"}]}])
def test_read_replies_takes_a_broken_payload_as_a_failure(change: dict[str, Any]) -> None:
    with pytest.raises(DialogueUnavailable) as failure:
        read_replies([{"custom": {**bot_reply("Hi"), **change}}])
    assert failure.value.reason == "malformed"
