"""WooCommerce's product webhooks, as rows of WooCommerce's product CSV: the same products under the same ids.

Fields: https://woocommerce.github.io/woocommerce-rest-api-docs/#product-properties
"""

from __future__ import annotations

from catalog.deliveries.stated import Stated, Unreadable, listed, object_of, text_of
from catalog.mapping import Kind
from catalog.rejections import Rejection
from catalog.sources.record import FeedRecord
from catalog.sources.woocommerce import NO_PRODUCTS, sellable

DELETED = "product.deleted"
FROM_PARENT = ("Brands", "category", "image", "text")
STOCK = {"instock": "1", "outofstock": "0", "onbackorder": "backorder"}


class WooCommerce:
    """Reads the payloads of product.created, product.updated, product.restored and product.deleted.

    A variable product cannot be bought: its variations are delivered by themselves, each with the id of the parent.
    """

    kind: Kind = "woocommerce"
    source: str | None = None

    def read(self, topic: str, payload: object) -> Stated | None:
        """The product; none of one that is deleted or not published, which takes its variations with it."""
        product = object_of(payload)
        group = text_of(product, "id")
        if topic == DELETED or not _is_published(product):
            return Stated((), group=group)
        if text_of(product, "type") in NO_PRODUCTS:
            return None
        if not text_of(product, "name"):
            raise Unreadable("expected a product with a name")
        records = tuple(sellable([FeedRecord(1, _row(product))]))
        if text_of(product, "type") != "variation":
            return Stated(records, group=group, measures=_measures(product))
        return Stated(tuple(map(_own, records)), keeps_attributes=True, measures=_measures(product))


def _is_published(product: dict[str, object]) -> bool:
    return (text_of(product, "status") or "publish") == "publish"


def _row(product: dict[str, object]) -> dict[str, object]:
    parent = text_of(product, "parent_id")
    row: dict[str, object] = {
        "ID": text_of(product, "id"),
        "Type": text_of(product, "type"),
        "SKU": text_of(product, "sku"),
        "GTIN, UPC, EAN, or ISBN": text_of(product, "global_unique_id"),
        "Name": text_of(product, "name"),
        "Published": "1",
        "Description": text_of(product, "description"),
        "Short description": text_of(product, "short_description"),
        "Regular price": text_of(product, "regular_price") or text_of(product, "price"),
        "Sale price": text_of(product, "sale_price"),
        "Date sale price starts": _utc(text_of(product, "date_on_sale_from_gmt")),
        "Date sale price ends": _utc(text_of(product, "date_on_sale_to_gmt")),
        "In stock?": STOCK.get(text_of(product, "stock_status"), ""),
        "Stock": text_of(product, "stock_quantity"),
        "Categories": ", ".join(_escaped(text_of(one, "name")) for one in listed(product, "categories")),
        "Brands": ", ".join(_escaped(text_of(one, "name")) for one in listed(product, "brands")),
        "Images": ", ".join(text_of(one, "src") for one in listed(product, "images")),
    }
    if text_of(product, "type") == "variation":
        row["Parent"] = f"id:{parent}" if parent not in ("", "0") else ""
    for number, attribute in enumerate(listed(product, "attributes"), start=1):
        row[f"Attribute {number} name"] = text_of(attribute, "name")
        row[f"Attribute {number} value(s)"] = _values(attribute)
        row[f"Attribute {number} visible"] = "0" if attribute.get("visible") is False else "1"
    return row


def _own(record: FeedRecord | Rejection) -> FeedRecord | Rejection:
    """What a variation states itself: where it is silent, what is known of its parent stays."""
    if isinstance(record, Rejection):
        return record
    values = {name: value for name, value in record.values.items() if value or name not in FROM_PARENT}
    return FeedRecord(record.row, values)


def _values(attribute: dict[str, object]) -> str:
    options = attribute.get("options")
    if isinstance(options, list):
        return ", ".join(_escaped(str(option)) for option in options)
    return text_of(attribute, "option")


def _measures(product: dict[str, object]) -> dict[str, str]:
    dimensions = product.get("dimensions")
    sizes = dimensions if isinstance(dimensions, dict) else {}
    found = {name: text_of(sizes, name) for name in ("length", "width", "height")}
    found["weight"] = text_of(product, "weight")
    return {name: amount for name, amount in found.items() if amount}


def _utc(moment: str) -> str:
    return f"{moment}+00:00" if moment and "+" not in moment and not moment.endswith("Z") else moment


def _escaped(value: str) -> str:
    return value.replace(",", "\\,")
