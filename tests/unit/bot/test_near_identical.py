"""A name that is nearly a product's is nobody's: cut short, lengthened, misspelt, of another brand, it proposes."""

from __future__ import annotations

import random
import string

import pytest

from bot.answering.mentions import named_products
from retrieval.schema import Product
from tests.fakes.bot import Conversation, attribute
from tests.fakes.retrieval import FakeProductLookup, make_offer, make_product

SHORT, LONG = "78XL", "78XL Tri-color"


def shop() -> list[Product]:
    """Names that hold one another, bare numbers, names in a measure's form, and two makers."""
    named = (
        ("A1", SHORT, "Acorn"),
        ("A2", LONG, "Acorn"),
        ("B1", 'Privacy Screen 12.1"', "Birch"),
        ("B2", 'Privacy Screen 12.1"W', "Birch"),
        ("C1", "Cat5E, 7ft", "Cedar"),
        ("C2", "Cat5E, 7ft, 25pk", "Cedar"),
        ("D1", "800ps", "Acorn"),
        ("D2", "DesignJet 800ps Printer (24 in)", "Acorn"),
        ("E1", "No.24", "Larch"),
        ("E2", "3040", "Larch"),
        ("E3", "82", "Acorn"),
        ("F1", "RB129AA", "Acorn"),
        ("G1", "Headband headphones SHK1031/00", "Birch"),
        ("H1", "13X", "Larch"),
        ("I1", "Distribution Cable 11ft", "Cedar"),
        ("J1", "T640", "Larch"),
        ("J2", "T640, T642, T644 Print Cartridge", "Acorn"),
    )
    return [product(product_id, name, brand) for product_id, name, brand in named]


def product(product_id: str, name: str, brand: str) -> Product:
    """A product called by brand and name, with some attributes."""
    return make_product(
        product_id,
        f"{brand} {name}",
        model=name,
        brand=brand,
        product_type=("Office",),
        attributes=(attribute("Package width", "118 mm"), attribute("Print technology", "Laser")),
        offer=make_offer("12.00"),
    )


QUESTIONS = [
    "What is the package width of the {}?",
    "{} print technology?",
    "How much is the {}?",
    "Do you have the {}?",
    "Could you tell me the package width for the {}",
    "{}: what's its print technology?",
]


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("one", shop(), ids=lambda one: one.identifiers[0].raw)
def test_the_whole_name_is_its_product(one: Product, question: str) -> None:
    reply = Conversation(shop()).ask(question.format(one.identifiers[0].raw))
    assert reply.product_ids == (one.id,)
    assert {fact.product_id for fact in reply.facts} == {one.id}


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    "name",
    [
        "78XL Tri-color0",
        "78XL Tri-col",
        "78XL Tri-clor",
        'Privacy Screen 12.1"K',
        'Privacy Screen 12.1"W9',
        "Cat5E, 7ft, 2",
        "Cat5E, 7ft, 25p",
        "DesignJet 800ps Printer (24 Xin)",
        "Headband headphones SHK1031/0",
        "Headband headphones SHK1031/07",
        "Distribution Cable 11f",
        "RB129A",
        "RB129AAX",
        "RB192AA",
    ],
)
def test_a_name_cut_short_lengthened_or_misspelt_states_nothing(name: str, question: str) -> None:
    reply = Conversation(shop()).ask(question.format(name))
    assert (reply.outcome, reply.product_ids, reply.facts) == ("not_found", (), ())
    assert reply.buttons


@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("DesignJet 800ps Printer (24", "Acorn DesignJet 800ps Printer (24 in)"),
        ("T640, T642, T644 Print Cartrudge", "Acorn T640, T642, T644 Print Cartridge"),
    ],
)
def test_a_part_of_a_name_asks_whether_its_product_is_meant(name: str, meant: str, question: str) -> None:
    reply = Conversation(shop()).ask(question.format(name))
    assert (reply.outcome, reply.facts) == ("clarify", ())
    assert [(card.title, (card.product_id,)) for card in reply.cards] == [(meant, reply.product_ids)]


