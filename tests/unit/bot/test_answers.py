from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.answering.types import Intent
from tests.fakes.bot import NOW, Conversation, DownLookup, attribute, changed, demo_products
from tests.fakes.retrieval import make_offer


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("how much is it?", "The Orvane QuietLoop QL-500 costs $149.00."),
        ("is it under 200 dollars?", "Yes. The Orvane QuietLoop QL-500 costs $149.00."),
        ("is it less than $100?", "No. The Orvane QuietLoop QL-500 costs $149.00."),
        ("is it on sale?", "No, the Orvane QuietLoop QL-500 is not reduced. It costs $149.00."),
        ("is it in stock?", "The Orvane QuietLoop QL-500 is in stock."),
        ("weight?", "The Orvane QuietLoop QL-500 weighs 254 g."),
        ("is the weight under 300 g?", "Yes. The weight of the Orvane QuietLoop QL-500 is 254 g."),
        ("is the weight under 0.25 kg?", "No. The weight of the Orvane QuietLoop QL-500 is 254 g."),
        ("is the battery life over 40 hours?", "No. The battery life of the Orvane QuietLoop QL-500 is 32 hours."),
        ("does it have noise cancelling?", "Yes, the Orvane QuietLoop QL-500 has noise cancelling."),
        ("does it have wireless charging?", "No, the Orvane QuietLoop QL-500 does not have wireless charging."),
        ("is a carrying case included?", "Yes, the carrying case is included with the Orvane QuietLoop QL-500."),
        ("which codecs does it have?", "The codecs of the Orvane QuietLoop QL-500: SBC and AAC."),
        ("who makes it?", "The Orvane QuietLoop QL-500 is made by Orvane."),
        ("does it come in white?", "Yes, the Orvane QuietLoop QL-500 also comes in white."),
        ("what colours does it come in?", "The Orvane QuietLoop QL-500 comes in black and white."),
        ("is the material vegan?", "The catalogue does not state the material of the Orvane QuietLoop QL-500."),
        (
            "where are the hinges from?",
            "The description of the Orvane QuietLoop QL-500 says: The hinges are made of steel from Sheffield.",
        ),
    ],
)  # fmt: skip
def test_answer_says_what_the_catalogue_states(text: str, said: str) -> None:
    assert Conversation().ask(text, page="H1", intent="ask_product").text == said


def test_answer_states_both_when_two_things_are_asked() -> None:
    reply = Conversation().ask("how much is it and is it in stock?", page="K1")
    assert reply.text == (
        "The Cindermoor Brook BK-170 costs $39.00, reduced from $49.00. "
        "The Cindermoor Brook BK-170 is in stock: 3 left."
    )
    assert {fact.attribute for fact in reply.facts} == {"price", "regular_price", "availability", "quantity"}


def test_answer_cites_the_offer_with_its_own_time() -> None:
    offer = replace(make_offer("99.00"), as_of=NOW - timedelta(minutes=5), version=7)
    reply = Conversation(changed(demo_products(), "H1", offer=offer)).ask("price?", page="H1")
    assert (reply.facts[0].version, reply.sources[0].as_of) == (7, NOW - timedelta(minutes=5))


def test_answer_dates_a_price_beyond_its_budget() -> None:
    offer = replace(make_offer("99.00"), as_of=NOW - timedelta(days=31))
    reply = Conversation(changed(demo_products(), "H1", offer=offer)).ask("price?", page="H1")
    assert reply.text.endswith("The current price is not known.")


def test_answer_ends_a_sale_at_its_time() -> None:
    offer = make_offer("49.00", sale_price="39.00", sale_ends=NOW - timedelta(minutes=1))
    assert "$49.00" in Conversation(changed(demo_products(), "K1", offer=offer)).ask("price?", page="K1").text


def test_answer_says_that_no_price_is_stated() -> None:
    reply = Conversation(changed(demo_products(), "H1", offer=make_offer(None))).ask("how much?", page="H1")
    assert (reply.outcome, reply.facts) == ("not_stated", ())


