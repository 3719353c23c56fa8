"""Which products are taken for one another."""

from __future__ import annotations

import random
import string

import pytest
from rapidfuzz.distance import OSA

from retrieval.confusion import (
    Confusable,
    confusion_keys,
    confusion_set,
    deletion_neighbourhood,
    is_model_key,
    one_edit_apart,
)
from tests.fakes.retrieval import make_product

XM4 = make_product("xm4", "Fernhill Wren WH-1000XM4 headphones", model="WH-1000XM4", item_group_id="wren")


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("xm4", "xm5", True),
        ("xm4", "xm", True),
        ("xm4", "xm45", True),
        ("xm4", "mx4", True),
        ("xm4", "4mx", False),
        ("xm4", "xm4", False),
        ("xm4", "xn5", False),
        ("", "a", True),
        ("", "", False),
        ("abcd", "badc", False),
        ("aab", "ab", True),
    ],
)
def test_one_edit_is_one_character_or_one_swap(one: str, other: str, expected: bool) -> None:
    assert one_edit_apart(one, other) is expected
    assert one_edit_apart(other, one) is expected


def test_one_edit_agrees_with_the_distance_on_random_keys() -> None:
    chance = random.Random(7)
    keys = ["".join(chance.choices("ab1", k=chance.randint(0, 5))) for _ in range(200)]
    for one in keys:
        for other in keys:
            assert one_edit_apart(one, other) is (OSA.distance(one, other) == 1), (one, other)


def test_keys_one_edit_apart_share_a_member_of_their_neighbourhoods() -> None:
    chance = random.Random(8)
    letters = string.ascii_lowercase + string.digits
    for _ in range(500):
        key = "1" + "".join(chance.choices(letters, k=chance.randint(3, 12)))
        place = chance.randrange(1, len(key))
        typos = (
            key[:place] + key[place + 1 :],
            key[:place] + "7" + key[place:],
            key[:place] + "7" + key[place + 1 :],
            key[: place - 1] + key[place] + key[place - 1] + key[place + 1 :],
        )
        for typo in typos:
            shared = deletion_neighbourhood(key) & deletion_neighbourhood(typo)
            assert shared, (key, typo)


@pytest.mark.parametrize("model", ["X1", "Kettle", "1" * 41])
def test_what_is_no_model_number_has_no_confusion_keys(model: str) -> None:
    assert not is_model_key(model.lower())
    assert confusion_keys(make_product("P", "Thing", model=model)) == frozenset()


def test_neighbourhood_of_a_long_text_is_empty() -> None:
    assert deletion_neighbourhood("1" * 42) == frozenset()


def test_neighbourhood_is_the_key_and_the_key_less_one() -> None:
    assert deletion_neighbourhood("xm44") == {"xm44", "m44", "x44", "xm4"}


def test_confusion_keys_are_of_models_and_not_of_ids_and_gtins() -> None:
    product = make_product("FH-10001", "Kettle", model="AK-17", gtin="4006381333931")
    assert confusion_keys(product) == {"ak17", "k17", "a17", "ak7", "ak1"}


def test_confusion_set_gives_reasons_and_puts_the_nearest_first() -> None:
    xm5 = make_product("xm5", "Fernhill Wren WH-1000XM5 headphones", model="WH-1000XM5", item_group_id="wren")
    case = make_product("case", "Fernhill Wren case", item_group_id="wren")
    twin = make_product("twin", "Fernhill Wren WH1000XM4 headphones", model="WH 1000 XM4")
    copy = make_product("a-copy", "Sandpiper headphones", model="WH-100XM4", brand="Sandpiper")
    other = make_product("other", "Fernhill kettle", model="AK-17")
    found = confusion_set(XM4, [other, copy, twin, case, xm5, XM4], limit=10)
    assert found == [
        Confusable(xm5, ("one_edit", "same_group"), ("WH-1000XM4", "WH-1000XM5")),
        Confusable(case, ("same_group",)),
        Confusable(twin, ("same_name",)),
        Confusable(copy, ("one_edit",), ("WH-1000XM4", "WH-100XM4")),
    ]
    assert confusion_set(XM4, [other, copy, twin, case, xm5, XM4], limit=2) == found[:2]


def test_products_without_group_share_none() -> None:
    one, other = make_product("1", "Lamp", model="L-100"), make_product("2", "Desk", model="D-900")
    assert confusion_set(one, [other], limit=10) == []