@pytest.mark.parametrize("seed", range(60))
def test_no_slip_in_any_name_is_answered_with_a_product(seed: int) -> None:
    chance = random.Random(seed)
    one = chance.choice([each for each in shop() if len(each.identifiers[0].key) > 4])
    name, keys = one.identifiers[0].raw, {each.identifiers[0].key for each in shop()}
    place = chance.choice([at for at, letter in enumerate(name) if letter.isalnum()])
    letter = chance.choice(string.ascii_uppercase + string.digits)
    slips = (name[:place] + letter + name[place:], name[:place] + letter + name[place + 1 :], name + letter)
    slip = chance.choice(slips)
    if "".join(filter(str.isalnum, slip)).lower() in keys:
        slip = f"{name}Q7"
    reply = Conversation(shop()).ask(chance.choice(QUESTIONS).format(slip))
    assert (reply.facts, reply.outcome in ("not_found", "clarify")) == ((), True), slip


@pytest.mark.parametrize("written", ["Birch RB129AA", "birch rb129aa", "the Birch RB129AA", "RB129AA from Birch"])
def test_a_brand_that_contradicts_the_model_is_said_not_to_be_carried(written: str) -> None:
    reply = Conversation(shop()).ask(f"How much is {written}?")
    assert (reply.outcome, reply.facts) == ("not_found", ())
    assert "birch" in reply.text.lower()
    assert [button.title for button in reply.buttons] == ["Acorn RB129AA"]


@pytest.mark.parametrize("written", ["Acorn RB129AA", "acorn rb129aa", "RB129AA from Acorn", "genuine RB129AA"])
def test_a_brand_that_fits_or_is_none_contradicts_nothing(written: str) -> None:
    assert Conversation(shop()).ask(f"How much is the {written}?").product_ids == ("F1",)


@pytest.mark.parametrize(
    ("text", "product_id"),
    [
        ("How much is the 3040?", "E2"),
        ("What's the price of the 3040 today?", "E2"),
        ("Is the 82 in stock?", "E3"),
        ("do you carry 82", "E3"),
        ("3040 package width?", "E2"),
        ("Hi, 13X - print technology?", "H1"),
        ("No-24 print technology?", "E1"),
    ],
)
def test_a_bare_number_that_stands_as_a_name_is_one(text: str, product_id: str) -> None:
    assert Conversation(shop()).ask(text).product_ids == (product_id,)


@pytest.mark.parametrize(
    "text",
    [
        "is it under 3040?",
        "something for less than 82 dollars",
        "is there a display of 82 inches?",
        "3040 mAh battery?",
        "does it print 82 pages per minute?",
        "I need 82 sheets",
        "over 3040 euros?",
    ],
)
def test_a_number_that_counts_or_limits_names_nothing(text: str) -> None:
    reply = Conversation(shop()).ask(text)
    assert {"E2", "E3"} & {fact.product_id for fact in reply.facts} == set()
    assert reply.product_ids not in (("E2",), ("E3",))


def test_one_digit_names_a_product_beside_its_brand_only() -> None:
    five = [product("L1", "5", "Larch"), product("L2", "5", "Larch"), product("L3", "5", "Birch")]
    assert Conversation(five).ask("Do you have the Larch 5?").outcome == "clarify"
    assert Conversation(five).ask("How much is the Birch 5?").product_ids == ("L3",)
    assert named_products("I want 5", FakeProductLookup(five)) == []


def test_products_of_one_bare_number_are_asked_about() -> None:
    twins = [
        make_product(
            "T1", "Larch 7020", model="7020", brand="Larch", attributes=(attribute("Processor threads", "4"),)
        ),
        make_product(
            "T2", "Larch 7020", model="7020", brand="Larch", attributes=(attribute("Processor threads", "8"),)
        ),
    ]
    reply = Conversation(twins).ask("7020 processor threads?")
    assert (reply.outcome, reply.facts, [button.title for button in reply.buttons]) == ("clarify", (), ["4", "8"])


def test_a_reply_that_says_a_value_chooses_by_it_though_a_product_is_so_named() -> None:
    twins = [
        make_product("T1", "Larch 7020", model="7020", brand="Larch", attributes=(attribute("Threads", "82"),)),
        make_product("T2", "Larch 7020", model="7020", brand="Larch", attributes=(attribute("Threads", "16"),)),
    ]
    talk = Conversation([*shop(), *twins])
    talk.ask("How much is the 7020?")
    assert talk.ask("82").product_ids == ("T1",)


