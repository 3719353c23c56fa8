"""What descriptions and highlights say must stand in the product's own table."""

from __future__ import annotations

import re

import pytest

from catalog.demo.assortment import DemoProduct, assemble
from catalog.demo.families import load_families

QUANTITY = re.compile(r"\d+(?:\.\d+)?")
# What a sentence claims, and the attribute that must not say otherwise.
CLAIMS = {
    "noise cancelling with": ("Noise cancelling", "Yes"),
    "without any noise cancelling": ("Noise cancelling", "No"),
    "and floats": ("Floating design", "Yes"),
    "does not float": ("Floating design", "No"),
    "fold inwards": ("Folding design", "Yes"),
    "gps records": ("GPS", "Yes"),
    "in the box: please": ("Wall fixing included", "Yes"),
    "moves up and down": ("Height adjustment", "Yes"),
    "the stand tilts; for more": ("Height adjustment", "No"),
    "one usb-c cable": ("USB-C", "Yes"),
    "prints in colour": ("Colour printing", "Yes"),
    "flatbed scanner": ("Scanner", "Yes"),
    "without a bridge": ("Bridge needed", "No"),
    "no subscription needed": ("Cloud subscription needed", "No"),
    "it has no modem": ("Modem", "No"),
    "oscillat": ("Oscillation", "Yes"),
    "turns from side to side": ("Oscillation", "Yes"),
    "switches itself off when it is knocked": ("Tip-over switch", "Yes"),
    "turns itself off": ("Auto shut-off", "Yes"),
    "then switches itself off": ("Auto shut-off", "Yes"),
    "a high lift": ("High lift", "Yes"),
    "induction included": ("Induction compatibility", "Yes"),
    "without a heatsink": ("Heatsink", "No"),
    "fm radio": ("FM radio", "Yes"),
    "can be taken off": ("Detachable cable", "Yes"),
    "long and fixed": ("Detachable cable", "No"),
    "hardware encryption keeps": ("Hardware encryption", "Yes"),
    "the prongs fold away": ("Plug", "US, folding"),
    "kettle lifts off its base without a cord": ("Cordless operation", "Yes"),
    "allowed in hand luggage": ("Allowed in hand luggage", "Yes"),
}


@pytest.fixture(scope="module")
def products() -> list[DemoProduct]:
    return assemble(load_families(), seed=7)


def said(product: DemoProduct) -> str:
    return " ".join((product.description, *product.highlights))


def test_descriptions_name_only_numbers_that_the_product_states(products: list[DemoProduct]) -> None:
    for product in products:
        stated = " ".join((product.title, product.name, *(detail.value for detail in product.details)))
        known = set(QUANTITY.findall(stated))
        unknown = [number for number in QUANTITY.findall(said(product)) if number not in known]
        assert unknown == [], f"{product.id} {product.title}: {said(product)}"


@pytest.mark.parametrize("claim", CLAIMS)
def test_descriptions_do_not_contradict_attributes(products: list[DemoProduct], claim: str) -> None:
    label, expected = CLAIMS[claim]
    for product in products:
        if claim in said(product).lower():
            stated = {detail.label: detail.value for detail in product.details}
            assert stated.get(label, expected) == expected, f"{product.id} {product.title}"


def test_descriptions_have_two_to_six_whole_sentences(products: list[DemoProduct]) -> None:
    for product in products:
        assert product.description.endswith("."), product.id
        assert 2 <= len(re.findall(r"[.](?= |$)", product.description)) <= 6, product.description
        assert product.highlights, product.id


def test_descriptions_leave_no_template_behind(products: list[DemoProduct]) -> None:
    assert [each.id for each in products if re.search(r"[{}\[\]|]", said(each))] == []


def test_descriptions_use_the_right_article(products: list[DemoProduct]) -> None:
    wrong = re.compile(r"\b[Aa] (?=[aeio](?!nd\b|r\b)|8\d*\b|11\b|18\b)\w+")
    assert [found[0] for each in products for found in wrong.finditer(said(each))] == []
