"""What a product lookup promises, on the fake and on Elasticsearch."""

from __future__ import annotations

import string
import uuid
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Protocol

import pytest

from bot.answering.ports import ProductLookup
from retrieval.client import connect
from retrieval.index import ProductIndex
from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Attribute, Product
from retrieval.settings import RetrievalSettings
from tests.fakes.embedders import HashingEmbedder
from tests.fakes.retrieval import FakeProductLookup, make_product

EMBEDDER = HashingEmbedder()
HEADPHONES_4 = make_product(
    "item-000004",
    "Fernhill Wren WH-1000XM4 headphones",
    model="WH-1000XM4",
    gtin="4006381333931",
    item_group_id="wren",
    attributes=(
        Attribute("weight", "Weight", Decimal("254.0"), "g", "number"),
        Attribute("wireless", "Wireless", True, type="boolean"),
        Attribute("codecs", "Codecs", ("SBC", "AAC"), type="list"),
        Attribute("colour", "Colour", "black"),
    ),
)
HEADPHONES_5 = make_product(
    "item-000005", "Fernhill Wren WH-1000XM5 headphones", model="WH-1000XM5", item_group_id="wren"
)
KETTLE = make_product("K 1/é", "Fernhill Aurora kettle 1.7 l", model="AK-17", gtin="0012345678905")
BIG_KETTLE = make_product("kettle-large", "Fernhill Aurora kettle 2.0 l", model="AK-20")
RETIRED = make_product("retired-toaster", "Fernhill Aurora toaster", model="AT-1", item_group_id="wren", active=False)
OTHER_BRAND = make_product("sandpiper-lamp", "Sandpiper Aurora lamp", model="SL-1000", brand="Sandpiper")
PLUS = make_product("tab-with-plus", "Fernhill Tab S10+", model="S10+")
NOT_PLUS = make_product("tab-without", "Fernhill Tab S10", model="S10")
EVERYTHING = (HEADPHONES_4, HEADPHONES_5, KETTLE, BIG_KETTLE, RETIRED, OTHER_BRAND, PLUS, NOT_PLUS)


class MakeLookup(Protocol):
    def __call__(self, products: Sequence[Product]) -> ProductLookup: ...


@pytest.fixture(scope="module", params=["fake", "elasticsearch"])
def make_lookup(request: pytest.FixtureRequest) -> Iterator[MakeLookup]:
    if request.param == "fake":
        yield FakeProductLookup
        return
    url: str = request.getfixturevalue("elasticsearch_url")
    made: list[ProductIndex] = []
    with connect(RetrievalSettings(elasticsearch_url=url, request_timeout_s=20)) as client:

        def in_elasticsearch(products: Sequence[Product]) -> ProductLookup:
            shop = f"test-{uuid.uuid4().hex[:12]}"
            index = ProductIndex(client, shop)
            made.append(index)
            index.ensure(EMBEDDER.dims)
            vectors = EMBEDDER.embed([one.title for one in products])
            written = index.upsert(products, embeddings=dict(zip((one.id for one in products), vectors, strict=True)))
            assert written.written == len(products)
            index.refresh()
            return ElasticsearchProductLookup(client, shop)

        yield in_elasticsearch
        for index in made:
            index.drop()


@pytest.fixture(scope="module")
def lookup(make_lookup: MakeLookup) -> ProductLookup:
    return make_lookup(EVERYTHING)


def ids(products: Sequence[Product]) -> list[str]:
    return [product.id for product in products]


def titles(products: Sequence[Product]) -> list[str]:
    return [product.title for product in products]


def test_lookup_by_ids_returns_whole_products_in_the_order_asked(lookup: ProductLookup) -> None:
    assert lookup.by_ids(["K 1/é", "item-000004"]) == [KETTLE, HEADPHONES_4]


@pytest.mark.parametrize("asked", [[], ["nothing"], ["retired-toaster"], ["*"]])
def test_lookup_by_ids_leaves_out_absent_and_inactive(lookup: ProductLookup, asked: list[str]) -> None:
    assert lookup.by_ids([*asked, "item-000004"]) == [HEADPHONES_4]


