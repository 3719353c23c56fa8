"""CSV and TSV with a header row."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import BinaryIO

from catalog.errors import SourceError
from catalog.rejections import Rejection, shown
from catalog.sources.encoding import MAX_LINE, guess_encoding, text_lines, undecodable
from catalog.sources.record import FeedRecord

CSV_DELIMITERS = ",;|"


def read_delimited(stream: BinaryIO, encoding: str, *, tabs: bool) -> Iterator[FeedRecord | Rejection]:
    """Every row as a record or a rejection; empty cells are left out, a CSV's delimiter follows its header."""
    lines = text_lines(stream, encoding)
    header_line = next(lines, None)
    if header_line is None:
        raise SourceError("the file is empty: expected a header row")
    delimiter = "\t" if tabs else max(CSV_DELIMITERS, key=header_line.count)
    header = _header(header_line, delimiter, encoding)
    csv.field_size_limit(MAX_LINE)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    while True:
        row = reader.line_num + 2
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield Rejection(row, None, "row", "a row of delimited values", str(error))
            continue
        if cells:
            yield _record(row, header, cells, encoding)


def _header(line: str, delimiter: str, encoding: str) -> list[str]:
    if undecodable(line):
        raise SourceError(f"header: expected {encoding}, got bytes of {guess_encoding(line, encoding)}")
    names = [name.strip() for name in next(csv.reader([line], delimiter=delimiter))]
    doubled = sorted({name for name in names if name and names.count(name) > 1})
    if doubled:
        raise SourceError(f"header: expected each column once, got {', '.join(doubled)} more than once")
    return names


def _record(row: int, header: list[str], cells: list[str], encoding: str) -> FeedRecord | Rejection:
    if len(cells) != len(header):
        got = f"{len(cells)} columns: {shown(cells[0])} …"
        return Rejection(row, None, "row", f"{len(header)} columns", got, raw=",".join(cells))
    for name, cell in zip(header, cells, strict=True):
        if undecodable(cell):
            got = f"bytes of {guess_encoding(cell, encoding)}"
            return Rejection(
                row, None, name, f"{encoding}, as the mapping declares", got, raw=dict(zip(header, cells, strict=True))
            )
    return FeedRecord(row, {name: cell for name, cell in zip(header, cells, strict=True) if name and cell.strip()})
