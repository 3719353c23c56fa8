"""Rejections in SQL: what was wrong with the feed, run by run."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, Engine, delete, func, insert, select

from catalog.rejections import Rejection
from catalog.tables import REJECTIONS

# A run keeps this many lines; its counts are complete all the same.
KEPT = 10_000


class Quarantine:
    """The rejections of every run."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def replace(self, connection: Connection, run_id: str, rejections: Sequence[Rejection]) -> None:
        """Makes these the rejections of a run."""
        connection.execute(delete(REJECTIONS).where(REJECTIONS.c.run_id == run_id))
        self._insert(connection, run_id, rejections, first=0)

    def add(self, connection: Connection, run_id: str, rejections: Sequence[Rejection]) -> None:
        """Adds rejections that were only found while a batch was applied."""
        last = select(func.coalesce(func.max(REJECTIONS.c.ordinal), -1)).where(REJECTIONS.c.run_id == run_id)
        self._insert(connection, run_id, rejections, first=connection.execute(last).scalar_one() + 1)

    def of_run(self, run_id: str, *, limit: int = KEPT) -> list[Rejection]:
        """The rejections of a run in file order."""
        query = select(REJECTIONS).where(REJECTIONS.c.run_id == run_id).order_by(REJECTIONS.c.ordinal).limit(limit)
        with self._engine.connect().execution_options(reading=True) as connection:
            return [
                Rejection(row.row, row.product_id, row.field, row.expected, row.got, row.verdict)
                for row in connection.execute(query)
            ]

    def _insert(self, connection: Connection, run_id: str, rejections: Sequence[Rejection], *, first: int) -> None:
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
            for place, one in enumerate(rejections[: max(0, KEPT - first)])
        ]
        if rows:
            connection.execute(insert(REJECTIONS), rows)
