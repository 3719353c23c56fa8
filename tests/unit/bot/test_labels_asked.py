"""The name of an attribute says what is asked, and not which of several products is meant."""

from __future__ import annotations

import pytest

from retrieval.schema import Product
from tests.fakes.bot import Conversation, attribute
from tests.fakes.retrieval import make_offer, make_product

RATIO = "CPU multiplier (bus/core ratio)"


def shop() -> list[Product]:
    """Two pairs of namesakes; a word of an attribute's label stands in the title of one of each pair."""
    pairs = (
        ("A1", "Larch E6600 processor 2.4 GHz", "E6600", attribute(RATIO, "9")),
        ("A2", "Larch Core E6600 processor 2.4 GHz Box", "E6600", attribute(RATIO, "9")),
        ("B1", "Acorn N90 inkjet printer Colour 2400 DPI", "N90", attribute("Colour", value=True)),
        ("C1", "Birch BOX43TF motherboard", "BOX43TF", attribute("Number of IEEE1394 connectors", "2")),
        ("B2", "Acorn N90 paper tray", "N90", attribute("Weight", "3 kg")),
    )
    return [
        make_product(name, title, model=model, brand=title.split()[0], attributes=(one,), offer=make_offer("12.00"))
        for name, title, model, one in pairs
    ]


@pytest.mark.parametrize(
    "text",
    [
        f"What is the {RATIO} of the E6600?",
        f"I need to know the {RATIO} of the E6600, please",
        "colour on the N90, yes or no?",
        "What is the colour of the Acorn N90?",
    ],
)
def test_label_chooses_no_namesake(text: str) -> None:
    assert Conversation(shop()).ask(text, intent="ask_product").outcome == "clarify"


@pytest.mark.parametrize(("text", "meant"), [("how much is the colour N90?", "B1"), ("price of the Core E6600", "A2")])
def test_same_word_beside_the_name_chooses(text: str, meant: str) -> None:
    assert Conversation(shop()).ask(text, intent="ask_product").product_ids == (meant,)


@pytest.mark.parametrize("text", ["What is the weight of the 300A?", "I need to know the weight of the 300A, please"])
def test_attribute_of_one_thing_is_no_search(text: str) -> None:
    reply = Conversation(shop()).ask(text, intent="search_products")
    assert (reply.outcome, reply.product_ids) in (("clarify", ()), ("not_found", ()))


def test_price_of_the_cheapest_is_searched_for() -> None:
    reply = Conversation(shop()).ask("What is the price of the cheapest printer?", intent="search_products")
    assert reply.outcome == "answer"


@pytest.mark.parametrize(
    "text",
    [
        "Number of IEEE1394 connectors of the BOX43TF?",
        "connectors IEEE1394 of the BOX43TF?",
        "ieee1394 connectors of the BOX43TF",
    ],
)
def test_code_in_an_attributes_name_is_no_other_model(text: str) -> None:
    reply = Conversation(shop()).ask(text, intent="ask_product")
    assert (reply.outcome, [fact.value for fact in reply.facts]) == ("answer", ["2"])


@pytest.mark.parametrize("text", ["SPA-2600 speakers?", "SPA-2600 type?", "speakers on the SPA-2600, yes or no?"])
def test_a_word_of_the_title_that_is_all_that_is_asked_is_asked(text: str) -> None:
    speakers = make_product(
        "S1",
        "Brindle SPA-2600 speaker set type C",
        model="SPA-2600",
        brand="Brindle",
        attributes=(attribute("Speakers", "5.1 surround"), attribute("Type", "Active")),
    )
    reply = Conversation([speakers]).ask(text)
    assert [fact.attribute for fact in reply.facts] == [
        text.split()[1 if "on the" not in text else 0].strip("?").lower()
    ]
