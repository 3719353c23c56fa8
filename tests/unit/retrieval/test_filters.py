"""The filters that both legs of a search share."""

from __future__ import annotations

from retrieval.filters import product_filters
from tests.fakes.retrieval import AS_OF

ACTIVE = {"term": {"active": True}}


def test_filters_always_leave_out_inactive_products() -> None:
    assert product_filters(now=AS_OF) == [ACTIVE]


def test_filters_compare_brands_by_key() -> None:
    assert product_filters(now=AS_OF, brand="Bang & Olufsen") == [ACTIVE, {"term": {"brand_key": "bangolufsen"}}]


def test_filters_hold_a_bound_of_zero() -> None:
    assert len(product_filters(now=AS_OF, max_price_minor=0)) == 2


def test_filters_of_stock() -> None:
    assert product_filters(now=AS_OF, in_stock=True) == [ACTIVE, {"term": {"offer.availability": "in_stock"}}]
