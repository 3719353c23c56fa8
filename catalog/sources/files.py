"""Opening a source file by what it is."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from catalog.errors import SourceError
from catalog.mapping import Format, Kind
from catalog.rejections import Rejection
from catalog.sources.delimited import read_delimited
from catalog.sources.google import read_google_tsv, read_google_xml
from catalog.sources.jsonl import read_jsonl
from catalog.sources.jsonld import read_jsonld
from catalog.sources.kinds import file_kind, plain_name
from catalog.sources.packed import ZIP_MAGIC, packed_files
from catalog.sources.record import FeedRecord
from catalog.sources.shopify import read_shopify
from catalog.sources.woocommerce import read_woocommerce

READERS: dict[Kind, Callable[[BinaryIO, str], Iterator[FeedRecord | Rejection]]] = {
    "jsonl": read_jsonl,
    "google_tsv": read_google_tsv,
    "shopify": read_shopify,
    "woocommerce": read_woocommerce,
}
GZIP_MAGIC = b"\x1f\x8b"


def source_name(name: str) -> str:
    """The name a file's products are remembered under when none is given: products for products.jsonl.gz."""
    return plain_name(name).rsplit(".", 1)[0] or name


def read_records(path: Path, name: str, form: Format) -> Iterator[FeedRecord | Rejection]:
    """Streams the records of the file at `path`, whose original name was `name`; raises `SourceError`.

    In a packed folder the rows of each file are counted on from those of the one before.
    """
    kind = file_kind(name, form)
    with opened(path) as stream:
        if stream.peek(len(ZIP_MAGIC)).startswith(ZIP_MAGIC):
            yield from _packed(stream, kind, form.encoding)
        else:
            yield from _read(stream, name, kind, form.encoding)


def first_bytes(path: Path, name: str, size: int) -> tuple[bytes, str]:
    """The first bytes of a file, or of the first file of a packed folder, without gzip; and that file's name."""
    with opened(path) as stream:
        if not stream.peek(len(ZIP_MAGIC)).startswith(ZIP_MAGIC):
            return _start(stream, name, size), name
        for inner, content in packed_files(stream):
            return _start(content, inner, size), inner
    return b"", name


def _start(stream: BufferedReader, name: str, size: int) -> bytes:
    try:
        return unzipped(stream).read(size)
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(f"{name}: expected a whole gzip file, got one that is broken: {error}") from error


def _packed(stream: BufferedReader, kind: Kind, encoding: str) -> Iterator[FeedRecord | Rejection]:
    before = 0
    for name, content in packed_files(stream):
        row = before
        for record in _read(content, name, kind, encoding):
            row = before + record.row
            yield replace(record, row=row)
        before = row


def _read(stream: BufferedReader, name: str, kind: Kind, encoding: str) -> Iterator[FeedRecord | Rejection]:
    row = 0
    try:
        for record in _records(unzipped(stream), kind, encoding):
            row = record.row
            yield record
    except (EOFError, gzip.BadGzipFile, zlib.error) as error:
        raise SourceError(
            f"{name}: expected a whole gzip file, got one that is broken after row {row}: {error}"
        ) from error
    except SourceError as error:
        raise SourceError(f"{name}: {error}") from error


def _records(stream: BinaryIO, kind: Kind, encoding: str) -> Iterator[FeedRecord | Rejection]:
    if kind == "google_xml":
        return read_google_xml(stream)
    if kind == "jsonld":
        return read_jsonld(stream)
    if kind in ("csv", "tsv"):
        return read_delimited(stream, encoding, tabs=kind == "tsv")
    return READERS[kind](stream, encoding)


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """The bytes of a file as they are; raises `SourceError`."""
    try:
        raw = path.open("rb")
    except OSError as error:
        raise SourceError(f"the source file cannot be read: {error}") from error
    with raw:
        yield raw


def unzipped(stream: BufferedReader) -> BinaryIO:
    """The bytes of a stream without gzip, whatever its file is called."""
    packed = stream.peek(len(GZIP_MAGIC)).startswith(GZIP_MAGIC)
    return cast(BinaryIO, gzip.GzipFile(fileobj=stream)) if packed else stream
