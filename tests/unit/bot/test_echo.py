"""An answer says which of several namesakes it is about."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.answering.planning.echo import namesakes, told_apart
from bot.answering.types import Claim
from retrieval.schema import Attribute, Product
from tests.fakes.bot import Conversation, attribute, changed, demo_products
from tests.fakes.retrieval import FakeProductLookup, make_product


def cable(product_id: str, *attributes: Attribute, mpn: str | None = None, group: str | None = None) -> Product:
    return make_product(
        product_id, "Fernhill Flex patch cable", model=mpn, item_group_id=group, attributes=tuple(attributes)
    )


def said(product: Product, *others: Product) -> str:
    claims = (Claim("price_is", {"product": f"Fernhill Flex patch cable{_number(product)}", "price": "$9"}),)
    lookup = FakeProductLookup([product, *others])
    return told_apart(claims, product, namesakes(product, lookup))[0].values["product"]


def _number(product: Product) -> str:
    return next((f" {one.raw}" for one in product.identifiers if one.kind == "model"), "")


def test_answer_names_the_colour_that_its_namesake_has_not() -> None:
    talk = Conversation()
    assert talk.ask("how much is it?", page="H2").text == "The Orvane QuietLoop QL-500 (white) costs $149.00."
    assert talk.ask("how much is the QL-510?").text == "The Orvane QuietLoop QL-510 costs $169.00."


def test_answer_about_a_confusable_model_holds_the_model_as_the_catalogue_writes_it() -> None:
    assert "QL-510" in Conversation().ask("what does the ql 510 weigh?").text


def test_answer_does_not_repeat_what_it_says() -> None:
    products = changed(demo_products(), "H1", title="Orvane QuietLoop QL-500")
    products = changed(products, "H2", title="Orvane QuietLoop QL-500")
    text = Conversation(products).ask("which colour is it?", page="H1").text
    assert text.lower().count("black") == 1


@pytest.mark.parametrize(
    ("attributes", "other", "expected"),
    [
        ((attribute("Length", "2 m"),), (attribute("Length", "5 m"),), "2 m"),
        ((attribute("Shielded", value=True),), (attribute("Shielded", value=False),), "shielded: yes"),
        ((attribute("Length", "2 m"),), (attribute("Length", "2 m"),), "C-1"),
        ((), (attribute("Length", "2 m"),), "C-1"),
    ],
)
def test_namesakes_are_told_apart_by_a_value_else_by_the_id(
    attributes: tuple[Attribute, ...], other: tuple[Attribute, ...], expected: str
) -> None:
    assert said(cable("C-1", *attributes, group="c"), cable("C-2", *other, group="c")).endswith(f" cable ({expected})")


def test_namesakes_need_two_values_where_none_tells_all_apart() -> None:
    long_black = (attribute("Colour", "Black"), attribute("Length", Decimal(5), "m"))
    long_white = (attribute("Colour", "White"), attribute("Length", Decimal(5), "m"))
    short_black = (attribute("Colour", "Black"), attribute("Length", Decimal(2), "m"))
    cables = [cable(f"C-{n}", *each) for n, each in enumerate((long_black, long_white, short_black))]
    assert said(*cables) == "Fernhill Flex patch cable (black, 5 m)"


def test_a_product_without_namesakes_keeps_its_name() -> None:
    assert said(cable("C-1", attribute("Length", "2 m"))) == "Fernhill Flex patch cable"


def test_what_tells_a_product_apart_is_a_fact_of_the_reply() -> None:
    reply = Conversation().ask("how much is it?", page="H2")
    assert [(fact.attribute, fact.value) for fact in reply.facts] == [("price", "149.00"), ("colour", "White")]


def test_a_number_without_a_unit_is_said_with_its_label() -> None:
    fast, slow = (attribute("Processor frequency", Decimal(value)) for value in ("3.5", "2.2"))
    assert said(cable("C-1", fast), cable("C-2", slow)).endswith(" cable (processor frequency 3.5)")


def test_a_range_without_a_unit_is_said_with_its_label() -> None:
    cool, warm = (attribute("Storage temperature", value) for value in ("5 - 80", "0 - 40"))
    assert said(cable("C-1", cool), cable("C-2", warm)).endswith(" cable (storage temperature 5 - 80)")


def test_what_states_nothing_is_told_apart_by_the_number_and_states_no_value() -> None:
    long, short = cable("C-1", attribute("Length", "2 m")), cable("C-2", attribute("Length", "5 m"))
    claim = Claim("stock_not_stated", {"product": "Fernhill Flex patch cable"})
    (told,) = told_apart((claim,), long, [short])
    assert (told.values["product"], told.facts) == ("Fernhill Flex patch cable (C-1)", ())
    black, white = cable("C-1", attribute("Colour", "Black")), cable("C-2", attribute("Colour", "White"))
    (told,) = told_apart((claim,), black, [white])
    assert (told.values["product"], told.facts) == ("Fernhill Flex patch cable (black)", ())