def test_answer_reports_sources_that_disagree() -> None:
    attributes = (attribute("Weight", Decimal(254), "g"), attribute("Weight", Decimal(300), "g"))
    reply = Conversation(changed(demo_products(), "H1", attributes=attributes)).ask("weight?", page="H1")
    assert (reply.outcome, [fact.value for fact in reply.facts]) == ("conflicting", ["254", "300"])


def test_answer_takes_one_weight_in_two_units_for_agreement() -> None:
    attributes = (attribute("Weight", Decimal(254), "g"), attribute("Weight", Decimal("0.254"), "kg"))
    assert (
        Conversation(changed(demo_products(), "H1", attributes=attributes)).ask("weight?", page="H1").outcome
        == "answer"
    )


def test_answer_compares_two_named_products() -> None:
    reply = Conversation().ask("which has the lower weight, the black QL-500 or the QL-510?")
    assert reply.product_ids == ("H1", "H3")
    assert {fact.value for fact in reply.facts} == {"254", "249"}


def test_answer_quotes_the_policy_with_its_page() -> None:
    reply = Conversation().ask("can I return it?", page="H1", intent="ask_policy")
    assert (reply.outcome, reply.sources[0].url) == ("policy", "/policies/returns")
    assert "within 30 days" in reply.text


def test_search_keeps_the_limit_and_says_which_to_let_go() -> None:
    talk = Conversation()
    assert talk.ask("do you have a kettle under 50 dollars?", intent="search_products").product_ids == ("K1",)
    reply = talk.ask("do you have a kettle under 10 dollars?", intent="search_products")
    assert reply.text == "No product fits all of that. Without the limit of $10.00 there are 1."


@pytest.mark.parametrize(
    ("intent", "outcome"),
    [
        ("greet", "answer"),
        ("thank", "answer"),
        ("request_human", "hand_off"),
        ("order_status", "hand_off"),
        ("out_of_scope", "out_of_scope"),
    ],
)
def test_smalltalk_has_its_outcome(intent: Intent, outcome: str) -> None:
    assert Conversation().ask("blah", intent=intent).outcome == outcome


def test_answer_to_thanks_with_a_question_is_the_answer() -> None:
    assert "$169.00" in Conversation().ask("thanks! and how much is the QL-510?", intent="thank").text


def test_answer_is_honest_when_the_index_is_gone() -> None:
    reply = Conversation(lookup=DownLookup()).ask("how much is the QL-510?")
    assert reply.outcome == "unavailable"


@pytest.mark.parametrize(
    "text", ["", " ", "\x00\x01", "?" * 1999, "é" * 3000, "<value>", "/choose_product{", "' OR 1=1 --"]
)
def test_answer_survives_any_text(text: str) -> None:
    reply = Conversation().ask(text)
    assert reply.text
    assert reply.outcome in ("clarify", "out_of_scope", "not_found", "not_stated")


def test_answer_repeats_a_customers_words_only_cleaned() -> None:
    reply = Conversation().ask("do you have the <b>ZX-99</b>\u202e https://evil.example QQ-1?")
    assert "<" not in reply.text
    assert "evil.example" not in reply.text


def test_a_value_that_looks_like_a_placeholder_stays_as_it_is() -> None:
    attributes = (attribute("Weight", "<product> <price>"),)
    reply = Conversation(changed(demo_products(), "H1", attributes=attributes)).ask("weight?", page="H1")
    assert "$" not in reply.text
    assert reply.text.count("Orvane") == 1


def test_a_policy_word_in_a_label_is_no_question_for_that_attribute() -> None:
    attributes = (attribute("Return address label included", value=True), attribute("Return window", "0.3 kg"))
    talk = Conversation(changed(demo_products(), "H1", attributes=attributes))
    assert talk.ask("how do returns work?", page="H1", intent="ask_policy").outcome == "policy"
