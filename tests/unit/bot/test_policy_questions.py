"""What the shop's policies and its page of questions answer, and what goes on from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from bot.answering.types import Intent
from retrieval.schema import Evidence
from tests.fakes.bot import NOW, Conversation


@dataclass(frozen=True)
class TwoPages:
    """Policies on shipping and on returns, found by the page's name among the words asked."""

    def passages(self, question: str, *, product_ids: Sequence[str], top_k: int = 5) -> list[Evidence]:
        return []

    def policies(self, question: str, *, top_k: int = 3) -> list[Evidence]:
        pages = {"shipping": "We do not ship to Australia.", "returns": "Sale items can be returned too."}
        return [
            Evidence(page, "policy", text, 0.6, "test", 1, NOW, heading=page.capitalize(), url=f"/policies/{page}#top")
            for page, text in pages.items()
            if page in question.lower()
        ]


def test_a_follow_up_is_asked_of_the_policy_spoken_of() -> None:
    talk = Conversation(evidence=TwoPages())
    assert talk.ask("what does shipping cost?", intent="ask_policy").sources[0].url == "/policies/shipping#top"
    assert "Australia" in talk.ask("what about Australia?").text
    assert talk.ask("how do returns work?", intent="ask_policy").sources[0].url == "/policies/returns#top"
    assert "Sale items" in talk.ask("and for sale items?").text
    assert "Sale items" in talk.ask("how long does that take?").text


def test_a_follow_up_of_a_policy_leaves_product_questions_alone() -> None:
    talk = Conversation(evidence=TwoPages())
    talk.ask("what does shipping cost?", page="H1", intent="ask_policy")
    assert talk.ask("what about the weight?", page="H1").product_ids == ("H1",)
    assert talk.ask("what about Australia?", page="H1").outcome != "policy"


class QuestionPage:
    """One question with its answer, as a shop lists what it is often asked."""

    def passages(self, question: str, *, product_ids: Sequence[str], top_k: int = 5) -> list[Evidence]:
        return []

    def policies(self, question: str, *, top_k: int = 3) -> list[Evidence]:
        asked = "How do I descale a kettle?"
        return [
            Evidence("faq", "policy", "Use vinegar once a month.", 0.7, "test", 1, NOW, heading=asked, url="/faq#1")
        ]


@pytest.mark.parametrize(
    ("text", "intent"),
    [
        ("how often should I descale my kettle?", "search_products"),
        ("how do I descale the headphones?", "ask_product"),
        ("do I need to descale a kettle?", None),
    ],
)
def test_how_to_do_something_is_answered_from_the_questions_often_asked(text: str, intent: Intent | None) -> None:
    reply = Conversation(evidence=QuestionPage()).ask(text, intent=intent)
    assert (reply.outcome, reply.sources[0].url) == ("policy", "/faq#1")
    assert '"How do I descale a kettle?"' in reply.text
    assert "Use vinegar once a month." in reply.text


def test_a_named_product_is_no_follow_up_of_a_policy() -> None:
    talk = Conversation(evidence=TwoPages())
    talk.ask("what does shipping cost?", intent="ask_policy")
    assert talk.ask("what about the BK-170?").product_ids == ("K1",)


@dataclass(frozen=True)
class Warranties:
    """A page of several sections on one topic, with cosines that alone would pick the wrong one."""

    def passages(self, question: str, *, product_ids: Sequence[str], top_k: int = 5) -> list[Evidence]:
        return []

    def policies(self, question: str, *, top_k: int = 3) -> list[Evidence]:
        sections = (
            ("Batteries under warranty", "A built-in battery is covered for two years under the warranty.", 0.50),
            ("Extended warranty", "We have no extended warranty on offer, not for anything in the shop.", 0.49),
            ("What the warranty covers", "It covers faults in material in normal use, not in a business.", 0.46),
            ("What the warranty does not cover", "It does not cover drops, liquids or repairs by somebody else.", 0.45),
            ("Proof of purchase", "Your order number is the proof of purchase; so is the address you used.", 0.50),
            ("How long the warranty lasts", "As long as the product page says, from the day of delivery.", 0.37),
        )  # fmt: skip
        return [
            Evidence(heading, "policy", text, score, "test", 1, NOW, heading=heading, url="/policies/warranty#x")
            for heading, text, score in sections
        ][:top_k]


@pytest.mark.parametrize(
    ("question", "said"),
    [
        ("what's the warranty?", "faults in material"),
        ("warranty?", "faults in material"),
        ("how long is the warranty?", "As long as the product page says"),
        ("what isn't covered by the warranty?", "does not cover drops"),
        ("is there a warranty on batteries?", "two years"),
    ],
)
def test_the_section_whose_heading_says_what_is_asked_is_quoted(question: str, said: str) -> None:
    assert said in Conversation(evidence=Warranties()).ask(question, intent="ask_policy").text