def test_what_only_a_search_finds_is_proposed_where_a_certain_product_was_asked_about() -> None:
    reply = Conversation(shop()).ask("Office unit 77 package width?", intent="search_products")
    assert reply.facts == ()


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("T640 or 82, which is cheaper?", ["J1"]),
        ("RB129AA or 82, which is cheaper?", ["F1", "E3"]),
        ("13X or 3040, how do they differ?", ["H1", "E2"]),
        ("13X and 3040 days?", ["H1"]),
        ("13X, under 3040 dollars", ["H1"]),
    ],
)
def test_a_number_set_beside_a_certain_name_of_its_brand_is_one_too(text: str, ids: list[str]) -> None:
    named = named_products(text, FakeProductLookup(shop()))
    assert [each.id for one in named for each in one.products] == ids


def test_the_name_of_an_attribute_chooses_none_of_several_of_one_name() -> None:
    stated = (attribute("Connector 1", "3.5 mm"),)
    pair = [
        make_product(product_id, title, model="Stereo Adapter", brand="Birch", attributes=stated)
        for product_id, title in (
            ("S1", "Birch Stereo Adapter with connector 1"),
            ("S2", "Birch Stereo Adapter, silver"),
        )
    ]
    assert Conversation(pair).ask("Birch Stereo Adapter connector 1?").outcome == "clarify"


def test_what_is_asked_of_three_products_is_said_of_each() -> None:
    talk = Conversation(shop())
    reply = talk.ask("how much are T640, RB129AA and 13X?")
    assert (reply.outcome, reply.product_ids) == ("answer", ("J1", "F1", "H1"))
    assert [(fact.product_id, fact.attribute) for fact in reply.facts] == [
        ("J1", "price"),
        ("F1", "price"),
        ("H1", "price"),
    ]
    reply = talk.ask("what is the package width of T640, RB129AA and 13X?")
    assert [(fact.product_id, fact.attribute) for fact in reply.facts] == [
        ("J1", "package_width"), ("F1", "package_width"), ("H1", "package_width")
    ]  # fmt: skip
    reply = talk.ask("what is the warranty of T640, RB129AA and 13X?")
    assert (reply.outcome, reply.facts) == ("not_stated", ())
    compared = talk.ask("compare T640, RB129AA and 13X")
    assert {fact.product_id for fact in compared.facts} == {"J1", "F1", "H1"}


def test_a_number_asked_for_as_a_model_is_not_carried_where_nobody_has_it() -> None:
    reply = Conversation(shop()).ask("Do you sell the 1040?", intent="ask_policy")
    assert reply.outcome == "not_found"
    assert "1040" in reply.text
    assert Conversation(shop()).ask("Do you have the 3040?").product_ids == ("E2",)


@pytest.mark.parametrize(
    ("text", "mention"),
    [
        ("I need to know the package width of the 23009, please", "23009"),
        ("2730pB: what's its package width?", "2730pB"),
        ("Hello. 7030k: does it have a print technology?", "7030k"),
    ],
)
def test_what_stands_where_only_a_name_stands_is_one_though_nobody_has_it(text: str, mention: str) -> None:
    reply = Conversation(shop()).ask(text)
    assert (reply.outcome, reply.product_ids) == ("not_found", ())
    assert mention in reply.text


def test_a_label_behind_a_name_is_no_part_of_it() -> None:
    stated = (attribute("HD type", "Full HD"),)
    screen = make_product("L1", "Larch L1950g monitor", model="L1950g", brand="Larch", attributes=stated)
    reply = Conversation([screen]).ask("L1950g HD type?")
    assert [(fact.product_id, fact.attribute) for fact in reply.facts] == [("L1", "hd_type")]


def test_a_colour_only_in_the_name_of_an_attribute_chooses_no_product() -> None:
    toner = {"T1": ("Colour toner page yield", "38,000 pages"), "T2": ("Page yield", "85,000 pages")}
    namesakes = [
        make_product(
            number, f"Larch C-EXV 28, no. {number}", model="C-EXV 28", brand="Larch", attributes=(attribute(*one),)
        )
        for number, one in toner.items()
    ]
    assert Conversation(namesakes).ask("Could you tell me the page yield for the C-EXV 28?").outcome == "clarify"
