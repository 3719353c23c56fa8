"""Files that take over what the webhooks of their platform told of before there was a file."""

from __future__ import annotations

from sqlalchemy import Connection, select

from catalog.mapping import parse_mapping
from catalog.tables import RUNS


def sources_of_kind(connection: Connection, shop: str, kind: str) -> frozenset[str]:
    """The sources whose product files are of a platform's kind, as of a transaction."""
    read = (RUNS.c.shop == shop, RUNS.c.kind == "products", RUNS.c.state != "failed")
    rows = connection.execute(select(RUNS.c.source, RUNS.c.mapping).where(*read).distinct())
    return frozenset(row.source for row in rows if kind_of(row.mapping) == kind)


def kind_of(mapping: str) -> str | None:
    """The kind of file that a run's mapping reads; None for one that a mapping alone describes."""
    return parse_mapping(mapping, origin="the run's mapping").format.kind
