"""Shopify's product CSV: rows of one handle are joined into the variants of one product."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from typing import BinaryIO

from catalog.rejections import Rejection
from catalog.sources.delimited import read_delimited
from catalog.sources.record import FeedRecord

# Headings of newer exports, by the older ones that records are given under.
HEADINGS = {
    "URL handle": "Handle",
    "Description": "Body (HTML)",
    "Product image URL": "Image Src",
    "Variant image URL": "Variant Image",
    "SKU": "Variant SKU",
    "Barcode": "Variant Barcode",
    "Price": "Variant Price",
    "Compare-at price": "Variant Compare At Price",
    "Inventory quantity": "Variant Inventory Qty",
    "Continue selling when out of stock": "Variant Inventory Policy",
    "Inventory tracker": "Variant Inventory Tracker",
    "Weight value (grams)": "Variant Grams",
    "Weight unit for display": "Variant Weight Unit",
    "Published on online store": "Published",
    "Product category": "Product Category",
    **{f"Option{n} name": f"Option{n} Name" for n in (1, 2, 3)},
    **{f"Option{n} value": f"Option{n} Value" for n in (1, 2, 3)},
}
PRODUCT_WIDE = (
    "Title", "Body (HTML)", "Vendor", "Product Category", "Type", "Tags", "Published", "Status",
    "Option1 Name", "Option2 Name", "Option3 Name",
)  # fmt: skip
METAFIELD = re.compile(r"(.+?)\s*\(product\.metafields\.[^)]+\)")
NO_OPTION = ("Title", "Default Title")
GRAMS = {"kg": Decimal(1000), "g": Decimal(1), "lb": Decimal("453.59237"), "oz": Decimal("28.349523125")}


def read_shopify(stream: BinaryIO, encoding: str) -> Iterator[FeedRecord | Rejection]:
    """Every variant as a record under Shopify's older headings, with what its product's first row states.

    Beside the columns: `id`, `title` and `item_group_id`, `price` and `sale_price`, `availability`, `quantity`,
    `weight`, and `details`, the options and metafields. Rows that hold only a picture, and products that are not
    published, are no variants.
    """
    return variants(read_delimited(stream, encoding, tabs=False))


def variants(rows: Iterable[FeedRecord | Rejection]) -> Iterator[FeedRecord | Rejection]:
    """The variants of rows under Shopify's columns; what is said of a product stands in its first row."""
    wide: dict[str, object] = {}
    for record in rows:
        if isinstance(record, Rejection):
            yield record
            continue
        row = {HEADINGS.get(name, name): value for name, value in record.values.items()}
        if row.get("Handle") != wide.get("Handle"):
            wide = {name: value for name, value in row.items() if name in PRODUCT_WIDE or METAFIELD.fullmatch(name)}
            wide |= {"Handle": row.get("Handle"), "Image Src": row.get("Image Src")}
        if _is_variant(row) and _is_published(wide):
            yield FeedRecord(record.row, _record({**row, **{name: row.get(name) or wide[name] for name in wide}}))


def _is_variant(row: Mapping[str, object]) -> bool:
    return any(row.get(name) for name in ("Variant Price", "Option1 Value", "Variant SKU", "Title"))


def _is_published(row: Mapping[str, object]) -> bool:
    status = str(row.get("Status") or "active").lower()
    return status == "active" and str(row.get("Published") or "true").lower() != "false"


def _record(row: dict[str, object]) -> dict[str, object]:
    options = [
        (str(row.get(f"Option{n} Name") or f"Option {n}"), str(row[f"Option{n} Value"]))
        for n in (1, 2, 3)
        if row.get(f"Option{n} Value")
    ]
    options = [] if options[:1] == [NO_OPTION] else options
    chosen = [value for _name, value in options]
    handle, title = row.get("Handle"), row.get("Title")
    row["id"] = ":".join([str(handle), *(re.sub(r"\s+", "-", value.strip().casefold()) for value in chosen)])
    if not handle:
        row.pop("id")
    row["title"] = f"{title} - {' / '.join(chosen)}" if title and chosen else title
    row["item_group_id"] = handle if chosen else None
    row["link"] = f"/products/{handle}" if handle else None
    row["image"] = row.get("Variant Image") or row.get("Image Src")
    row["details"] = [_detail(name, value) for name, value in options] + _metafields(row)
    row["weight"] = _weight(row)
    row["availability"] = _availability(row)
    row["quantity"] = _quantity(row)
    row["price"], row["sale_price"] = _prices(row)
    return row


def _prices(row: Mapping[str, object]) -> tuple[object, object]:
    """Regular and sale price: a compare-at price above the price is what it cost before."""
    price, before = row.get("Variant Price"), row.get("Variant Compare At Price")
    now, was = _number(price), _number(before)
    return (before, price) if now is not None and was is not None and was > now else (price, None)


def _availability(row: Mapping[str, object]) -> str | None:
    """Whether it can be had: stock that is not tracked never runs out, unless the file says 0 of it."""
    quantity = _number(row.get("Variant Inventory Qty"))
    if not row.get("Variant Inventory Tracker"):
        return None if quantity is not None and quantity <= 0 else "in_stock"
    if quantity is None:
        return None
    if quantity > 0:
        return "in_stock"
    goes_on = str(row.get("Variant Inventory Policy") or "").lower() in ("continue", "true")
    return "backorder" if goes_on else "out_of_stock"


def _quantity(row: Mapping[str, object]) -> object:
    """How many there are, where they are counted and not owed."""
    quantity = _number(row.get("Variant Inventory Qty"))
    return (
        row.get("Variant Inventory Qty") if row.get("Variant Inventory Tracker") and quantity and quantity > 0 else None
    )


def _weight(row: Mapping[str, object]) -> str | None:
    grams = _number(row.get("Variant Grams"))
    unit = str(row.get("Variant Weight Unit") or "g").lower()
    if not grams or unit not in GRAMS:
        return f"{grams.normalize():f} g" if grams else None
    return f"{round(grams / GRAMS[unit], 4).normalize():f} {unit}"


def _metafields(row: Mapping[str, object]) -> list[dict[str, str]]:
    found = ((METAFIELD.fullmatch(name), value) for name, value in row.items())
    return [_detail(match[1], str(value)) for match, value in found if match and value]


def _detail(name: str, value: str) -> dict[str, str]:
    return {"attribute_name": name, "attribute_value": value}


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(str(value).strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None
