"""Google Merchant feeds: RSS 2.0 and Atom with `g:` attributes, and tab-separated text."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, BinaryIO

from lxml import etree

from catalog.errors import SourceError
from catalog.rejections import Rejection
from catalog.sources.delimited import read_delimited
from catalog.sources.record import FeedRecord

GOOGLE = "http://base.google.com/ns/1.0"
ENTRIES = ("{*}item", "{*}entry")
REPEATED = frozenset({"product_highlight", "additional_image_link"})
# Atom's own names of what RSS calls link and description.
ATOM = {"summary": "description", "content": "description"}
DETAIL_KEYS = ("section_name", "attribute_name", "attribute_value")


def read_google_xml(stream: BinaryIO) -> Iterator[FeedRecord]:
    """Every item or entry as a record, one in memory at a time; raises `SourceError` for broken XML and for DTDs."""
    events = etree.iterparse(
        stream, events=("end",), tag=ENTRIES, resolve_entities=False, load_dtd=False, no_network=True
    )
    first = True
    try:
        for _event, entry in events:
            if first and entry.getroottree().docinfo.doctype:
                raise SourceError("the feed declares a document type; entities are not read: remove its <!DOCTYPE …>")
            first = False
            yield FeedRecord(entry.sourceline or 0, _identified(_values(entry)))
            entry.clear()
            while entry.getprevious() is not None:
                del entry.getparent()[0]
    except etree.XMLSyntaxError as error:
        raise SourceError(f"expected well-formed XML, got: {error}") from error
    if first:
        raise SourceError("expected <item> elements (RSS 2.0) or <entry> elements (Atom), got none")


def read_google_tsv(stream: BinaryIO, encoding: str) -> Iterator[FeedRecord | Rejection]:
    """Every row as a record; `product_detail` and `product_highlight` cells become lists."""
    for record in read_delimited(stream, encoding, tabs=True):
        if isinstance(record, Rejection):
            yield record
            continue
        values: dict[str, object] = {_column(name): value for name, value in record.values.items()}
        for name in REPEATED & values.keys():
            values[name] = _cells(str(values[name]))
        if "product_detail" in values:
            values["product_detail"] = [_detail(cell) for cell in _cells(str(values["product_detail"]))]
        yield FeedRecord(record.row, _identified(values))


def _values(entry: Any) -> dict[str, object]:
    values: dict[str, object] = {}
    ours: set[str] = set()
    for child in entry.iterchildren(tag=etree.Element):
        tag = etree.QName(child)
        name = tag.localname if tag.namespace == GOOGLE else ATOM.get(tag.localname, tag.localname)
        value = _value(child, name)
        if value in ("", {}):
            continue
        if name in REPEATED or name == "product_detail":
            listed = values.setdefault(name, [])
            assert isinstance(listed, list)
            listed.append(value)
        elif name not in values or (tag.namespace == GOOGLE and name not in ours):
            values[name] = value
        if tag.namespace == GOOGLE:
            ours.add(name)
    return values


def _identified(values: dict[str, object]) -> dict[str, object]:
    """The values without the identifiers that a feed repeats of a product which it says has none."""
    if str(values.get("identifier_exists", "")).strip().lower() not in ("no", "false"):
        return values
    return {name: value for name, value in values.items() if name not in ("gtin", "mpn")}


def _value(child: Any, name: str) -> object:
    if name == "product_detail":
        return {etree.QName(part).localname: _text(part) for part in child.iterchildren(tag=etree.Element)}
    return child.get("href") or _text(child)


def _text(element: Any) -> str:
    return "".join(element.itertext()).strip()


def _column(name: str) -> str:
    return name.strip().lower().removeprefix("g:").replace(" ", "_")


def _cells(value: str) -> list[str]:
    return [cell.strip() for cell in next(csv.reader([value], skipinitialspace=True)) if cell.strip()]


def _detail(cell: str) -> dict[str, str]:
    parts = cell.split(":", 2)
    return dict(zip(DETAIL_KEYS, ["", *parts] if len(parts) == 2 else parts, strict=False))
