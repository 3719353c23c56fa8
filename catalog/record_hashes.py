"""Hashes of feed records: the same record, read by the same program, says the same and need not be normalised again."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path

import retrieval
from catalog.mapping import Mapping
from catalog.sources.record import FeedRecord

# What a record becomes follows from these too.
LIBRARIES = ("babel", "lxml", "pint", "price-parser", "python-stdnum")


class RecordHashes:
    """Hashes under one mapping; a record whose meaning depends on the time of reading has none."""

    def __init__(self, mapping: Mapping) -> None:
        self._sale_dates = mapping.offer.sale_dates
        self._start = hashlib.blake2b(f"{program()} {mapping.digest}".encode(), digest_size=16)

    def of(self, record: FeedRecord) -> str | None:
        """The hash of a record's values, wherever in its file it stands."""
        if self._sale_dates is not None and record.values.get(self._sale_dates) not in (None, ""):
            return None
        hashed = self._start.copy()
        hashed.update(repr(record.values).encode(errors="backslashreplace"))
        return hashed.hexdigest()


@lru_cache(maxsize=1)
def program() -> str:
    """A hash of this program and of the libraries by which it reads values."""
    hashed = hashlib.blake2b(repr([(name, version(name)) for name in LIBRARIES]).encode(), digest_size=8)
    for package in (Path(__file__).parent, Path(str(retrieval.__file__)).parent):
        for file in sorted(package.rglob("*.py")):
            hashed.update(file.read_bytes())
    return hashed.hexdigest()
