"""In what order a search gives what it finds, where that is not how well it fits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from retrieval.facets.encoding import facet_name
from retrieval.facets.limits import MEASURES

# What is paid at `now`: the sale price while the sale lasts, the price otherwise; without a price last.
_PRICE = """
def sale = doc['offer.sale_price_minor'];
def ends = doc['offer.sale_ends'];
if (sale.size() > 0 && (ends.size() == 0 || ends.value.toInstant().toEpochMilli() > params.now)) { return sale.value }
return doc['offer.price_minor'].size() > 0 ? doc['offer.price_minor'].value : params.none;
"""
_FAR = 1 << 53


@dataclass(frozen=True, slots=True)
class SearchOrder:
    """By price, or by the measure of the attribute `name`; what states none comes last."""

    name: str | None = None
    descending: bool = False


CHEAPEST = SearchOrder()


def sorting(order: SearchOrder, *, now: datetime) -> list[dict[str, Any]]:
    """The order as Elasticsearch's `sort`, ties by id."""
    direction = "desc" if order.descending else "asc"
    if order.name is None:
        params = {"now": int(now.timestamp() * 1000), "none": -_FAR if order.descending else _FAR}
        by: dict[str, Any] = {
            "_script": {"type": "number", "order": direction, "script": {"source": _PRICE, "params": params}}
        }
    else:
        by = {f"{MEASURES}.{facet_name(order.name)}": {"order": direction, "missing": "_last"}}
    return [by, {"id": "asc"}]