def test_lookup_by_ids_returns_a_product_asked_twice_once(lookup: ProductLookup) -> None:
    assert ids(lookup.by_ids(["item-000004", "item-000004"])) == ["item-000004"]


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        (["wh1000xm4"], ["item-000004"]),
        (["wh1000xm4", "ak17", "unknown"], ["K 1/é", "item-000004"]),
        (["item000004"], ["item-000004"]),
        (["4006381333931"], ["item-000004"]),
        (["12345678905"], []),
        (["012345678905"], ["K 1/é"]),
        (["0012345678905"], ["K 1/é"]),
        (["00012345678905"], ["K 1/é"]),
        (["s10"], ["tab-without"]),
        (["s10plus"], ["tab-with-plus"]),
        (["wh1000xm"], []),
        (["wh1000xm44"], []),
        (["at1"], []),
        (["wh1000xm*", ".*", "WH-1000XM4"], []),
        ([], []),
    ],
)
def test_lookup_by_keys_is_exact(lookup: ProductLookup, keys: list[str], expected: list[str]) -> None:
    assert ids(lookup.by_keys(keys)) == expected


def test_lookup_by_keys_takes_four_thousand_and_no_more(lookup: ProductLookup) -> None:
    keys = [f"none{number}" for number in range(3_999)]
    assert ids(lookup.by_keys([*keys, "ak17"])) == ["K 1/é"]
    with pytest.raises(ValueError, match="4000"):
        lookup.by_keys([*keys, "ak17", "ak20"])


def test_lookup_by_keys_keeps_the_limit(lookup: ProductLookup) -> None:
    assert ids(lookup.by_keys(["wh1000xm4", "wh1000xm5", "ak17"], limit=2)) == ["K 1/é", "item-000004"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Aurora kettles", ["K 1/é", "kettle-large"]),
        ("the aurora lamp", ["sandpiper-lamp"]),
        ("Is the Fernhill Aurora kettle good for camping?", ["K 1/é", "kettle-large"]),
        ("AURORA toaster", ["sandpiper-lamp", "K 1/é", "kettle-large"]),
        ("Sandpiper", ["sandpiper-lamp"]),
        ("wren headphones", ["item-000004", "item-000005"]),
        ("how much is it?", []),
        ("zeppelin", []),
        ("", []),
        ('title:(aurora) OR /.*/ "', ["sandpiper-lamp", "K 1/é", "kettle-large"]),
    ],
)
def test_lookup_by_title_shares_all_naming_words_else_most(
    lookup: ProductLookup, text: str, expected: list[str]
) -> None:
    assert ids(lookup.by_title(text)) == expected


def test_lookup_siblings_are_the_active_rest_of_the_group(lookup: ProductLookup) -> None:
    assert ids(lookup.siblings(HEADPHONES_4)) == ["item-000005"]


def test_lookup_siblings_of_a_product_without_group_are_none(lookup: ProductLookup) -> None:
    assert lookup.siblings(KETTLE) == []


def test_lookup_confuses_what_is_one_edit_away_of_one_group_or_of_one_name(make_lookup: MakeLookup) -> None:
    xm4 = make_product("xm4", "Fernhill WH-1000XM4", model="WH-1000XM4", item_group_id="wren")
    xm5 = make_product("xm5", "Fernhill WH-1000XM5", model="WH-1000XM5", item_group_id="wren")
    case = make_product("case", "Fernhill case", item_group_id="wren")
    twin = make_product("twin", "Fernhill headphones", model="wh 1000xm4")
    titled = make_product("titled", "Fernhill WH 1000XM4")
    copy = make_product("a-copy", "Sandpiper WH-100XM4", model="WH-100XM4", brand="Sandpiper")
    two_away = make_product("two", "Fernhill WH-100XM5", model="WH-100XM5")
    gone = make_product("gone", "Fernhill WH-1000XM6", model="WH-1000XM6", active=False)
    lookup = make_lookup([xm4, xm5, case, twin, titled, copy, two_away, gone])
    found = [(one.product.id, one.reasons, one.nearest) for one in lookup.confusable_with(xm4)]
    assert found == [
        ("xm5", ("one_edit", "same_group"), ("WH-1000XM4", "WH-1000XM5")),
        ("case", ("same_group",), None),
        ("titled", ("same_name",), None),
        ("twin", ("same_name",), None),
        ("a-copy", ("one_edit",), ("WH-1000XM4", "WH-100XM4")),
    ]
    assert [one.product for one in lookup.confusable_with(xm4, limit=1)] == [xm5]
    assert lookup.confusable_with(make_product("none", "Desk", model="D-900")) == []


