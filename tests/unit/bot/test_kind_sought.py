"""The kind of thing that is looked for: what only goes with it is no such thing, and its name is no limit."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answering.wishes.calling import is_called, is_one
from retrieval.schema import Product
from tests.fakes.bot import Conversation, attribute
from tests.fakes.retrieval import make_offer, make_product


def untyped(number: int, title: str, *, price: str = "99.00", **stated: str) -> Product:
    """A product of a shop that says no types."""
    attributes = tuple(attribute(name.replace("_", " ").capitalize(), value) for name, value in stated.items())
    return make_product(
        f"P{number}", title, product_type=(), description="", attributes=attributes, offer=make_offer(price)
    )


@pytest.mark.parametrize(
    ("title", "one", "called"),
    [
        ("Brindle 615 Notebook PC", True, True),
        ("Brindle 8540p notebook Black 39.6 cm", True, True),
        ("Brindle notebook case Grey", False, True),
        ("Brindle Laptop privacy filter", False, True),
        ("Brindle drum for laptop 3000", False, False),
        ("Brindle memory module 4 GB", False, False),
    ],
)
def test_what_goes_with_a_thing_is_no_such_thing(title: str, one: bool, called: bool) -> None:
    product, kinds = untyped(1, title), frozenset(("laptop", "notebook"))
    assert (is_one(product, kinds), is_called(product, kinds)) == (one, called)


def test_toner_comes_in_cartridges() -> None:
    assert is_one(untyped(1, "Brindle Q13 toner cartridge Black"), frozenset(("toner",)))


def test_a_type_says_what_a_product_is() -> None:
    chair = make_product("C1", "Norr desk 3", product_type=("Office", "Desk chairs"))
    assert not is_one(chair, frozenset(("desk",)))
    assert is_one(chair, frozenset(("chair",)))


def test_the_thing_itself_is_found_and_not_what_is_for_it() -> None:
    shop = [
        untyped(1, "Brindle drum for laser printer", price="19.00"),
        untyped(2, "Brindle laser printer 1200 dpi", price="149.00"),
    ]
    reply = Conversation(shop).ask("I'm looking for a laser printer", intent="search_products")
    assert (reply.outcome, reply.product_ids) == ("answer", ("P2",))


def test_the_name_of_a_kind_is_no_limit() -> None:
    shop = [
        untyped(1, "Brindle wireless mouse", connectivity="wireless"),
        untyped(2, "Brindle wireless keyboard", connectivity="wireless", mouse_included="Yes"),
    ]
    reply = Conversation(shop).ask("I'm looking for a wireless mouse", intent="search_products")
    assert reply.product_ids == ("P1",)


MONITORS = [
    make_product(
        f"M{number}",
        f"Lumen Vale {number} monitor",
        product_type=("Computing", "Monitors"),
        attributes=(
            attribute("Screen size", Decimal(inches), "inches"),
            attribute("Set width (inch)", Decimal(20 + number), "inches"),
        ),
        offer=make_offer("149.00", availability="out_of_stock"),
    )
    for number, inches in enumerate(("24", "24", "27"), start=1)
]


def test_a_unit_names_no_attribute() -> None:
    reply = Conversation(MONITORS).ask("I need a 27inch monitor under $300", intent="search_products")
    assert (reply.outcome, reply.product_ids) == ("answer", ("M3",))


def test_what_nothing_is_known_of_is_let_go_with_what_hinders_beside_it() -> None:
    reply = Conversation(MONITORS).ask("a silent 24-inch monitor under $200 in stock", intent="search_products")
    assert reply.outcome == "not_found"
    assert 'Without "silent" and the wish for stock there are 2' in reply.text
    assert [card.product_id for card in reply.cards] == ["M1", "M2"]


def test_two_limits_are_let_go_where_one_does_not_help() -> None:
    reply = Conversation(MONITORS).ask("a 27-inch monitor under $100 in stock", intent="search_products")
    assert "Without the wish for stock and the limit of $100.00 there is one" in reply.text


def test_a_limit_of_price_names_no_product() -> None:
    ink = make_product("I1", "Brindle 300 ink", model="300", brand="Brindle", product_type=("Supplies", "Ink"))
    reply = Conversation([*MONITORS, ink]).ask("I need a 27inch monitor under $300", intent="search_products")
    assert reply.product_ids == ("M3",)


def test_words_as_in_a_search_box_are_searched_for() -> None:
    reply = Conversation(MONITORS).ask("27 inch monitor")
    assert (reply.outcome, reply.product_ids) == ("answer", ("M3",))


@pytest.mark.parametrize("text", ["screen size", "what is the screen size of a monitor?"])
def test_what_asks_for_an_attribute_asks_which_product(text: str) -> None:
    reply = Conversation(MONITORS).ask(text)
    assert (reply.outcome, reply.facts) == ("clarify", ())


@pytest.mark.parametrize(
    "text", ["Canon eos 550d body weight", "how heavy is the canon 5d?", "how heavy is the Canon EOS 90D?"]
)
def test_a_number_with_a_letter_after_a_name_is_another_model(text: str) -> None:
    camera = make_product(
        "C1",
        "Canon EOS 1D X Mark III SLR Camera Body",
        brand="Canon",
        product_type=("Cameras",),
        attributes=(attribute("Weight", Decimal("1250"), "g"),),
    )
    reply = Conversation([camera]).ask(text)
    assert (reply.outcome, reply.facts) == ("not_found", ())


def drive(number: int, title: str, **stated: str) -> Product:
    return untyped(number, title, price=f"{number}9.00", **stated)


DRIVES = [
    drive(1, "Brindle WE464 hard drive 2000 GB", interface="1 port", backup="TB"),
    drive(2, "Brindle WE465 hard drive 1000 GB"),
    drive(3, "Brindle WE466 1 TB hard drive"),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("cheapest 1TB hard drive", ["P2", "P3"]),
        ("I'm looking for a 2 TB hard drive", ["P1"]),
        ("I need a hard drive with at least 1.5 TB", ["P1"]),
    ],
)
def test_a_quantity_is_carried_by_what_says_it(text: str, found: list[str]) -> None:
    reply = Conversation(DRIVES).ask(text, intent="search_products")
    assert (reply.outcome, [card.product_id for card in reply.cards]) == ("answer", found)


def test_a_quantity_that_nothing_says_is_named() -> None:
    reply = Conversation(DRIVES).ask("I'm looking for a 3TB hard drive", intent="search_products")
    assert reply.outcome == "not_found"
    assert '"3TB"' in reply.text


def test_a_yes_or_no_of_what_is_looked_for_is_no_limit() -> None:
    shop = [untyped(1, "Brindle USB hub, blue"), untyped(2, "Brindle monitor", usb_hub="Yes")]
    reply = Conversation(shop).ask("blue usb hub", intent="search_products")
    assert (reply.outcome, reply.product_ids) == ("answer", ("P1",))


def test_a_kind_that_is_carried_is_not_denied_where_nothing_fits() -> None:
    reply = Conversation(DRIVES).ask("I'm looking for a hard drive with bluetooth stereo", intent="search_products")
    assert reply.outcome == "not_found"
    assert "none of these" not in reply.text


def test_what_a_search_box_is_told_and_nothing_fits_says_what_hinders() -> None:
    reply = Conversation(DRIVES).ask("hard drive 5 TB")
    assert reply.outcome == "not_found"
    assert 'Without "5 TB" there are 3' in reply.text


@pytest.mark.parametrize("text", ["keyboard", "how fast", "thing", "tomorrow evening"])
def test_words_that_call_nothing_ask_which_product(text: str) -> None:
    assert Conversation(DRIVES).ask(text).outcome == "clarify"
