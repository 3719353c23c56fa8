"""Rejections in SQL: what was wrong with the feed, run by run."""

from __future__ import annotations

import json
from collections.abc import Sequence
from decimal import Decimal

from sqlalchemy import Connection, Engine, and_, delete, func, insert, select

from catalog.rejections import Rejection
from catalog.tables import REJECTED_RECORDS, REJECTIONS

# A run keeps this many lines; its counts are complete all the same.
KEPT = 10_000
# A record that is longer as JSON is not kept.
LONGEST_RECORD = 256 * 1024


class Quarantine:
    """The rejections of every run."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def replace(self, connection: Connection, run_id: str, rejections: Sequence[Rejection]) -> None:
        """Makes these the rejections of a run."""
        for table in (REJECTIONS, REJECTED_RECORDS):
            connection.execute(delete(table).where(table.c.run_id == run_id))
        self._insert(connection, run_id, rejections, first=0)

    def add(self, connection: Connection, run_id: str, rejections: Sequence[Rejection]) -> None:
        """Adds rejections that were only found while a batch was applied."""
        last = select(func.coalesce(func.max(REJECTIONS.c.ordinal), -1)).where(REJECTIONS.c.run_id == run_id)
        self._insert(connection, run_id, rejections, first=connection.execute(last).scalar_one() + 1)

    def of_run(self, run_id: str, *, limit: int = KEPT) -> list[Rejection]:
        """The rejections of a run in file order."""
        same = and_(
            REJECTED_RECORDS.c.run_id == REJECTIONS.c.run_id, REJECTED_RECORDS.c.ordinal == REJECTIONS.c.ordinal
        )
        query = (
            select(REJECTIONS, REJECTED_RECORDS.c.record)
            .outerjoin(REJECTED_RECORDS, same)
            .where(REJECTIONS.c.run_id == run_id)
            .order_by(REJECTIONS.c.ordinal)
            .limit(limit)
        )
        with self._engine.connect().execution_options(reading=True) as connection:
            return [
                Rejection(row.row, row.product_id, row.field, row.expected, row.got, row.verdict, _read(row.record))
                for row in connection.execute(query)
            ]

    def _insert(self, connection: Connection, run_id: str, rejections: Sequence[Rejection], *, first: int) -> None:
        kept = rejections[: max(0, KEPT - first)]
        rows = [
            {
                "run_id": run_id,
                "ordinal": first + place,
                "row": one.row,
                "product_id": one.id,
                "field": one.field[:300],
                "expected": one.expected,
                "got": one.got.encode(errors="replace").decode(),
                "verdict": one.verdict,
            }
            for place, one in enumerate(kept)
        ]
        if rows:
            connection.execute(insert(REJECTIONS), rows)
        written = ((place, _written(one.raw)) for place, one in enumerate(kept, start=first) if one.raw is not None)
        records = [{"run_id": run_id, "ordinal": place, "record": text} for place, text in written if text]
        if records:
            connection.execute(insert(REJECTED_RECORDS), records)


def _written(raw: object) -> str | None:
    text = json.dumps(raw, ensure_ascii=False, default=_number).encode(errors="backslashreplace").decode()
    return text if len(text) <= LONGEST_RECORD else None


def _read(text: str | None) -> object:
    return None if text is None else json.loads(text)


def _number(value: object) -> float:
    if isinstance(value, Decimal):
        return float(value)
    raise TypeError(f"{type(value).__name__} cannot be kept as JSON")
