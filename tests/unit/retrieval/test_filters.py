"""The filters that both legs of a search share."""

from __future__ import annotations

from retrieval.filters import NO_LIMITS, SearchLimits, product_filters
from tests.fakes.retrieval import AS_OF

ACTIVE = {"term": {"active": True}}


def test_filters_always_leave_out_inactive_products() -> None:
    assert product_filters(NO_LIMITS, now=AS_OF) == [ACTIVE]


def test_filters_compare_brands_by_key() -> None:
    assert product_filters(SearchLimits(brand="Bang & Olufsen"), now=AS_OF) == [
        ACTIVE,
        {"term": {"brand_key": "bangolufsen"}},
    ]


def test_filters_hold_a_bound_of_zero() -> None:
    assert len(product_filters(SearchLimits(max_price_minor=0), now=AS_OF)) == 2


def test_filters_of_stock() -> None:
    assert product_filters(SearchLimits(in_stock=True), now=AS_OF) == [
        ACTIVE,
        {"term": {"offer.availability": "in_stock"}},
    ]