def test_lookup_keeps_the_limit_of_a_large_confusion_set(make_lookup: MakeLookup) -> None:
    family = [make_product(f"F-{number:03}", f"Lamp {number}", model=f"LUMEN-{number:03}") for number in range(150)]
    found = make_lookup(family).confusable_with(family[100], limit=10)
    assert [one.product.id for one in found] == [
        "F-000", "F-010", "F-101", "F-102", "F-103", "F-104", "F-105", "F-106", "F-107", "F-108",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("wh1000xm3", ["item-000004", "item-000005"]),
        ("hw1000xm4", ["item-000004"]),
        ("wh1000xm", ["item-000004", "item-000005"]),
        ("wh10", ["item-000004", "item-000005"]),
        ("ak2", ["kettle-large"]),
        ("ak71", ["K 1/é"]),
        ("s10", ["tab-without", "tab-with-plus"]),
        ("at1", []),
        ("zz", []),
        ("w.*", []),
        ("", []),
        ("qqqqqqqqqq", []),
    ],
)
def test_lookup_proposes_what_is_near_nearest_first(lookup: ProductLookup, key: str, expected: list[str]) -> None:
    found = ids(lookup.propose(key))
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_lookup_proposes_no_more_than_asked(make_lookup: MakeLookup) -> None:
    family = [make_product(f"F-{number:03}", f"Lamp {number}", model=f"LUMEN-{number:03}") for number in range(150)]
    lookup = make_lookup(family)
    assert ids(lookup.propose("lumen00", limit=3)) == ["F-000", "F-001", "F-002"]


def test_lookup_proposes_every_model_for_each_of_its_typos(make_lookup: MakeLookup) -> None:
    models = [f"QX-{number}{letter}" for number in range(100, 400, 3) for letter in "ab"] + ["Z9", "ThinkBook 14s G3"]
    lookup = make_lookup([make_product(f"P-{place:03}", model, model=model) for place, model in enumerate(models)])
    key = "qx250a"
    typos = {key[:place] + key[place + 1 :] for place in range(len(key))}
    typos |= {key[:place] + "8" + key[place:] for place in range(len(key) + 1)}
    typos |= {key[:place] + "8" + key[place + 1 :] for place in range(len(key))}
    typos |= {key[: place - 1] + key[place] + key[place - 1] + key[place + 1 :] for place in range(1, len(key))}
    missed = [typo for typo in sorted(typos - {key}) if "QX-250a" not in titles(lookup.propose(typo, limit=20))]
    assert missed == []
    swaps = [(place, letter) for place in range(3) for letter in string.ascii_lowercase + string.digits]
    others = sorted({"f80"[:place] + letter + "f80"[place + 1 :] for place, letter in swaps} - {"f80"})
    crowd = [make_product(f"C-{place:03}", other, model=other) for place, other in enumerate(others)]
    crowded = make_lookup([*crowd, make_product("F", "Fryer F380", model="F380")])
    assert titles(crowded.propose("f80", limit=20))[0] == "Fryer F380"
    assert titles(lookup.propose("thinkbok14sg3")) == ["ThinkBook 14s G3"]


def test_lookup_finds_nothing_in_an_empty_shop(make_lookup: MakeLookup) -> None:
    lookup = make_lookup([])
    assert lookup.by_ids(["item-000004"]) == []
    assert lookup.by_keys(["wh1000xm4"]) == []
    assert lookup.by_title("aurora") == []
    assert lookup.propose("wh1000xm4") == []


@pytest.mark.parametrize(
    ("keys", "found"),
    [
        (["wh1000xm"], ["item-000004", "item-000005"]),
        (["wh1000xm6"], ["item-000004", "item-000005"]),
        (["wh1000xm6", "ak1"], ["K 1/é", "item-000004", "item-000005"]),
        (["whl000xm40"], []),
        (["at1"], []),
        (["400638133393"], []),
        (["ak"], []),
        ([], []),
    ],
)
def test_nearly_named_finds_names_one_edit_off_and_cut_short(
    lookup: ProductLookup, keys: list[str], found: list[str]
) -> None:
    assert [product.id for product in lookup.nearly_named(keys)] == found


def test_nearly_named_keeps_its_limit(lookup: ProductLookup) -> None:
    assert [product.id for product in lookup.nearly_named(["wh1000xm"], limit=1)] == ["item-000004"]


def test_brands_are_those_of_active_products(lookup: ProductLookup) -> None:
    assert lookup.brands(["fernhill", "sandpiper", "wren", "aurora"]) == {"fernhill", "sandpiper"}
    assert lookup.brands([]) == frozenset()
