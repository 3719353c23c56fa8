"""Listings: what fits, in which order, on which page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import pytest

from channels.demo_shop.departments import departments_of
from channels.demo_shop.listing import PAGE_SIZE, ListingPage, ListingQuery, list_products, parse_query
from channels.demo_shop.records import ShopProduct, parse_record

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def product(number: int, **fields: Any) -> ShopProduct:
    return parse_record(
        {
            "id": f"FH-{number}",
            "title": f"Orvane Radio {number}",
            "link": f"/products/radio-{number}",
            "price": f"{number}.00 USD",
            "product_type": "Audio > Radios",
            "availability": "in_stock",
            "mpn": f"LR-{number}",
            **fields,
        }
    )


KETTLE = product(40, title="Cindermoor Brook kettle, steel", product_type="Kitchen > Kettles", mpn="BK-170X")
RADIO = product(20, sale_price="15.00 USD")
GONE = product(30, availability="out_of_stock")
SHOP = [GONE, RADIO, KETTLE]


def ids(page: ListingPage) -> list[str]:
    return [entry.product.id for entry in page.entries]


def listed(query: ListingQuery, shop: Sequence[ShopProduct] = SHOP) -> list[str]:
    return ids(list_products(shop, query, now=NOW))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        (ListingQuery(), ["FH-20", "FH-40", "FH-30"]),
        (ListingQuery(department="kitchen"), ["FH-40"]),
        (ListingQuery(department="audio", category="radios"), ["FH-20", "FH-30"]),
        (ListingQuery(sale=True), ["FH-20"]),
        (ListingQuery(stock=True, department="audio"), ["FH-20"]),
        (ListingQuery(sort="price-asc"), ["FH-20", "FH-30", "FH-40"]),
        (ListingQuery(sort="price-desc"), ["FH-40", "FH-30", "FH-20"]),
        (ListingQuery(sort="name"), ["FH-40", "FH-20", "FH-30"]),
        (ListingQuery(words="Kettles"), ["FH-40"]),
        (ListingQuery(words="steel KETTLE"), ["FH-40"]),
        (ListingQuery(words="bk 170x"), ["FH-40"]),
        (ListingQuery(words="FH-30"), ["FH-30"]),
        (ListingQuery(words="trombone"), []),
    ],
)
def test_list_products_shows_what_fits_in_order(query: ListingQuery, expected: list[str]) -> None:
    assert listed(query) == expected


def test_list_products_shows_a_group_once() -> None:
    group = [product(number, item_group_id="G", color=colour) for number, colour in enumerate(("Red", "Black"), 1)]
    (entry,) = list_products(group, ListingQuery(), now=NOW).entries
    assert (entry.variants, entry.by_colour) == (2, True)


def test_list_products_featured_lets_categories_take_turns() -> None:
    radios = [product(number) for number in (1, 2)]
    assert listed(ListingQuery(), [*radios, KETTLE]) == ["FH-1", "FH-40", "FH-2"]


@pytest.mark.parametrize(("page", "first", "count"), [(1, 1, PAGE_SIZE), (2, PAGE_SIZE + 1, 6), (99, PAGE_SIZE + 1, 6)])
def test_list_products_pages(page: int, first: int, count: int) -> None:
    shop = [product(number) for number in range(1, PAGE_SIZE + 7)]
    shown = list_products(shop, ListingQuery(page=page), now=NOW)
    assert (shown.entries[0].product.id, len(shown.entries)) == (f"FH-{first}", count)
    assert (shown.pages, shown.total) == (2, PAGE_SIZE + 6)


def test_url_keeps_the_rest_and_goes_back_to_the_first_page() -> None:
    query = ListingQuery(words="red & blue", department="audio", sort="name", page=3)
    assert query.url(sale=True) == "/?q=red+%26+blue&department=audio&sale=1&sort=name"
    assert query.url(page=4) == "/?q=red+%26+blue&department=audio&sort=name&page=4"
    assert ListingQuery().url() == "/"


@pytest.mark.parametrize("page", ["0", "-1", "1e9", "", "99999999999", "²"])
def test_parse_query_takes_nonsense_for_the_front_page(page: str) -> None:
    assert parse_query({"page": page, "sort": "x'; drop", "q": "   "}).is_front_page


def test_parse_query_cuts_long_words() -> None:
    assert len(parse_query({"q": "a" * 5000}).words) == 200


def test_departments_of_counts_models_not_variants() -> None:
    variants = [product(1, item_group_id="G"), product(2, item_group_id="G"), product(3)]
    audio, kitchen = departments_of([*variants, KETTLE])
    assert (audio.slug, audio.models, audio.categories[0].models) == ("audio", 2, 2)
    assert kitchen.category("kettles") is not None
