"""A kind of thing that the shop does not have is not carried; what only speaks of it is not offered for it."""

from __future__ import annotations

import pytest

from bot.answering.reading import Reading
from bot.answering.wishes.wish import wish_of
from tests.fakes.bot import Conversation, attribute
from tests.fakes.retrieval import make_offer, make_product

SOUNDBAR = make_product(
    "S1",
    "Kestwick Ledge television sound bar",
    product_type=("Audio", "Sound bars"),
    description="A slim bar. It makes the television sound better.",
    attributes=(attribute("Connector", "HDMI"),),
    offer=make_offer("149.00"),
)
TELLY = make_product(
    "T1", 'Kestwick Vista 43" TV 4K Ultra HD', product_type=("Video", "TVs"), description="", offer=make_offer("399.00")
)


@pytest.mark.parametrize(
    ("text", "head"),
    [
        ("4K tv", "tv"),
        ("do you have any televisions?", "television"),
        ("I'm looking for a 4K tv for the kitchen", "tv"),
        ("what tablets do you have?", "tablet"),
        ("which kettles are there with a gooseneck?", "kettle"),
        ("a gift for a runner", None),
        ("something waterproof", None),
        ("any red ones?", None),
        ("usb c cable 2m", "cable"),
    ],
)
def test_a_wish_names_the_kind_of_thing_looked_for(text: str, head: str | None) -> None:
    assert wish_of(Reading(text)).head == head


@pytest.mark.parametrize("text", ["do you have any projectors?", "I'm looking for a 4K projector under 300"])
def test_a_kind_that_nothing_is_called_is_not_carried(text: str) -> None:
    speaking = make_product("S2", "Kestwick Ledge sound bar", description="Slim. Fits beside any 4K projector.")
    reply = Conversation([speaking, TELLY]).ask(text, intent="search_products")
    assert (reply.outcome, reply.facts, reply.buttons) == ("not_found", (), ())
    assert "projector" in reply.text


def test_a_number_written_with_its_letter_is_found_as_the_title_writes_it() -> None:
    reply = Conversation([SOUNDBAR, TELLY]).ask("I'm looking for a 4K tv", intent="search_products")
    assert (reply.outcome, reply.product_ids) == ("answer", ("T1",))


def test_a_kind_named_in_a_title_is_carried() -> None:
    reply = Conversation([SOUNDBAR]).ask("do you have a sound bar?", intent="search_products")
    assert (reply.outcome, reply.product_ids) == ("answer", ("S1",))
