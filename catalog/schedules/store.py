"""The schedules in SQL: who is at which source, and when it is due again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Engine, insert, or_, select, update
from sqlalchemy.exc import IntegrityError

from catalog.schedules.tables import SCHEDULED
from catalog.syncing.leases import dead_owners, this_owner
from catalog.syncing.runs import moment
from catalog.tables import now_ms

Outcome: TypeAlias = Literal["asked", "unchanged", "failed"]
S = SCHEDULED.c
NOTE_SHOWN = 2_000


@dataclass(frozen=True, slots=True)
class Looked:
    """When a source was last looked at and what became of it: `asked` for the run, `unchanged`, or `failed`."""

    source: str
    began: datetime | None
    outcome: Outcome | None
    note: str | None
    run_id: str | None
    attempts: int
    due: datetime


class ScheduleStore:
    """The scheduled sources of every shop; every change is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def is_due(self, shop: str, source: str) -> bool:
        """Whether nobody is at the source, and its time has come."""
        query = select(SCHEDULED).where(S.shop == shop, S.source == source)
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(query).first()
        return row is None or (row.not_before <= now_ms() and not self._is_held(row))

    def begin(self, shop: str, source: str, *, lease_s: float) -> bool:
        """Takes a source that is due, with a lease; False when it is not, or somebody else has it."""
        self._add(shop, source)
        now = now_ms()
        mine = (S.shop == shop, S.source == source)
        with self._engine.begin() as connection:
            owner = connection.execute(select(S.lease_owner).where(*mine)).scalar()
            free = or_(S.lease_until <= now, S.lease_owner.in_(dead_owners([owner] if owner else [])))
            lease = {"lease_owner": this_owner(), "lease_until": now + int(lease_s * 1000), "began_at": now}
            taken = connection.execute(update(SCHEDULED).where(*mine, S.not_before <= now, free).values(**lease))
        return bool(taken.rowcount)

    def stay_alive(self, shop: str, source: str, *, lease_s: float) -> None:
        """A sign of life while the source is fetched."""
        self._change(shop, source, lease_until=now_ms() + int(lease_s * 1000))

    def wait(self, shop: str, source: str) -> None:
        """Lets go of a source of which a run is under way: it stays due."""
        self._change(shop, source, lease_until=0)

    def end(
        self, shop: str, source: str, outcome: Outcome, *, note: str | None, run_id: str | None, in_s: float
    ) -> None:
        """Lets go of a source: what became of it, and in how many seconds it is due again."""
        now = now_ms()
        values: dict[str, Any] = {"outcome": outcome, "note": note[:NOTE_SHOWN] if note else None, "ended_at": now}
        values |= {"run_id": run_id} if run_id is not None else {}
        attempts = S.attempts + 1 if outcome == "failed" else 0
        self._change(shop, source, lease_until=0, not_before=now + int(in_s * 1000), attempts=attempts, **values)

    def looked(self, shop: str) -> dict[str, Looked]:
        """What became of the shop's sources when they were last looked at, by source."""
        with self._engine.connect().execution_options(reading=True) as connection:
            rows = connection.execute(select(SCHEDULED).where(S.shop == shop)).all()
        return {
            row.source: Looked(
                row.source,
                moment(row.began_at) if row.began_at is not None else None,
                row.outcome,
                row.note,
                row.run_id,
                row.attempts,
                moment(row.not_before),
            )
            for row in rows
        }

    def _is_held(self, row: Any) -> bool:
        return bool(row.lease_until > now_ms() and not dead_owners([row.lease_owner]))

    def _add(self, shop: str, source: str) -> None:
        with self._engine.connect().execution_options(reading=True) as connection:
            there = connection.execute(select(S.source).where(S.shop == shop, S.source == source)).first()
        if there is not None:
            return
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(SCHEDULED).values(shop=shop, source=source))
        except IntegrityError:
            # Another worker wrote the same row in between.
            return

    def _change(self, shop: str, source: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(SCHEDULED).where(S.shop == shop, S.source == source).values(**values))
