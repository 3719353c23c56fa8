"""Several products in one question, versions of one that agree, and numbers that nobody has."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from retrieval.schema import Offer
from tests.fakes.bot import Conversation, attribute, changed, demo_products, unlike_versions
from tests.fakes.retrieval import make_offer, make_product


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("What does the QL-500 weigh?", "The Orvane QuietLoop QL-500 weighs 254 g."),
        ("How much is the QL-500?", "The Orvane QuietLoop QL-500 costs $149.00."),
        ("does the QL-500 have wireless charging?", "No, the Orvane QuietLoop QL-500 does not have wireless charging."),
    ],
)
def test_what_all_versions_state_alike_is_said_of_all_of_them(text: str, said: str) -> None:
    reply = Conversation().ask(text)
    assert (reply.outcome, reply.product_ids, reply.text) == ("answer", ("H1", "H2"), said)
    assert {fact.product_id for fact in reply.facts} == {"H1", "H2"}


def test_what_versions_state_alike_is_asked_on_of_all_of_them() -> None:
    talk = Conversation()
    talk.ask("How much is the QL-500?")
    reply = talk.ask("what does it weigh?")
    assert (reply.outcome, reply.product_ids) == ("answer", ("H1", "H2"))


@pytest.mark.parametrize("text", ["What does the QL-500 weigh?", "How much is the QL-500?", "is the QL-500 in stock?"])
def test_where_versions_differ_or_stock_is_asked_it_asks_which(text: str) -> None:
    reply = Conversation(unlike_versions()).ask(text)
    assert (reply.outcome, reply.facts, [b.title for b in reply.buttons]) == ("clarify", (), ["black", "white"])


def test_namesakes_of_no_group_are_asked_apart_even_where_they_agree() -> None:
    products = [replace(one, item_group_id=None) for one in demo_products()]
    assert Conversation(products).ask("What does the QL-500 weigh?").outcome == "clarify"


def test_products_that_are_certain_are_answered_beside_one_of_which_it_is_asked_which() -> None:
    talk = Conversation(unlike_versions())
    reply = talk.ask("how much are the QL-510, the BK-170 and the QL-500?")
    assert reply.outcome == "clarify"
    assert {fact.product_id for fact in reply.facts} == {"H3", "K1"}
    assert "$169.00" in reply.text
    assert "$39.00" in reply.text
    chosen = talk.ask("", chosen="H2")
    assert (chosen.product_ids, chosen.facts[0].value) == (("H2",), "159.00")


def test_versions_that_agree_are_answered_beside_other_products() -> None:
    reply = Conversation().ask("how much are the QL-510, the BK-170 and the QL-500?")
    assert reply.outcome == "answer"
    assert {fact.product_id for fact in reply.facts} == {"H1", "H2", "H3", "K1"}


def test_a_comparison_that_is_not_certain_tells_nothing_beforehand() -> None:
    reply = Conversation(unlike_versions()).ask("which is lighter, the QL-510 or the QL-500?")
    assert (reply.outcome, reply.facts) == ("clarify", ())


def test_a_name_that_nobody_has_is_said_beside_what_is_answered() -> None:
    reply = Conversation().ask("how much are the QL-510, the ZX-9981 and the BK-170?")
    assert {fact.product_id for fact in reply.facts} == {"H3", "K1"}
    assert "ZX-9981" in reply.text


@pytest.mark.parametrize(
    "text", ["8030 bus type?", "8030 weight?", "8030's bus type?", "what is the bus type of the 8030?"]
)
def test_a_number_that_nobody_has_is_not_found(text: str) -> None:
    reply = Conversation().ask(text, intent="out_of_scope")
    assert (reply.outcome, reply.facts) == ("not_found", ())
    assert "8030" in reply.text


@pytest.mark.parametrize("text", ["2000 watts?", "5000 mAh battery?", "1000 envelopes?", "2024 model?", "1000 pages?"])
def test_a_number_that_counts_or_measures_is_no_name(text: str) -> None:
    assert Conversation().ask(text).outcome != "not_found"


def test_a_price_of_all_versions_is_not_told_where_one_has_none() -> None:
    products = changed(demo_products(), "H2", offer=replace(make_offer("149.00"), price=None, sale_price=None))
    assert Conversation(products).ask("How much is the QL-500?").outcome == "clarify"


@pytest.mark.parametrize(
    "text", ["What is the difference between the C2G 40532 and the C2G 40530?", "price of the C2G 40532 and C2G 40530?"]
)
def test_a_brand_with_a_digit_before_each_of_two_names_is_no_name_of_its_own(text: str) -> None:
    cables = [
        make_product(number, f"C2G {number} audio cable", model=number, brand="C2G", offer=make_offer(price))
        for number, price in (("40532", "19.00"), ("40530", "9.00"))
    ]
    reply = Conversation(cables).ask(text)
    assert (reply.outcome, set(reply.product_ids)) == ("answer", {"40532", "40530"})


def test_which_brands_it_is_compatible_with_is_not_who_makes_it() -> None:
    toner = make_product(
        "T1", "Acme TX-20 toner", model="TX-20", brand="Acme", attributes=(attribute("Brand compatibility", "Lexmark"),)
    )
    reply = Conversation([toner]).ask("What brand compatibility does the TX-20 have?")
    assert [fact.value for fact in reply.facts] == ["Lexmark"]
    assert Conversation([toner]).ask("What brand is the TX-20?").facts[0].attribute == "brand"


def two_toners(first: Offer, second: Offer) -> Conversation:
    return Conversation(
        [
            make_product(
                f"P{number}",
                f"Brindle TN-{number} toner",
                model=f"TN-{number}",
                brand="Brindle",
                description="",
                offer=offer,
            )
            for number, offer in ((2110, first), (2120, second))
        ]
    )


@pytest.mark.parametrize("text", ["Are the TN-2110 and the TN-2120 in stock?", "is TN-2110/TN-2120 available?"])
def test_the_stock_of_two_is_said_of_each(text: str) -> None:
    reply = two_toners(make_offer(), make_offer(availability="out_of_stock")).ask(text)
    stated = [(fact.product_id, fact.attribute, fact.value) for fact in reply.facts]
    assert stated == [("P2110", "availability", "in_stock"), ("P2120", "availability", "out_of_stock")]


def test_what_is_stated_of_neither_is_said_of_both() -> None:
    reply = two_toners(make_offer(), make_offer()).ask("do the TN-2110 and the TN-2120 glow?")
    assert reply.outcome == "not_stated"
    assert "TN-2110" in reply.text
    assert "TN-2120" in reply.text


def test_the_price_of_the_one_is_said_where_the_other_has_none() -> None:
    reply = two_toners(make_offer("61.95"), make_offer(None)).ask("price of TN-2110 and TN-2120?")
    assert [(fact.product_id, fact.value) for fact in reply.facts] == [("P2110", "61.95")]
    assert "TN-2120" in reply.text


def test_an_old_price_is_not_compared_as_if_it_were_new() -> None:
    old = replace(make_offer("10.00"), as_of=datetime(2020, 1, 1, tzinfo=UTC))
    reply = two_toners(make_offer("61.95"), old).ask("which is cheaper, TN-2110 or TN-2120?")
    assert "2020" in reply.text
    assert "less" not in reply.text
