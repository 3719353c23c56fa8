"""Judgement files: CSV with the columns query, docid and rating."""

from __future__ import annotations

import csv
from pathlib import Path

from retrieval.errors import InputInvalid

_COLUMNS = ("query", "docid", "rating")


def read_judgements(path: Path) -> dict[str, dict[str, int]]:
    """The ratings (0 and up) of every query's products; raises `InputInvalid` naming the line."""
    judgements: dict[str, dict[str, int]] = {}
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputInvalid(str(path), "a readable CSV file", error.strerror or "none") from error
    with file:
        reader = csv.DictReader(file)
        if not set(_COLUMNS) <= set(reader.fieldnames or ()):
            raise InputInvalid(f"{path}, line 1", "the columns query, docid, rating", str(reader.fieldnames))
        for row in reader:
            where = f"{path}, line {reader.line_num}"
            query, product_id, rating = (row[column] for column in _COLUMNS)
            if not query or not product_id:
                raise InputInvalid(where, "a query and a docid", str(row))
            judgements.setdefault(query, {})[product_id] = _rating(rating, where)
    return judgements


def _rating(text: str | None, where: str) -> int:
    if text is None or not (text.strip().isascii() and text.strip().isdigit()):
        raise InputInvalid(where, "a rating of 0 or more", str(text))
    return int(text)
