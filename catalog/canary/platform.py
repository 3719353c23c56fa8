"""The canary's deliveries: they take the way of a shop's webhooks, as products of a source of their own."""

from __future__ import annotations

from catalog.deliveries.stated import Stated, object_of, text_of
from catalog.mapping import Kind
from catalog.sources.record import FeedRecord
from retrieval.filters import HIDDEN_TYPE

CANARY = "canary"


class Canary:
    """Reads the payload {id, price}: a hidden product that only its identifier finds, gone when it has no price."""

    kind: Kind = "google_tsv"
    source: str | None = CANARY

    def read(self, topic: str, payload: object) -> Stated:
        """The product, or none."""
        values = object_of(payload)
        name = text_of(values, "id")
        if not text_of(values, "price"):
            return Stated((), group=name)
        record: dict[str, object] = {
            "id": name,
            "mpn": name,
            "title": f"Freshness probe {name}",
            "product_type": HIDDEN_TYPE,
            "price": text_of(values, "price"),
            "availability": "in_stock",
        }
        return Stated((FeedRecord(1, record),))
