"""A number without letters: in the place of a name it is one, elsewhere it counts or belongs to something else."""

from __future__ import annotations

import pytest

from tests.fakes.bot import Conversation, attribute
from tests.fakes.retrieval import make_product
from tests.unit.bot.test_near_identical import product, shop


@pytest.mark.parametrize(
    "text",
    [
        "do you carry 43459339",
        "is 43459339 in stock?",
        "How much is the 43459339?",
        "what does 43459339 cost",
        "I need to know the print technology of the 43459339, please",
        "43459339",
        "multipack on the 43459339, yes or no?",
        "What shape does the 43459339 have?",
    ],
)
def test_long_number_in_the_place_of_a_name_is_one(text: str) -> None:
    reply = Conversation(shop()).ask(text, intent="request_human")
    assert reply.outcome == "not_found"
    assert "43459339" in reply.text


@pytest.mark.parametrize(
    "text", ["call me at 43459339", "my order 43459339 has not arrived", "43459339 people work here"]
)
def test_long_number_elsewhere_names_nothing(text: str) -> None:
    assert Conversation(shop()).ask(text, intent="request_human").outcome == "hand_off"


@pytest.mark.parametrize("text", ["do you have 10000 in stock?", "have you got 500 available?"])
def test_round_number_counts(text: str) -> None:
    assert Conversation(shop()).ask(text, intent="ask_product").outcome == "clarify"


def test_number_after_a_verb_is_no_name() -> None:
    named = [*shop(), product("K1", "Ship 30", "Larch")]
    assert Conversation(named).ask("can you ship 20 to Berlin", intent="ask_product").outcome == "policy"


def test_next_sentence_without_a_full_stop_ends_a_name() -> None:
    assert Conversation(shop()).ask("price of 13X I would decide this week", intent="ask_product").product_ids == (
        "H1",
    )


def test_the_shopper_is_no_unit() -> None:
    printers = [
        make_product(number, f"Brindle LaserJet {number}", model=number, brand="Brindle", description="")
        for number in ("2840", "2800")
    ]
    reply = Conversation(printers).ask("Compare the 2840 with the 2800 I would decide this week.")
    assert set(reply.focus.product_ids) == {"2840", "2800"}


@pytest.mark.parametrize("before", ["", "Good evening. ", "It is a present for my father. ", "Hi! "])
def test_a_name_begins_with_its_sentence(before: str) -> None:
    chip = make_product(
        "I1", "Brindle 530J processor", model="530J", brand="Brindle", attributes=(attribute("Codename", "Prescott"),)
    )
    reply = Conversation([chip]).ask(f"{before}530J codename?")
    assert [fact.value for fact in reply.facts] == ["Prescott"]
