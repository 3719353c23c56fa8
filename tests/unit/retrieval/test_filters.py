"""The filters that both legs of a search share."""

from __future__ import annotations

from retrieval.filters import NO_LIMITS, SearchLimits, product_filters
from tests.fakes.retrieval import AS_OF

ALWAYS = [{"term": {"active": True}}, {"bool": {"must_not": {"term": {"type_keys": "shopclerkhidden"}}}}]


def test_filters_always_leave_out_inactive_and_hidden_products() -> None:
    assert product_filters(NO_LIMITS, now=AS_OF) == ALWAYS


def test_filters_compare_brands_by_key() -> None:
    assert product_filters(SearchLimits(brand="Bang & Olufsen"), now=AS_OF) == [
        *ALWAYS,
        {"term": {"brand_key": "bangolufsen"}},
    ]


def test_filters_hold_a_bound_of_zero() -> None:
    assert len(product_filters(SearchLimits(max_price_minor=0), now=AS_OF)) == 3


def test_filters_of_stock() -> None:
    assert product_filters(SearchLimits(in_stock=True), now=AS_OF) == [
        *ALWAYS,
        {"term": {"offer.availability": "in_stock"}},
    ]
