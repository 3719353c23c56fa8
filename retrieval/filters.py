"""What a search leaves out, as Elasticsearch filters that every leg shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from retrieval.codec import encode_time
from retrieval.facets.limits import AttributeLimit, limit_filter
from retrieval.keys import normalise_key


@dataclass(frozen=True, slots=True)
class SearchLimits:
    """What every product found must keep; prices are what is paid, `product_type` is any level of the category."""

    max_price_minor: int | None = None
    min_price_minor: int | None = None
    in_stock: bool = False
    brand: str | None = None
    product_type: str | None = None
    attributes: tuple[AttributeLimit, ...] = ()


NO_LIMITS = SearchLimits()
# A product of this category is found by its own identifiers and by nothing else.
HIDDEN_TYPE = "shopclerk:hidden"
NOT_HIDDEN: dict[str, Any] = {"bool": {"must_not": {"term": {"type_keys": normalise_key(HIDDEN_TYPE)}}}}


def product_filters(limits: SearchLimits, *, now: datetime) -> list[dict[str, Any]]:
    """Active products that are not hidden, within these bounds; one without a price fits no price bound."""
    filters: list[dict[str, Any]] = [{"term": {"active": True}}, NOT_HIDDEN]
    if limits.max_price_minor is not None or limits.min_price_minor is not None:
        filters.append(_price_within(limits.min_price_minor, limits.max_price_minor, now))
    if limits.in_stock:
        filters.append({"term": {"offer.availability": "in_stock"}})
    if limits.brand is not None:
        filters.append({"term": {"brand_key": normalise_key(limits.brand)}})
    if limits.product_type is not None:
        filters.append({"term": {"type_keys": normalise_key(limits.product_type)}})
    return filters + [limit_filter(one) for one in limits.attributes]


def _price_within(least: int | None, most: int | None, now: datetime) -> dict[str, Any]:
    """The price that is paid at `now`: the sale price while the sale lasts, the price otherwise."""
    bounds = {name: bound for name, bound in (("gte", least), ("lte", most)) if bound is not None}
    over = {"range": {"offer.sale_ends": {"lte": encode_time(now)}}}
    on_sale: dict[str, Any] = {"bool": {"filter": {"exists": {"field": "offer.sale_price_minor"}}, "must_not": over}}
    at_sale_price = {"bool": {"filter": [on_sale, {"range": {"offer.sale_price_minor": bounds}}]}}
    at_price = {"bool": {"filter": {"range": {"offer.price_minor": bounds}}, "must_not": on_sale}}
    return {"bool": {"should": [at_sale_price, at_price], "minimum_should_match": 1}}
