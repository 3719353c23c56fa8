"""JSON Lines: one object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import BinaryIO

from catalog.rejections import Rejection, shown
from catalog.sources.encoding import MAX_LINE, guess_encoding, text_lines, undecodable
from catalog.sources.record import FeedRecord


def read_jsonl(stream: BinaryIO, encoding: str) -> Iterator[FeedRecord | Rejection]:
    """Every line as a record or a rejection; fractions become Decimal, blank lines are left out."""
    for row, line in enumerate(text_lines(stream, encoding), start=1):
        if line.strip():
            yield _record(row, line, encoding)


def _record(row: int, line: str, encoding: str) -> FeedRecord | Rejection:
    if undecodable(line):
        got = f"bytes of {guess_encoding(line, encoding)}"
        return Rejection(row, None, "encoding", f"{encoding}, as the mapping declares", got, raw=line.strip())
    if len(line) >= MAX_LINE:
        return Rejection(row, None, "row", f"at most {MAX_LINE:,} bytes", "a longer line")
    try:
        values = _DECODER.decode(line)
    except (ValueError, RecursionError) as error:
        return Rejection(
            row, None, "row", "a JSON object on one line", f"{shown(line.strip())} ({error})", raw=line.strip()
        )
    if not isinstance(values, dict):
        return Rejection(row, None, "row", "a JSON object on one line", shown(line.strip()), raw=line.strip())
    return FeedRecord(row, values)


def _no_constant(name: str) -> object:
    raise ValueError(f"{name} is not a JSON number")


_DECODER = json.JSONDecoder(parse_float=Decimal, parse_constant=_no_constant)
