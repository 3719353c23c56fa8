"""Telling what a source is written in: by its first bytes, else by its name."""

from __future__ import annotations

from pathlib import Path

from catalog.errors import SourceError
from catalog.mapping import Format, Kind

KINDS: dict[str, Kind] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv"}
SEEN = 8_192
SUPPORTED = (
    "a Google Merchant feed (RSS, Atom or TSV), a Shopify or WooCommerce product CSV, pages with schema.org JSON-LD,"
    " or JSONL, CSV or TSV with a mapping"
)
# The columns that tell a CSV, in small letters: one of the sets must be there.
COLUMNS: tuple[tuple[Kind, frozenset[str]], ...] = (
    ("shopify", frozenset({"handle", "title"})),
    ("shopify", frozenset({"url handle", "title"})),
    ("woocommerce", frozenset({"type", "sku", "name", "regular price"})),
)
GOOGLE = frozenset({"id", "title", "link", "price"})


def plain_name(name: str) -> str:
    """A file's name without .gz."""
    return name.removesuffix(".gz")


def file_kind(name: str, form: Format) -> Kind:
    """The format of a file: the one declared, else the one its name says; raises `SourceError`."""
    if form.kind is not None:
        return form.kind
    suffix = Path(plain_name(name)).suffix.lower()
    if suffix not in KINDS:
        expected = ", ".join(KINDS)
        raise SourceError(
            f"{name}: expected a name ending in {expected} (.gz may follow), or kind in the mapping's [format]"
        )
    return KINDS[suffix]


def seen_kind(start: bytes, name: str, form: Format) -> Kind:
    """The kind of a file: the one declared, else what its first bytes show, else what its name says.

    Raises `SourceError` saying what was seen and what is supported.
    """
    if form.kind is not None:
        return form.kind
    text = start.decode("utf-8-sig", errors="replace").lstrip()
    found = _by_markup(text) or _by_columns(text) or KINDS.get(Path(plain_name(name)).suffix.lower())
    if found is None:
        raise SourceError(f"{name}: expected {SUPPORTED}; got a file that begins '{text[:80]}'")
    return found


def _by_markup(text: str) -> Kind | None:
    if text.startswith("<"):
        if "<rss" in text or "<feed" in text:
            return "google_xml"
        return "jsonld" if "<html" in text.lower() or "ld+json" in text else None
    return "jsonld" if text.startswith(("{", "[")) and '"@context"' in text else None


def _by_columns(text: str) -> Kind | None:
    header = text.partition("\n")[0].strip()
    commas = {column.strip().strip('"').casefold() for column in header.split(",")}
    for kind, columns in COLUMNS:
        if columns <= commas:
            return kind
    tabs = {column.strip().strip('"').casefold().removeprefix("g:") for column in header.split("\t")}
    return "google_tsv" if tabs >= GOOGLE else None
