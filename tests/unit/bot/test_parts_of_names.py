"""A model that stands within a product's name is asked about: it may be that product, or what goes with another."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answering.mentions import Named
from bot.answering.within import named_within
from retrieval.schema import Product
from tests.fakes.bot import Conversation, attribute
from tests.fakes.retrieval import FakeProductLookup, make_offer, make_product


def named(product_id: str, name: str, *, brand: str = "Acorn") -> Product:
    """A product whose model is a name of several words, as feeds write it."""
    return make_product(
        product_id,
        f"{brand} {name}",
        model=name,
        brand=brand,
        description="",
        attributes=(attribute("Weight", Decimal("858"), "g"),),
        offer=make_offer("499.00"),
    )


SHOP = [
    named("P1", "LaserJet P4515x Printer"),
    named("P2", "LaserJet P4015n Printer"),
    named("P3", "LP2475w monitor, black"),
    named("P4", "LP2475w monitor, silver"),
    named("P5", "Fuser for C720"),
]


@pytest.mark.parametrize("text", ["how much is the P4515x?", "hp laserjet p4515x weight", "do you have the P4515X?"])
def test_the_one_product_is_asked_about_and_stated_when_agreed_to(text: str) -> None:
    talk = Conversation(SHOP)
    reply = talk.ask(text.replace("hp", "Acorn"))
    assert (reply.outcome, reply.facts) == ("clarify", ())
    assert [card.product_id for card in reply.cards] == ["P1"]
    assert "do you mean the acorn laserjet p4515x printer?" in reply.text.lower()
    agreed = talk.ask("yes")
    assert agreed.product_ids == ("P1",)


@pytest.mark.parametrize("agreeing", ["yes", "Yes, please", "yep", "that's it", "ok", "Yes, that one."])
def test_a_yes_answers_the_question_that_waits(agreeing: str) -> None:
    talk = Conversation(SHOP)
    talk.ask("what is the weight of the P4515x?")
    reply = talk.ask(agreeing)
    assert [(fact.product_id, fact.attribute) for fact in reply.facts] == [("P1", "weight")]


@pytest.mark.parametrize("other", ["no", "yes but which colour?", "okay then goodbye"])
def test_what_does_not_agree_states_nothing_of_it(other: str) -> None:
    talk = Conversation(SHOP)
    talk.ask("what is the weight of the P4515x?")
    assert talk.ask(other).facts == ()


def test_several_products_of_a_name_are_proposed_by_it() -> None:
    reply = Conversation(SHOP).ask("price of the LP2475w")
    assert reply.outcome == "clarify"
    assert [card.product_id for card in reply.cards] == ["P3", "P4"]
    assert "Which LP2475w do you mean?" in reply.text


@pytest.mark.parametrize("text", ["how much is the C720?", "how much is the P4515?", "how much is the P4515xm?"])
def test_what_a_product_is_for_and_what_is_no_whole_word_is_not_carried(text: str) -> None:
    reply = Conversation(SHOP).ask(text)
    assert (reply.outcome, reply.facts) == ("not_found", ())


def test_another_brand_before_the_model_is_another_product() -> None:
    shop = FakeProductLookup([*SHOP, named("X1", "Snap 3", brand="Larch")])
    text = "how much is the Larch P4515x?"
    mention = Named("P4515x", text.index("P4515x"), text.index("?"), ())
    assert named_within(text, mention, shop) == ()
    assert [one.id for one in named_within(text.replace("Larch", "Acorn"), mention, shop)] == ["P1"]
