"""A feed record as it stands in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FeedRecord:
    """The values of one row by field; `row` is the line of the file on which it begins, from 1."""

    row: int
    values: Mapping[str, object]
