"""When the shop said something, when it arrived here and when it came into the index: for each document's two clocks.

Elasticsearch notes the time of the write itself, so that a repeated delivery, which writes nothing, changes none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from elasticsearch import Elasticsearch, NotFoundError

from retrieval.client import asking
from retrieval.codec import encode_time
from retrieval.shop_index import alias_of


@dataclass(frozen=True, slots=True)
class Arrival:
    """The source's own time of what it says, and when that was received."""

    source: datetime
    received: datetime


@dataclass(frozen=True, slots=True)
class Times:
    """The three times of a text or an offer in the index."""

    source: datetime
    received: datetime
    indexed: datetime


@dataclass(frozen=True, slots=True)
class ProductTimes:
    """The times of a product's text and of its offer; None where they were written before times were kept."""

    text: Times | None = None
    offer: Times | None = None


def encode_arrival(arrival: Arrival) -> dict[str, str]:
    """An arrival as the write scripts take it."""
    return {"source": encode_time(arrival.source), "received": encode_time(arrival.received)}


def times_of(client: Elasticsearch, shop: str, product_id: str) -> ProductTimes:
    """The times of one product, read in real time; none of one that is not there."""
    alias = alias_of(shop, "products")
    with asking(client, alias):
        try:
            found = client.get(index=alias, id=product_id, source_includes=["times"], realtime=True)
        except NotFoundError as error:
            if error.body.get("found") is False:
                return ProductTimes()
            raise
    kept = found["_source"].get("times") or {}
    return ProductTimes(_decoded(kept.get("text")), _decoded(kept.get("offer")))


def _decoded(stored: Mapping[str, Any] | None) -> Times | None:
    if stored is None:
        return None
    return Times(*(datetime.fromisoformat(stored[name]) for name in ("source", "received", "indexed")))
