"""Products as feed records with Google Merchant's field names, one JSON object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from decimal import Decimal

from catalog.demo.assortment import DemoProduct
from catalog.demo.offers import SALE_DATES

CURRENCY = "USD"
PACKAGING = Decimal("1.25")
_WEIGHT = re.compile(r"^([\d.]+) (g|kg)\b")


def feed_lines(products: Iterable[DemoProduct]) -> str:
    """The whole feed as text."""
    return "".join(json.dumps(feed_record(product), ensure_ascii=False) + "\n" for product in products)


def feed_record(product: DemoProduct) -> dict[str, object]:
    """One record; fields without a value are left out, as shops do. `model` and `model_name` are the shop's own."""
    offer = product.offer
    record: dict[str, object | None] = {
        "id": product.id,
        "title": product.title,
        "description": product.description,
        "link": f"/products/{product.slug}",
        "image_link": f"/pictures/{product.id}.svg",
        "availability": offer.availability,
        "availability_date": offer.availability_date.isoformat() if offer.availability_date else None,
        "quantity": offer.quantity,
        "price": _money(offer.price),
        "sale_price": _money(offer.sale_price) if offer.sale_price else None,
        "sale_price_effective_date": SALE_DATES if offer.sale_price else None,
        "brand": product.brand,
        "gtin": product.gtin,
        "mpn": product.mpn,
        "model": product.model,
        "model_name": product.name,
        "item_group_id": product.group,
        "product_type": " > ".join(product.path),
        "color": product.colour or None,
        "size": _value(product, "Size"),
        "material": _value(product, "Material"),
        "shipping_weight": _shipping_weight(product),
        "product_highlight": list(product.highlights),
        "product_detail": [
            {"section_name": detail.section, "attribute_name": detail.label, "attribute_value": detail.value}
            for detail in product.details
        ],
    }
    return {field: value for field, value in record.items() if value is not None}


def _money(amount: Decimal) -> str:
    return f"{amount:.2f} {CURRENCY}"


def _value(product: DemoProduct, label: str) -> str | None:
    return next((detail.value for detail in product.details if detail.label == label), None)


def _shipping_weight(product: DemoProduct) -> str | None:
    weight = _WEIGHT.match(_value(product, "Weight") or "")
    if weight is None:
        return None
    grams = Decimal(weight[1]) * (1000 if weight[2] == "kg" else 1) * PACKAGING + 40
    return f"{grams / 1000:.2f} kg"
