"""Searching in a conversation: limits pushed into the search, what is let go, and how a customer goes on from it."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answering.types import Focus, Searching
from bot.answering.wishes.continuing import refined, wants_more, wants_other
from retrieval.schema import Product
from tests.fakes.bot import Conversation, attribute
from tests.fakes.retrieval import make_offer, make_product


def monitor(number: int, *, inches: str, colour: str, price: str, noise: str | None = None) -> Product:
    """A monitor; not every one states its noise."""
    stated = [attribute("Screen size", Decimal(inches), "inches"), attribute("Colour", colour)]
    if noise:
        stated.append(attribute("Noise level", Decimal(noise), "dB"))
    return make_product(
        f"M{number}",
        f"Lumen Vale {number} monitor",
        product_type=("Computing", "Monitors"),
        attributes=tuple(stated),
        offer=make_offer(price, availability="out_of_stock" if number == 5 else "in_stock"),
    )


MONITORS = [
    monitor(1, inches="23.8", colour="Black", price="149.00", noise="20"),
    monitor(2, inches="24", colour="White", price="179.00", noise="24"),
    monitor(3, inches="27", colour="Black", price="249.00", noise="30"),
    monitor(4, inches="27", colour="White", price="299.00"),
    monitor(5, inches="32", colour="Black", price="399.00"),
    monitor(6, inches="24", colour="Black", price="199.00", noise="35"),
]
ARM = make_product("A1", "Lumen Vale monitor arm", product_type=("Computing", "Arms"), offer=make_offer("39.00"))


def talk() -> Conversation:
    return Conversation([*MONITORS, ARM])


def shown(found: object) -> list[str]:
    return [card.product_id for card in found.cards]  # type: ignore[attr-defined]


def test_limits_on_attributes_are_kept() -> None:
    reply = talk().ask("I'm looking for a black 24-inch monitor under $180", intent="search_products")
    assert (reply.outcome, reply.product_ids) == ("answer", ("M1",))


def test_the_limit_to_let_go_is_named_with_what_that_gives() -> None:
    reply = talk().ask("I'm looking for a white 32-inch monitor", intent="search_products")
    assert reply.outcome == "not_found"
    assert "Without the screen size of 32-inch" in reply.text
    assert shown(reply) == ["M2", "M4"]


def test_an_attribute_that_not_all_state_is_said_to_be_missing() -> None:
    reply = talk().ask("I'm looking for a silent monitor", intent="search_products")
    assert reply.product_ids == ("M1", "M2")
    assert "does not state the noise level of every product" in reply.text


def test_an_attribute_that_all_state_is_not_said_to_be_missing() -> None:
    assert "not state" not in talk().ask("I'm looking for a 27-inch monitor", intent="search_products").text


def test_the_largest_comes_first_and_is_named() -> None:
    reply = talk().ask("what is the largest monitor you have", intent="search_products")
    assert shown(reply)[0] == "M5"
    assert "the Lumen Vale 5 monitor has the highest screen size: 32 inches" in reply.text


def test_the_most_of_what_the_shop_has_is_a_search() -> None:
    assert shown(talk().ask("what is the quietest monitor you have?"))[0] == "M1"


def test_a_kind_of_thing_with_a_price_is_a_search_though_a_product_is_so_called() -> None:
    plain = make_product(
        "B1",
        "Lumen Vale Black Monitor",
        model="Black Monitor",
        product_type=("Computing", "Monitors"),
        offer=make_offer("500.00"),
    )
    reply = Conversation([*MONITORS, plain]).ask("black monitor under $180")
    assert (reply.outcome, reply.product_ids) == ("answer", ("M1",))


def test_a_part_that_nothing_carries_is_named_as_it_was_written() -> None:
    reply = talk().ask("a white monitor of 500 lumens", intent="search_products")
    assert (reply.outcome, '"500 lumens"' in reply.text) == ("not_found", True)


def test_the_cheapest_comes_first_and_is_named() -> None:
    reply = talk().ask("show me the cheapest monitor", intent="search_products")
    assert shown(reply)[0] == "M1"
    assert "$149.00" in reply.text


def test_more_shows_the_next_and_then_no_more() -> None:
    conversation = talk()
    first = conversation.ask("show me monitors", intent="search_products")
    second = conversation.ask("show me more")
    assert (len(shown(first)), len(shown(second))) == (4, 2)
    assert not set(shown(first)) & set(shown(second))
    assert second.text == "2 more products fit. These come next."
    assert conversation.ask("anything else?").text == "There are no more products that fit."


def test_a_search_is_narrowed_turn_by_turn() -> None:
    conversation = talk()
    conversation.ask("show me monitors", intent="search_products")
    assert set(conversation.ask("only black ones").product_ids) == {"M1", "M3", "M5", "M6"}
    assert set(conversation.ask("under 260").product_ids) == {"M1", "M3", "M6"}
    assert conversation.ask("under 160").product_ids == ("M1",)


def test_a_new_measure_takes_the_place_of_the_old() -> None:
    conversation = talk()
    conversation.ask("show me 24 inch monitors", intent="search_products")
    assert set(conversation.ask("what about in 27 inches").product_ids) == {"M3", "M4"}


def test_the_second_one_is_the_second_shown() -> None:
    conversation = talk()
    first = conversation.ask("show me monitors", intent="search_products")
    assert conversation.ask("how much is the second one?").product_ids == (shown(first)[1],)


def test_a_bigger_one_is_bigger_than_the_one_spoken_of() -> None:
    conversation = talk()
    conversation.ask("how much is it?", page="M3")
    assert conversation.ask("do you have a bigger one?").product_ids == ("M5",)


def test_a_bigger_one_than_the_biggest_there_is_not() -> None:
    conversation = talk()
    conversation.ask("how much is it?", page="M5")
    reply = conversation.ask("do you have a bigger one?")
    assert reply.outcome == "not_found"
    assert "M5" not in reply.product_ids


def test_something_cheaper_costs_less_than_all_that_was_shown() -> None:
    conversation = talk()
    conversation.ask("show me 27 inch monitors", intent="search_products")
    reply = conversation.ask("anything cheaper?")
    assert reply.outcome == "not_found"
    assert "Lumen Vale 3" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "more",
        "show me more",
        "any others?",
        "what else do you have?",
        "next",
        "are there any more?",
        "ok, show more please",
    ],
)
def test_more_is_read(text: str) -> None:
    assert wants_more(text)


@pytest.mark.parametrize(
    "text",
    [
        "show me more about it",
        "is there more memory?",
        "more ports",
        "what else can it do?",
        "tell me more",
        "anything in red",
    ],
)
def test_more_of_something_is_not_more(text: str) -> None:
    assert not wants_more(text)


@pytest.mark.parametrize(
    "text", ["is it lighter?", "which is cheaper", "is this the cheapest?", "bigger than 20 cm", "a lighter laptop bag"]
)
def test_other_questions_ask_for_no_other(text: str) -> None:
    assert wants_other(text) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("under 150", "monitors under 150"),
        ("only black ones", "monitors black ones"),
        ("with speakers", "monitors with speakers"),
        ("how much is it", None),
        ("I want a kettle", None),
    ],
)
def test_refining_adds_to_the_wish(text: str, expected: str | None) -> None:
    assert refined(text, "monitors") == expected


def test_a_new_price_takes_the_place_of_the_old() -> None:
    found = refined("under 150", "monitors under 300 in black")
    assert found is not None
    assert "300" not in found


def test_without_a_search_nothing_goes_on() -> None:
    assert talk().ask("show me more").outcome != "answer"


def test_a_search_is_carried_in_the_focus() -> None:
    conversation = talk()
    conversation.ask("show me monitors", intent="search_products")
    assert conversation.focus.search == Searching("show me monitors", 4)
    assert Focus().search is None
