"""Opening a source file by what it is."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from catalog.errors import SourceError
from catalog.mapping import Format, Kind
from catalog.rejections import Rejection
from catalog.sources.delimited import read_delimited
from catalog.sources.google import read_google_tsv, read_google_xml
from catalog.sources.jsonl import read_jsonl
from catalog.sources.record import FeedRecord
from catalog.sources.shopify import read_shopify

KINDS: dict[str, Kind] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv"}
SEEN = 8_192
SUPPORTED = "a Google Merchant feed (RSS, Atom or TSV), a Shopify product CSV, or JSONL, CSV or TSV with a mapping"
GZIP_MAGIC = b"\x1f\x8b"


def source_name(path: Path) -> str:
    """The name a file's products are remembered under when none is given: products for products.jsonl.gz."""
    return plain_name(path.name).rsplit(".", 1)[0] or path.name


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


def read_records(path: Path, name: str, form: Format) -> Iterator[FeedRecord | Rejection]:
    """Streams the records of the file at `path`, whose original name was `name`; raises `SourceError`."""
    kind = file_kind(name, form)
    with _opened(path) as stream:
        records = _records(stream, kind, form.encoding)
        row = 0
        try:
            for record in records:
                row = record.row
                yield record
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SourceError(
                f"{name}: expected a whole gzip file, got one that is broken after row {row}: {error}"
            ) from error


def _records(stream: BinaryIO, kind: Kind, encoding: str) -> Iterator[FeedRecord | Rejection]:
    if kind == "jsonl":
        return read_jsonl(stream, encoding)
    if kind == "google_xml":
        return read_google_xml(stream)
    if kind == "google_tsv":
        return read_google_tsv(stream, encoding)
    if kind == "shopify":
        return read_shopify(stream, encoding)
    return read_delimited(stream, encoding, tabs=kind == "tsv")


def seen_kind(path: Path, name: str, form: Format) -> Kind:
    """The kind of a file: the one declared, else what its first bytes show, else what its name says.

    Raises `SourceError` saying what was seen and what is supported.
    """
    if form.kind is not None:
        return form.kind
    with _opened(path) as stream:
        try:
            start = stream.read(SEEN).decode("utf-8-sig", errors="replace").lstrip()
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SourceError(f"{name}: expected a whole gzip file, got one that is broken: {error}") from error
    if start.startswith("<"):
        if "<rss" in start or "<feed" in start:
            return "google_xml"
        raise SourceError(f"{name}: expected {SUPPORTED}; got XML or HTML that begins '{start[:60]}'")
    return _by_columns(start) or file_kind(name, form)


def _by_columns(start: str) -> Kind | None:
    header = start.partition("\n")[0].strip()
    commas = {column.strip().strip('"').casefold() for column in header.split(",")}
    if {"handle", "title"} <= commas or {"url handle", "title"} <= commas:
        return "shopify"
    tabs = {column.strip().strip('"').casefold().removeprefix("g:") for column in header.split("\t")}
    return "google_tsv" if {"id", "title", "link", "price"} <= tabs else None


@contextmanager
def _opened(path: Path) -> Iterator[BinaryIO]:
    try:
        raw = path.open("rb")
    except OSError as error:
        raise SourceError(f"the source file cannot be read: {error}") from error
    with raw:
        packed = raw.read(2) == GZIP_MAGIC
        raw.seek(0)
        yield cast(BinaryIO, gzip.GzipFile(fileobj=raw)) if packed else raw
