"""WooCommerce's product CSV: simple products and variations, each variation with what its parent states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import BinaryIO

from catalog.rejections import Rejection
from catalog.sources.delimited import read_delimited
from catalog.sources.record import FeedRecord

# What a variation takes over from its parent where it states nothing itself.
INHERITED = ("Name", "Description", "Short description", "Categories", "Brands", "Images")
NO_PRODUCTS = frozenset({"variable", "grouped"})
MEASURE = re.compile(r"(Weight|Length|Width|Height) \((.+)\)")
ATTRIBUTE = re.compile(r"Attribute (\d+) name")
STOCK = {"1": "in_stock", "0": "out_of_stock", "backorder": "backorder"}
COMMA = re.compile(r"(?<!\\),\s*")


def read_woocommerce(stream: BinaryIO, encoding: str) -> Iterator[FeedRecord | Rejection]:
    """Every product that can be bought as a record under WooCommerce's columns; drafts are left out.

    Beside the columns: `id`, `title`, `item_group_id`, `category`, `image`, `availability`, `sale_dates`, and
    `details`, the visible attributes, weight and dimensions. A variation's parent has to stand before it.
    """
    return sellable(read_delimited(stream, encoding, tabs=False))


def sellable(rows: Iterable[FeedRecord | Rejection]) -> Iterator[FeedRecord | Rejection]:
    """What can be bought of rows under WooCommerce's columns, each with what its parent before it states."""
    parents: dict[str, Mapping[str, object]] = {}
    for record in rows:
        if isinstance(record, Rejection):
            yield record
            continue
        row = record.values
        kinds = {kind.strip().lower() for kind in str(row.get("Type") or "simple").split(",")}
        if kinds & NO_PRODUCTS:
            parents |= {name: row for name in (f"id:{row.get('ID')}", str(row.get("SKU"))) if name}
        elif str(row.get("Published", "1")).strip() == "1":
            parent = parents.get(str(row["Parent"]).strip(), {}) if "Parent" in row else None
            yield FeedRecord(record.row, _record(row, parent))


def _record(row: Mapping[str, object], parent: Mapping[str, object] | None) -> dict[str, object]:
    above = parent or {}
    values = {**{name: above[name] for name in INHERITED if name in above}, **row}
    chosen = [value for _name, value, _visible in _attributes(row)] if parent is not None else []
    values["id"] = row.get("ID") or row.get("SKU")
    named = row.get("Name")
    values["title"] = named or (f"{above['Name']} - {', '.join(chosen)}" if "Name" in above else None)
    group = str(row.get("Parent") or "").strip()
    values["item_group_id"] = above.get("ID") or group.removeprefix("id:") or None
    values["category"] = next(iter(_listed(str(values.get("Categories") or ""))), None)
    values["image"] = next(iter(_listed(str(values.get("Images") or ""))), None)
    values["text"] = values.get("Description") or values.get("Short description")
    values["availability"] = STOCK.get(str(row.get("In stock?") or "").strip().lower())
    values["quantity"] = None if str(row.get("Stock")).strip() == "parent" else row.get("Stock")
    values["sale_dates"] = _sale_dates(row)
    values["details"] = _details(row, parent)
    return values


def _details(row: Mapping[str, object], parent: Mapping[str, object] | None) -> list[dict[str, object]]:
    own = _attributes(row)
    named = {str(row[field]) for field in row if ATTRIBUTE.fullmatch(field)}
    inherited = [one for one in _attributes(parent or {}) if one[0] not in named]
    details: list[dict[str, object]] = []
    for name, value, visible in own + inherited:
        if visible or (parent is not None and name in named):
            listed = _listed(value)
            details.append({"attribute_name": name, "attribute_value": listed if len(listed) > 1 else value})
    for field in {**(parent or {}), **row}:
        measure = MEASURE.fullmatch(field)
        if measure:
            amount = row.get(field) or (parent or {}).get(field)
            details.append({"attribute_name": measure[1], "attribute_value": f"{amount} {measure[2]}"})
    return details


def _attributes(row: Mapping[str, object]) -> list[tuple[str, str, bool]]:
    """Name, value and visibility of each attribute that has a value."""
    found = []
    for field in row:
        match = ATTRIBUTE.fullmatch(field)
        value = row.get(f"Attribute {match[1]} value(s)") if match else None
        if match and value:
            visible = str(row.get(f"Attribute {match[1]} visible", "1")).strip() != "0"
            found.append((str(row[field]), str(value), visible))
    return found


def _sale_dates(row: Mapping[str, object]) -> str | None:
    starts, ends = (str(row.get(f"Date sale price {edge}") or "").strip() for edge in ("starts", "ends"))
    # A day without a time ends when the day does.
    return f"{starts}/{ends}T23:59:59" if len(ends) == 10 else (f"{starts}/{ends}" if starts or ends else None)


def _listed(value: str) -> list[str]:
    return [part.strip().replace("\\,", ",") for part in COMMA.split(value) if part.strip()]
