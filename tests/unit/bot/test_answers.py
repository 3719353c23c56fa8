from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.answering.types import Intent
from tests.fakes.bot import NOW, Conversation, DownLookup, attribute, changed, demo_products
from tests.fakes.retrieval import make_offer, make_product


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("how much is it?", "The Orvane QuietLoop QL-500 (black) costs $149.00."),
        ("is it under 200 dollars?", "Yes. The Orvane QuietLoop QL-500 (black) costs $149.00."),
        ("is it less than $100?", "No. The Orvane QuietLoop QL-500 (black) costs $149.00."),
        ("is it on sale?", "No, the Orvane QuietLoop QL-500 (black) is not reduced. It costs $149.00."),
        ("is it in stock?", "The Orvane QuietLoop QL-500 (black) is in stock."),
        ("weight?", "The Orvane QuietLoop QL-500 (black) weighs 254 g."),
        ("is the weight under 300 g?", "Yes. The weight of the Orvane QuietLoop QL-500 (black) is 254 g."),
        ("is the weight under 0.25 kg?", "No. The weight of the Orvane QuietLoop QL-500 (black) is 254 g."),
        (
            "is the battery life over 40 hours?",
            "No. The battery life of the Orvane QuietLoop QL-500 (black) is 32 hours.",
        ),
        ("does it have noise cancelling?", "Yes, the Orvane QuietLoop QL-500 (black) has noise cancelling."),
        ("does it have wireless charging?", "No, the Orvane QuietLoop QL-500 (black) does not have wireless charging."),
        (
            "is a carrying case included?",
            "Yes, the carrying case is included with the Orvane QuietLoop QL-500 (black).",
        ),
        ("which codecs does it have?", "The codecs of the Orvane QuietLoop QL-500 (black): SBC and AAC."),
        ("who makes it?", "The Orvane QuietLoop QL-500 is made by Orvane."),
        ("does it come in white?", "Yes, the Orvane QuietLoop QL-500 also comes in white."),
        ("what colours does it come in?", "The Orvane QuietLoop QL-500 comes in black and white."),
        ("is the material vegan?", "The catalogue does not state the material of the Orvane QuietLoop QL-500 (black)."),
        (
            "where are the hinges from?",
            "The description of the Orvane QuietLoop QL-500 (black) says: The hinges are made of steel from Sheffield.",
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


def test_a_price_and_a_policy_asked_together_cite_both() -> None:
    reply = Conversation().ask("how much is it and can I return it?", page="H1")
    assert "$149.00" in reply.text
    assert "within 30 days" in reply.text
    assert [source.url for source in reply.sources][1:] == ["/policies/returns"]
    assert {fact.product_id for fact in reply.facts} == {"H1", None}


def test_search_keeps_the_limit_and_says_which_to_let_go() -> None:
    talk = Conversation()
    assert talk.ask("do you have a kettle under 50 dollars?", intent="search_products").product_ids == ("K1",)
    reply = talk.ask("do you have a kettle under 10 dollars?", intent="search_products")
    assert reply.text == (
        "No product fits all of that. Without the limit of $10.00, "
        "the closest by price is the Cindermoor Brook BK-170, at $39.00."
    )
    assert [(fact.product_id, fact.value) for fact in reply.facts] == [("K1", "39.00")]


def test_search_for_a_type_leaves_out_types_of_more_words() -> None:
    desk = make_product("D1", "Tallow Fen table", product_type=("Furniture", "Desks"), offer=make_offer("250.00"))
    chair = make_product("D2", "Tallow Rill seat", product_type=("Furniture", "Desk chairs"), offer=make_offer("99.00"))
    talk = Conversation([chair, desk])
    assert talk.ask("show me a desk under 300", intent="search_products").product_ids == ("D1",)
    assert talk.ask("show me a desk chair under 300", intent="search_products").product_ids == ("D2",)
    beyond = talk.ask("show me a desk under 200", intent="search_products")
    assert (beyond.outcome, [card.product_id for card in beyond.cards]) == ("not_found", ["D1"])
    assert "$250.00" in beyond.text
    chairs = talk.ask("show me a desk chair under 50", intent="search_products").text
    assert "the limit of $50.00" in chairs
    assert "$99.00" in chairs


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


@pytest.mark.parametrize(
    "text", ["something similar but cheaper?", "is there a cheaper one?", "anything like it but cheaper"]
)
def test_a_cheaper_one_is_of_the_same_type_and_costs_less(text: str) -> None:
    talk = Conversation()
    talk.ask("how much is the QL-510?")
    reply = talk.ask(text)
    assert reply.outcome == "answer"
    assert set(reply.product_ids) <= {"H1", "H2"}
    assert reply.product_ids


def test_that_nothing_is_cheaper_is_said() -> None:
    talk = Conversation()
    talk.ask("how much is the BK-170?")
    reply = talk.ask("do you have anything cheaper?")
    assert reply.text == "No product of that kind costs less than the Cindermoor Brook BK-170, at $39.00."


def test_which_of_two_is_cheaper_stays_a_comparison() -> None:
    talk = Conversation()
    talk.ask("which is lighter, the black QL-500 or the QL-510?")
    assert "costs less" in talk.ask("and which one is cheaper?").text


@pytest.mark.parametrize(
    "text",
    ["Do you have the BK-170?", "do you carry BK-170", "do you sell Cindermoor bk170?", "Have you got the BK-170"],
)
def test_a_shop_that_states_no_stock_says_that_it_carries_the_product(text: str) -> None:
    kettle = replace(demo_products()[-1], offer=make_offer("49.00", availability=None))
    reply = Conversation([kettle]).ask(text)
    assert (reply.outcome, reply.product_ids) == ("answer", ("K1",))
    assert reply.text == "Here is the Cindermoor Brook BK-170. The Cindermoor Brook BK-170 costs $49.00."


@pytest.mark.parametrize(
    "text", ["Is the BK-170 in stock?", "Do you have the BK-170 in stock?", "BK-170 available now?"]
)
def test_a_shop_that_states_no_stock_does_not_claim_any(text: str) -> None:
    kettle = replace(demo_products()[-1], offer=make_offer("49.00", availability=None))
    reply = Conversation([kettle]).ask(text)
    assert reply.outcome == "not_stated"
    assert "in stock" in reply.text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Is EAN 4006381333931 available right now?", "is in stock"),
        ("barcode 4006381333931 price?", "costs $49.00"),
        ("What does EAN no. 4006381333931 cost?", "costs $49.00"),
        ("capacity of part number BK-170?", "1.7 litres"),
        ("How much is item no. BK-170", "costs $49.00"),
    ],
)
def test_what_announces_a_number_does_not_ask_for_it(text: str, said: str) -> None:
    kettle = make_product(
        "K1",
        "Cindermoor Brook BK-170 kettle",
        model="BK-170",
        gtin="4006381333931",
        attributes=(attribute("Capacity", Decimal("1.7"), "litres"),),
        offer=make_offer("49.00"),
    )
    reply = Conversation([kettle]).ask(text)
    assert reply.product_ids == ("K1",)
    assert said in reply.text
