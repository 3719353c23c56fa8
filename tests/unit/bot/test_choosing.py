"""Asking which of several is meant: never more than five buttons, and always a way on to the others."""

from __future__ import annotations

import pytest

from retrieval.schema import Product
from tests.fakes.bot import Conversation, attribute
from tests.fakes.retrieval import make_product


def cables(count: int, *, lengths: int) -> list[Product]:
    """Cables of one name, of so many lengths."""
    return [
        make_product(
            f"C{number:02d}",
            "Fernhill FX-7 cable",
            model="FX-7",
            attributes=(attribute("Length", f"{number % lengths} m"), attribute("Weight", f"{number} g")),
        )
        for number in range(count)
    ]


@pytest.mark.parametrize("count", [6, 9, 13, 40])
def test_of_many_products_every_one_can_be_reached_by_buttons(count: int) -> None:
    talk = Conversation(cables(count, lengths=count))
    reply = talk.ask("How much is the FX-7?")
    reached: set[str] = set()
    for _ in range(count):
        assert reply.outcome == "clarify"
        assert len(reply.buttons) <= 5
        reached |= {button.payload.split('"')[3] for button in reply.buttons if button.payload.startswith("/")}
        further = [button for button in reply.buttons if not button.payload.startswith("/")]
        if not further:
            break
        reply = talk.ask(further[0].payload)
        if reply.outcome == "answer":
            reached |= set(reply.product_ids)
            break
    assert reached == {f"C{number:02d}" for number in range(count)}


def test_many_products_are_divided_by_a_value_where_few_values_do() -> None:
    talk = Conversation(cables(9, lengths=3))
    reply = talk.ask("How much is the FX-7?")
    assert [button.title for button in reply.buttons] == ["0 m", "1 m", "2 m"]
    assert len(talk.ask("1 m").product_ids) == 3


def test_the_question_waits_for_a_product_shown_later() -> None:
    talk = Conversation(cables(7, lengths=7))
    talk.ask("What does the FX-7 weigh?")
    talk.ask("show me the others")
    reply = talk.ask("", chosen="C06")
    assert [(fact.product_id, fact.attribute, fact.value) for fact in reply.facts[:1]] == [("C06", "weight", "6 g")]


@pytest.mark.parametrize("said", ["others", "show more", "none of these", "the next ones please", "Show me the rest."])
def test_the_others_can_be_asked_for_in_words(said: str) -> None:
    talk = Conversation(cables(8, lengths=8))
    talk.ask("How much is the FX-7?")
    assert talk.ask(said).product_ids == ("C04", "C05", "C06", "C07")


def test_namesakes_of_which_one_states_what_is_asked_are_asked_about() -> None:
    plain = make_product("N1", "Larch High Yield Black Ink Cartridge", model="High Yield Black Ink Cartridge")
    stating = make_product(
        "N2",
        "Larch High Yield Black Ink Cartridge",
        model="High Yield Black Ink Cartridge",
        attributes=(attribute("Compatibility", "L-4"),),
    )
    reply = Conversation([plain, stating]).ask("High Yield Black Ink Cartridge compatibility?")
    assert (reply.outcome, set(reply.product_ids), reply.facts) == ("clarify", {"N1", "N2"}, ())
