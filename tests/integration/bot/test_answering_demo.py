from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest

from bot.talk import LocalTalk


def test_answers_the_variant_named_and_no_other(demo_talk: Callable[[], LocalTalk]) -> None:
    reply = demo_talk().say("What does the QL-510B weigh?")
    assert [(fact["attribute"], fact["value"]) for fact in reply["facts"]] == [("weight", "249"), ("colour", "Black")]
    other = demo_talk().say("What does the QL-500B weigh?")
    assert other["facts"][0]["value"] == "254"
    assert other["product_ids"] != reply["product_ids"]


def test_asks_which_variant_and_answers_the_button(demo_talk: Callable[[], LocalTalk]) -> None:
    talk = demo_talk()
    asked = talk.say("Is the QuietLoop 510 in stock?")
    assert (asked["outcome"], sorted(button["title"] for button in asked["buttons"])) == (
        "clarify",
        ["black", "navy", "white"],
    )
    chosen = talk.press(asked["buttons"][0]["payload"])
    assert (chosen["outcome"], chosen["facts"][0]["attribute"]) == ("answer", "availability")
    assert (
        json.loads(asked["buttons"][0]["payload"].removeprefix("/choose_product"))["product_id"]
        in chosen["product_ids"]
    )


def test_tells_the_price_that_all_versions_have_without_asking_which(demo_talk: Callable[[], LocalTalk]) -> None:
    reply = demo_talk().say("How much is the QuietLoop 510?")
    assert (reply["outcome"], len(reply["product_ids"]), reply["buttons"]) == ("answer", 3, [])
    assert {fact["product_id"] for fact in reply["facts"]} == set(reply["product_ids"])
    assert len({fact["value"] for fact in reply["facts"]}) == 1


@pytest.mark.parametrize("model", ["QL-520", "QL-51O", "QL-510X", "XN-245B", "BK-171", "QuietLoop 900"])
def test_never_answers_for_an_unknown_model(demo_talk: Callable[[], LocalTalk], model: str) -> None:
    reply = demo_talk().say(f"How much is the {model}?")
    assert (reply["outcome"], reply["facts"]) == ("not_found", [])
    assert not re.search(r"\$\d", reply["text"])


@pytest.mark.parametrize(
    ("question", "outcome", "said"),
    [
        ("How long does the battery last?", "answer", "32 hours"),
        ("does it have noise cancelling?", "answer", "Yes"),
        ("is it lighter than 300 g?", "answer", "Yes"),
        ("does the battery last more than 40 hours?", "answer", "No"),
        ("is it foldable?", "answer", "Yes"),
        ("does it come in red?", "answer", "No"),
        ("what colours does it come in?", "answer", "navy"),
        ("how much is it?", "answer", "$149.00"),
        ("is it waterproof?", "not_stated", "does not state"),
        ("does it support aptX?", "not_stated", "does not state"),
        ("Do you ship to Canada?", "policy", "Canada"),
        ("what is the meaning of life", "out_of_scope", "Fernhill"),
        ("thanks!", "answer", "welcome"),
    ],
)
def test_answers_on_a_product_page(demo_talk: Callable[[], LocalTalk], question: str, outcome: str, said: str) -> None:
    page = demo_talk().say("price of the QL-500B")["product_ids"][0]
    reply = demo_talk().say(question, page_product_id=page)
    assert reply["outcome"] == outcome, reply["text"]
    assert said in reply["text"]


def test_every_fact_has_its_source_and_time(demo_talk: Callable[[], LocalTalk]) -> None:
    reply = demo_talk().say("How much is the XN-240B and is it in stock?")
    assert {fact["attribute"] for fact in reply["facts"]} >= {"price", "availability"}
    assert all(fact["evidence_id"] and fact["as_of"] and fact["version"] for fact in reply["facts"])
    assert [source["url"] for source in reply["sources"]] == [
        f"/products/{reply['sources'][0]['url'].rsplit('/', 1)[1]}"
    ]


def test_search_keeps_its_limit(demo_talk: Callable[[], LocalTalk]) -> None:
    reply = demo_talk().say("do you have a kettle under 50 dollars?")
    prices = [float(fact["value"]) for fact in reply["facts"] if fact["attribute"] == "price"]
    assert prices
    assert max(prices) <= 50


def test_same_question_has_the_same_facts_eight_times(demo_talk: Callable[[], LocalTalk]) -> None:
    answers = {json.dumps(demo_talk().say("what is the battery life of the QL-510W?")["facts"]) for _ in range(8)}
    assert len(answers) == 1


@pytest.mark.parametrize(
    "text",
    [
        "*:*",
        "QL-510B OR title:*",
        "\\\\//((",
        '"',
        "🙂" * 500,
        "a" * 1999,
        "<img src=x onerror=alert(1)>",
        "%s {0} ${x}",
    ],
)
def test_no_text_breaks_the_answering_path(demo_talk: Callable[[], LocalTalk], text: str) -> None:
    assert demo_talk().say(text)["outcome"] != "unavailable"
