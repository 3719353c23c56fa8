"""Printers to test the benchmarks with."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from retrieval.schema import Attribute, Identifier, Offer, Product
from tests.bench.near_identical.catalogue import squash

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def product(id_: str, model: str, *, brand: str = "Acme", weight: str = "5", gtin: str = "4006381333931") -> Product:
    """A printer of this model, weighing this many kilograms."""
    return Product(
        id=id_,
        title=f"{brand} {model} printer",
        brand=brand,
        item_group_id=None,
        product_type=(),
        description="",
        highlights=(),
        link=None,
        image_link=None,
        identifiers=(Identifier("model", model, squash(model)), Identifier("gtin", gtin, gtin)),
        attributes=(
            Attribute("weight", "Weight", Decimal(weight), "kg", "number"),
            Attribute("colour", "Colour", "Black", None, "text"),
            Attribute("wi_fi", "Wi-Fi", True, None, "boolean"),
        ),
        offer=Offer(Decimal("9.50"), "USD", None, None, None, None, None, 1, NOW),
        source="feed",
        version=1,
        as_of=NOW,
    )
