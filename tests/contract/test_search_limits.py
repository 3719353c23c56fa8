"""Limits and orders of a search: the in-memory fake and Elasticsearch keep the same products, in the same order."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import TypeAlias

import pytest

from retrieval.client import connect
from retrieval.facets.limits import AttributeLimit, WordLimit, measure_limit
from retrieval.facets.order import SearchOrder
from retrieval.filters import NO_LIMITS, SearchLimits
from retrieval.index import ProductIndex
from retrieval.measures.quantity import Comparator, Quantity
from retrieval.schema import Attribute, Product
from retrieval.search import HybridProductSearch
from retrieval.settings import RetrievalSettings
from tests.fakes.bot import WordSearch
from tests.fakes.embedders import HashingEmbedder
from tests.fakes.retrieval import make_offer, make_product

EMBEDDER = HashingEmbedder()
Search: TypeAlias = Callable[..., list[Product]]


def number(label: str, value: str, unit: str | None) -> Attribute:
    return Attribute(label.lower(), label, Decimal(value), unit, "number")


PRODUCTS = (
    make_product(
        "M-1",
        "Lumen monitor one",
        product_type=("Computing", "Monitors"),
        attributes=(
            number("Diagonal", "23.8", "inches"),
            number("Weight", "4100", "g"),
            Attribute("colour", "Colour", "Black / silver"),
            Attribute("speakers", "Speakers", value=True, type="boolean"),
        ),
        offer=make_offer("199.00"),
    ),
    make_product(
        "M-2",
        "Lumen monitor two, black",
        product_type=("Computing", "Monitors"),
        attributes=(
            number("Diagonal", "68.6", "cm"),
            number("Weight", "5.2", "kg"),
            Attribute("speakers", "Speakers", "No"),
        ),
        offer=make_offer("299.00", sale_price="149.00", availability="out_of_stock"),
    ),
    make_product(
        "M-3",
        "Lumen monitor three",
        product_type=("Computing", "Monitors"),
        attributes=(Attribute("weight", "Weight", "3 to 4 kg"), Attribute("colour", "Colour", ("White", "Red"))),
        offer=make_offer(None),
    ),
    make_product("A-1", "Lumen monitor arm", product_type=("Computing", "Arms"), offer=make_offer("49.00")),
)


def _fake(_: object) -> Iterator[Search]:
    yield WordSearch(PRODUCTS).search


def _elasticsearch(request: pytest.FixtureRequest) -> Iterator[Search]:
    url = request.getfixturevalue("elasticsearch_url")
    with connect(RetrievalSettings(elasticsearch_url=url, request_timeout_s=20)) as client:
        shop = f"limits-{uuid.uuid4().hex[:8]}"
        index = ProductIndex(client, shop)
        index.ensure(EMBEDDER.dims)
        vectors = EMBEDDER.embed([product.title for product in PRODUCTS])
        index.upsert(PRODUCTS, embeddings={one.id: vector for one, vector in zip(PRODUCTS, vectors, strict=True)})
        index.refresh()
        yield HybridProductSearch(client, shop, EMBEDDER).search
        index.drop()


@pytest.fixture(scope="module", params=[_fake, _elasticsearch], ids=["fake", "elasticsearch"])
def search(request: pytest.FixtureRequest) -> Iterator[Search]:
    yield from request.param(request)


def within(*attributes: AttributeLimit) -> SearchLimits:
    return SearchLimits(attributes=attributes)


def ids(found: list[Product]) -> set[str]:
    return {product.id for product in found}


@pytest.mark.parametrize(
    ("demanded", "expected"),
    [
        (Quantity(Decimal(24), "inch"), {"M-1"}),
        (Quantity(Decimal(27), "inch"), {"M-2"}),
        (Quantity(Decimal(25), "inch", "at_least"), {"M-2"}),
        (Quantity(Decimal("686"), "millimeter", "at_most"), {"M-1", "M-2"}),
        (Quantity(Decimal("686"), "millimeter", "below"), {"M-1"}),
        (Quantity(Decimal(24), "kilogram"), set()),
    ],
)
def test_limits_compare_measures_across_units(search: Search, demanded: Quantity, expected: set[str]) -> None:
    limit = measure_limit(("diagonal",), demanded)
    assert ids(search("lumen monitor", within=within(limit))) == expected


@pytest.mark.parametrize(("comparator", "expected"), [("above", {"M-2"}), ("at_least", {"M-1", "M-2"})])
def test_limits_tell_above_from_at_least(search: Search, comparator: Comparator, expected: set[str]) -> None:
    limit = measure_limit(("weight",), Quantity(Decimal("4.1"), "kilogram", comparator))
    assert ids(search("lumen monitor", within=within(limit))) == expected


def test_limits_hold_for_any_of_the_names(search: Search) -> None:
    limit = measure_limit(("size", "diagonal"), Quantity(Decimal(24), "inch"))
    assert ids(search("lumen monitor", within=within(limit))) == {"M-1"}


def test_limits_of_words_are_read_in_values_of_every_kind(search: Search) -> None:
    assert ids(search("lumen monitor", within=within(WordLimit(("colour",), ("black",))))) == {"M-1"}
    assert ids(search("lumen monitor", within=within(WordLimit(("colour",), ("red",))))) == {"M-3"}
    assert ids(search("lumen monitor", within=within(WordLimit(("speakers",), ("yes",))))) == {"M-1"}
    assert ids(search("lumen monitor", within=within(WordLimit(("speakers",), ("no",))))) == {"M-2"}


def test_limits_of_words_may_be_kept_by_the_title(search: Search) -> None:
    titled = WordLimit(("colour",), ("black",), in_title=True)
    assert ids(search("lumen monitor", within=within(titled))) == {"M-1", "M-2"}


def test_limits_are_kept_together(search: Search) -> None:
    light = measure_limit(("weight",), Quantity(Decimal(6), "kilogram", "below"))
    limits = SearchLimits(in_stock=True, max_price_minor=25_000, product_type="Monitors", attributes=(light,))
    assert ids(search("lumen monitor", within=limits)) == {"M-1"}


def test_limits_of_category_keep_out_what_goes_with_it(search: Search) -> None:
    assert ids(search("lumen monitor", within=SearchLimits(product_type="Monitors"))) == {"M-1", "M-2", "M-3"}


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        (SearchOrder(), ["M-2", "M-1", "M-3"]),
        (SearchOrder(descending=True), ["M-1", "M-2", "M-3"]),
        (SearchOrder("weight"), ["M-1", "M-2", "M-3"]),
        (SearchOrder("weight", descending=True), ["M-2", "M-1", "M-3"]),
        (SearchOrder("diagonal", descending=True), ["M-2", "M-1", "M-3"]),
    ],
)
def test_orders_put_what_states_nothing_last(search: Search, order: SearchOrder, expected: list[str]) -> None:
    found = search("", within=SearchLimits(product_type="Monitors"), order=order)
    assert [product.id for product in found] == expected


def test_no_limits_let_everything_through(search: Search) -> None:
    assert ids(search("lumen monitor", within=NO_LIMITS)) == {"M-1", "M-2", "M-3", "A-1"}
