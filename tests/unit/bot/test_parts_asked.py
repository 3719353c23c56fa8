"""Several things asked of one product at once: each is answered, and what is not stated is named."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.answering.planning.parts import parts_of
from bot.answering.reading import Reading
from retrieval.keys import normalise_key
from retrieval.schema import Identifier
from tests.fakes.bot import Conversation, attribute
from tests.fakes.retrieval import make_offer, make_product

_GTIN = "4977766654180"
TONER = make_product(
    "T1",
    "Brindle TN-2110 toner cartridge",
    model="TN-2110",
    brand="Brindle",
    attributes=(
        attribute("Weight", Decimal("858"), "g"),
        attribute("Width", Decimal("14"), "cm"),
        attribute("Colour", "Black"),
        attribute("USB", value=True),
        attribute("Bluetooth", value=False),
        attribute("Print and copy speed", Decimal("20"), "ppm"),
    ),
    offer=make_offer("61.95"),
)


def asked(text: str) -> list[tuple[str, str]]:
    identified = (*TONER.identifiers, Identifier("gtin", _GTIN, normalise_key(_GTIN)))
    reply = Conversation([replace(TONER, identifiers=identified)]).ask(text)
    return [(fact.attribute, fact.value) for fact in reply.facts]


@pytest.mark.parametrize(
    ("text", "facts"),
    [
        ("What is the weight and width of the TN-2110?", [("weight", "858"), ("width", "14")]),
        ("What are the weight, width and colour of the TN-2110?", ["weight", "width", "colour"]),
        ("What is the EAN and the price of the TN-2110?", [("gtin", _GTIN), ("price", "61.95")]),
        ("weight & colour of the TN-2110", ["weight", "colour"]),
        ("Does the TN-2110 have USB and Bluetooth?", ["usb", "bluetooth"]),
        ("What is the print and copy speed of the TN-2110?", ["print_and_copy_speed"]),
    ],
)
def test_each_part_is_answered(text: str, facts: list[object]) -> None:
    found = asked(text)
    assert found == facts or [name for name, _ in found] == facts


def test_a_part_that_is_not_stated_is_named_beside_the_answer() -> None:
    reply = Conversation([TONER]).ask("What is the weight and the warranty of the TN-2110?")
    assert reply.outcome == "answer"
    assert [fact.attribute for fact in reply.facts] == ["weight"]
    assert "warranty" in reply.text


@pytest.mark.parametrize(
    "text",
    [
        "is it black and white?",
        "what is its weight?",
        "the print and copy speed of it",
        "a, b, c, d, e and f of it",
        "and, and",
        "I have a Canon printer and need the weight of it",
        "my printer is black, what is the weight of it?",
    ],
)
def test_what_asks_one_thing_has_no_parts(text: str) -> None:
    assert parts_of(Reading(text), TONER) == ()
