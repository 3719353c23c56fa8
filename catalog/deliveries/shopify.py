"""Shopify's Admin product webhooks, as rows of Shopify's product CSV: the same products under the same ids.

Fields: https://shopify.dev/docs/api/admin-rest/latest/resources/product
"""

from __future__ import annotations

from decimal import Decimal, InvalidOperation

from catalog.deliveries.stated import Stated, Unreadable, listed, object_of, text_of
from catalog.mapping import Kind
from catalog.rejections import Rejection
from catalog.sources.record import FeedRecord
from catalog.sources.shopify import GRAMS, variants

DELETED = "products/delete"
PLACES = (1, 2, 3)


class Shopify:
    """Reads the payloads of products/create, products/update and products/delete."""

    kind: Kind = "shopify"
    source: str | None = None

    def read(self, topic: str, payload: object) -> Stated:
        """The product's variants; none of one that is deleted, a draft, archived or unpublished."""
        product = object_of(payload)
        if topic == DELETED:
            return Stated(())
        handle = text_of(product, "handle")
        if not handle or not text_of(product, "title"):
            raise Unreadable("expected a product with a handle and a title")
        rows = [FeedRecord(number, row) for number, row in enumerate(_rows(product, handle), start=1)]
        records = tuple(_without_unknown_weight(one) for one in variants(rows))
        return Stated(records, group=handle, keeps_attributes=True)


def _rows(product: dict[str, object], handle: str) -> list[dict[str, object]]:
    pictures = {text_of(one, "id"): text_of(one, "src") for one in listed(product, "images")}
    names = {int(text_of(one, "position") or 0): text_of(one, "name") for one in listed(product, "options")}
    wide: dict[str, object] = {
        "Title": text_of(product, "title"),
        "Body (HTML)": text_of(product, "body_html"),
        "Vendor": text_of(product, "vendor"),
        "Type": text_of(product, "product_type"),
        "Tags": text_of(product, "tags"),
        "Status": text_of(product, "status") or "active",
        "Published": "true" if product.get("published_at", "now") else "false",
        "Image Src": next(iter(pictures.values()), ""),
        **{f"Option{place} Name": names.get(place, "") for place in PLACES},
        **{f"{text_of(one, 'key')} (product.metafields.{text_of(one, 'namespace')}.{text_of(one, 'key')})": one["value"]
           for one in listed(product, "metafields") if one.get("value")},
    }  # fmt: skip
    rows = [_variant(one, pictures) for one in listed(product, "variants")]
    if not rows:
        raise Unreadable("variants: expected at least one, got none")
    return [{"Handle": handle, **(wide if place == 0 else {}), **row} for place, row in enumerate(rows)]


def _variant(variant: dict[str, object], pictures: dict[str, str]) -> dict[str, object]:
    return {
        **{f"Option{place} Value": text_of(variant, f"option{place}") for place in PLACES},
        "Variant SKU": text_of(variant, "sku"),
        "Variant Barcode": text_of(variant, "barcode"),
        "Variant Price": text_of(variant, "price"),
        "Variant Compare At Price": text_of(variant, "compare_at_price"),
        # Newer versions of the API do not say whether stock is counted: a count that is stated counts.
        "Variant Inventory Tracker": str(variant.get("inventory_management", "shopify") or ""),
        "Variant Inventory Qty": text_of(variant, "inventory_quantity"),
        "Variant Inventory Policy": text_of(variant, "inventory_policy"),
        "Variant Grams": _grams(variant),
        "Variant Weight Unit": text_of(variant, "weight_unit"),
        "Variant Image": pictures.get(text_of(variant, "image_id"), ""),
    }


def _without_unknown_weight(record: FeedRecord | Rejection) -> FeedRecord | Rejection:
    if isinstance(record, Rejection) or record.values.get("Variant Grams") != "":
        return record
    return FeedRecord(record.row, {name: value for name, value in record.values.items() if name != "weight"})


def _grams(variant: dict[str, object]) -> str:
    """The weight in grams, which newer versions of the API state in the variant's own unit only."""
    if variant.get("grams") is not None:
        return text_of(variant, "grams")
    unit = GRAMS.get(text_of(variant, "weight_unit"))
    try:
        weight = Decimal(text_of(variant, "weight"))
    except InvalidOperation:
        return ""
    return f"{weight * unit:f}" if unit is not None and weight.is_finite() else ""
