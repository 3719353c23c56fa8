"""Opening a source file by what it is."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Literal, TypeAlias, cast

from catalog.errors import SourceError
from catalog.mapping import Format
from catalog.rejections import Rejection
from catalog.sources.delimited import read_delimited
from catalog.sources.jsonl import read_jsonl
from catalog.sources.record import FeedRecord

Kind: TypeAlias = Literal["jsonl", "csv", "tsv"]
KINDS: dict[str, Kind] = {".jsonl": "jsonl", ".ndjson": "jsonl", ".csv": "csv", ".tsv": "tsv"}
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
        if kind == "jsonl":
            records = read_jsonl(stream, form.encoding)
        else:
            records = read_delimited(stream, form.encoding, tabs=kind == "tsv")
        row = 0
        try:
            for record in records:
                row = record.row
                yield record
        except (EOFError, gzip.BadGzipFile, zlib.error) as error:
            raise SourceError(
                f"{name}: expected a whole gzip file, got one that is broken after row {row}: {error}"
            ) from error


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
