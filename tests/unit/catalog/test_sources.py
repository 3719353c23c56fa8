from __future__ import annotations

import gzip
import io
import json
from decimal import Decimal
from pathlib import Path

import pytest

from catalog.errors import SourceError
from catalog.mapping import Format
from catalog.rejections import Rejection
from catalog.sources.delimited import read_delimited
from catalog.sources.encoding import MAX_LINE
from catalog.sources.files import read_records, source_name
from catalog.sources.jsonl import read_jsonl
from catalog.sources.kinds import file_kind
from catalog.sources.record import FeedRecord


def lines(*values: object) -> bytes:
    return "".join(json.dumps(value, ensure_ascii=False) + "\n" for value in values).encode()


def rejection(found: object) -> Rejection:
    assert isinstance(found, Rejection)
    return found


def test_jsonl_gives_records_with_their_line() -> None:
    raw = b"\xef\xbb\xbf" + lines({"id": "A", "n": 1.10}) + b"\n" + lines({"id": "B"})
    assert list(read_jsonl(io.BytesIO(raw), "utf-8")) == [
        FeedRecord(1, {"id": "A", "n": Decimal("1.10")}),
        FeedRecord(3, {"id": "B"}),
    ]


@pytest.mark.parametrize("line", [b"{broken", b"[1, 2]", b'{"id": NaN}', b'"text"', b"[" * 50_000])
def test_jsonl_rejects_a_line_and_goes_on(line: bytes) -> None:
    bad, good = read_jsonl(io.BytesIO(line + b"\n" + lines({"id": "B"})), "utf-8")
    assert (rejection(bad).row, rejection(bad).field) == (1, "row")
    assert good == FeedRecord(2, {"id": "B"})


def test_jsonl_rejects_a_line_in_another_encoding() -> None:
    raw = lines({"id": "A"}) + '{"id": "B", "title": "Café crème à côté"}\n'.encode("cp1252") + lines({"id": "C"})
    first, bad, last = read_jsonl(io.BytesIO(raw), "utf-8")
    assert isinstance(first, FeedRecord)
    assert isinstance(last, FeedRecord)
    assert (rejection(bad).row, rejection(bad).field) == (2, "encoding")
    assert "utf-8" in rejection(bad).expected


def test_jsonl_decodes_by_the_declared_encoding() -> None:
    (record,) = read_jsonl(io.BytesIO('{"id": "Café"}'.encode("cp1252")), "cp1252")
    assert record == FeedRecord(1, {"id": "Café"})


def test_utf8_read_as_a_single_byte_encoding_is_rejected_not_garbled() -> None:
    (bad,) = read_jsonl(io.BytesIO(lines({"id": "Café"})), "cp1252")
    assert rejection(bad).field == "encoding"


def test_utf16_is_read_when_declared_and_refused_when_not() -> None:
    raw = '{"id": "Café"}\n'.encode("utf-16")
    assert list(read_jsonl(io.BytesIO(raw), "utf-16")) == [FeedRecord(1, {"id": "Café"})]
    with pytest.raises(SourceError, match="UTF-16"):
        list(read_jsonl(io.BytesIO(raw), "utf-8"))


def test_an_unknown_encoding_is_named() -> None:
    with pytest.raises(SourceError, match="utf-9"):
        list(read_jsonl(io.BytesIO(b"{}"), "utf-9"))


def test_a_line_beyond_the_limit_is_rejected_and_the_next_is_read() -> None:
    raw = b'{"id": "' + b"x" * (2 * MAX_LINE) + b'"}\n' + lines({"id": "B"})
    bad, good = read_jsonl(io.BytesIO(raw), "utf-8")
    assert rejection(bad).expected == f"at most {MAX_LINE:,} bytes"
    assert good == FeedRecord(2, {"id": "B"})


def test_delimited_reads_quoted_and_multi_line_cells() -> None:
    raw = b'id,title,note\n1,"A, B","two\nlines"\n2,C,\n'
    assert list(read_delimited(io.BytesIO(raw), "utf-8", tabs=False)) == [
        FeedRecord(2, {"id": "1", "title": "A, B", "note": "two\nlines"}),
        FeedRecord(4, {"id": "2", "title": "C"}),
    ]


@pytest.mark.parametrize(("mark", "tabs"), [(";", False), ("|", False), ("\t", True)])
def test_delimited_finds_its_delimiter(mark: str, tabs: bool) -> None:
    raw = mark.join(("id", "title")) + "\n" + mark.join(("1", "A, B")) + "\n"
    (record,) = read_delimited(io.BytesIO(raw.encode()), "utf-8", tabs=tabs)
    assert record == FeedRecord(2, {"id": "1", "title": "A, B"})


def test_delimited_rejects_rows_of_another_width_and_encoding() -> None:
    raw = b"id,title\n1\n" + "2,Café\n".encode("cp1252") + b"3,C\n"
    narrow, garbled, good = read_delimited(io.BytesIO(raw), "utf-8", tabs=False)
    assert (rejection(narrow).row, rejection(narrow).expected) == (2, "2 columns")
    assert (rejection(garbled).row, rejection(garbled).field) == (3, "title")
    assert good == FeedRecord(4, {"id": "3", "title": "C"})


@pytest.mark.parametrize(("raw", "said"), [(b"", "empty"), (b"id,id\n1,2\n", "id more than once")])
def test_delimited_refuses_a_bad_header(raw: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        list(read_delimited(io.BytesIO(raw), "utf-8", tabs=False))


@pytest.mark.parametrize(
    ("name", "kind"), [("a.jsonl", "jsonl"), ("a.CSV", "csv"), ("a.tsv.gz", "tsv"), ("a.ndjson", "jsonl")]
)
def test_file_kind_follows_the_name(name: str, kind: str) -> None:
    assert file_kind(name, Format()) == kind


def test_file_kind_is_declared_or_named_in_the_error() -> None:
    assert file_kind("feed.txt", Format(kind="csv")) == "csv"
    with pytest.raises(SourceError, match=r"feed\.txt"):
        file_kind("feed.txt", Format())


@pytest.mark.parametrize(("name", "source"), [("products.jsonl.gz", "products"), ("my.shop.csv", "my.shop")])
def test_source_name_is_the_file_name_without_its_endings(name: str, source: str) -> None:
    assert source_name(name) == source


def test_gzip_is_read_whatever_the_name_says(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(gzip.compress(lines({"id": "A"})))
    assert list(read_records(path, "a.jsonl", Format())) == [FeedRecord(1, {"id": "A"})]


def test_a_broken_gzip_file_is_an_error_and_not_a_short_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl.gz"
    packed = gzip.compress(b"".join(lines({"id": str(number), "x": number * 7919}) for number in range(5_000)))
    path.write_bytes(packed[: len(packed) // 2])
    with pytest.raises(SourceError, match="broken after row"):
        list(read_records(path, "a.jsonl.gz", Format()))
