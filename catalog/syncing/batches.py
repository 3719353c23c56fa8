"""Batches: the pieces of a run that are done one at a time, each whole or again."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Engine, Row, delete, func, insert, or_, select, update

from catalog.syncing.leases import dead_owners, this_owner
from catalog.syncing.runs import Run, hold_on
from catalog.tables import BATCHES, COUNTS, RUNS, now_ms

Verb: TypeAlias = Literal["delete", "offers", "upsert", "policies"]
# What a shopper is misled by soonest goes first.
PRIORITY: Mapping[Verb, int] = {"delete": 0, "offers": 1, "upsert": 2, "policies": 2}
Item: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Batch:
    """A piece of work; `items` are JSON values that the verb understands."""

    run_id: str
    number: int
    verb: Verb
    items: tuple[Item, ...]
    attempts: int = 0


class BatchStore:
    """The batches in SQL: drafts while a run is planned, then pending, then done."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def start(self, run: Run) -> None:
        """Removes the drafts of earlier attempts to plan a run; raises `LeaseLost`."""
        with self._engine.begin() as connection:
            hold_on(connection, run.id, run.attempts)
            connection.execute(delete(BATCHES).where(BATCHES.c.run_id == run.id))

    def clear(self, run_id: str) -> None:
        """Removes the batches of a run that is over."""
        with self._engine.begin() as connection:
            connection.execute(delete(BATCHES).where(BATCHES.c.run_id == run_id))

    def draft(self, batch: Batch, *, attempt: int) -> None:
        """Writes a batch down that is not to be done before the whole run is planned, at this attempt.

        Raises `LeaseLost`.
        """
        text = json.dumps({"verb": batch.verb, "items": batch.items}, ensure_ascii=False, separators=(",", ":"))
        payload = zlib.compress(text.encode("utf-8", errors="surrogatepass"), 1)
        row = {"run_id": batch.run_id, "number": batch.number, "priority": PRIORITY[batch.verb], "state": "draft"}
        with self._engine.begin() as connection:
            hold_on(connection, batch.run_id, attempt)
            connection.execute(insert(BATCHES).values(payload=payload, **row))

    def release(self, connection: Connection, run: Run, counts: Mapping[str, int]) -> None:
        """Makes a run's drafts pending and writes down what they will do; raises `LeaseLost`."""
        mine = BATCHES.c.run_id == run.id
        total = connection.execute(select(func.count()).select_from(BATCHES).where(mine)).scalar_one()
        values: dict[str, Any] = {name: counts.get(name, 0) for name in COUNTS}
        values |= {"state": "applying", "batches": total, "lease_until": 0, "error": None}
        hold_on(connection, run.id, run.attempts, **values)
        connection.execute(update(BATCHES).where(mine).values(state="pending"))

    def claim(self, *, lease_s: float) -> Batch | None:
        """Takes the most urgent batch that nobody holds, with a lease."""
        now = now_ms()
        owners = select(BATCHES.c.lease_owner).where(BATCHES.c.state == "pending", BATCHES.c.lease_owner.is_not(None))
        with self._engine.connect().execution_options(reading=True) as connection:
            dead = dead_owners(connection.execute(owners.distinct()).scalars())
        unleased = or_(BATCHES.c.lease_until <= now, BATCHES.c.lease_owner.in_(dead))
        free = (BATCHES.c.state == "pending", unleased, BATCHES.c.not_before <= now)
        applying = select(RUNS.c.id).where(RUNS.c.state == "applying")
        query = (
            select(BATCHES)
            .where(*free, BATCHES.c.run_id.in_(applying))
            .order_by(BATCHES.c.priority, BATCHES.c.run_id, BATCHES.c.number)
            .limit(1)
        )
        with self._engine.begin() as connection:
            row = connection.execute(query).first()
            if row is None:
                return None
            this = (BATCHES.c.run_id == row.run_id, BATCHES.c.number == row.number)
            lease = {"lease_owner": this_owner(), "lease_until": now + int(lease_s * 1000)}
            changes = {**lease, "attempts": row.attempts + 1}
            if not connection.execute(update(BATCHES).where(*this, *free).values(**changes)).rowcount:
                return None
        return _batch(row, row.attempts + 1)

    def complete(self, connection: Connection, batch: Batch, *, embedded: int, embedding_s: float) -> bool:
        """Marks a batch done and counts it once; False when somebody else had done it."""
        this = (BATCHES.c.run_id == batch.run_id, BATCHES.c.number == batch.number, BATCHES.c.state == "pending")
        if not connection.execute(update(BATCHES).where(*this).values(state="done", payload=b"")).rowcount:
            return False
        changes = {
            "batches_done": RUNS.c.batches_done + 1,
            "embedded": RUNS.c.embedded + embedded,
            "embedding_s": RUNS.c.embedding_s + embedding_s,
            "updated_at": now_ms(),
            "error": None,
        }
        connection.execute(update(RUNS).where(RUNS.c.id == batch.run_id).values(changes))
        return True

    def tried(self, run_id: str) -> list[Batch]:
        """The batches of a run that are not done, and were begun: of what they hold, some may have been written."""
        mine = (BATCHES.c.run_id == run_id, BATCHES.c.state == "pending", BATCHES.c.attempts > 0)
        with self._engine.connect().execution_options(reading=True) as connection:
            return [_batch(row, row.attempts) for row in connection.execute(select(BATCHES).where(*mine))]

    def postpone(self, batch: Batch, error: str, *, delay_s: float) -> None:
        """Gives a batch back, to be taken up again after a while, and says why on its run."""
        now = now_ms()
        this = (BATCHES.c.run_id == batch.run_id, BATCHES.c.number == batch.number, BATCHES.c.state == "pending")
        with self._engine.begin() as connection:
            back = {"lease_until": 0, "lease_owner": None, "not_before": now + int(delay_s * 1000)}
            connection.execute(update(BATCHES).where(*this).values(back))
            connection.execute(
                update(RUNS).where(RUNS.c.id == batch.run_id).values(error=error[:2_000], updated_at=now)
            )

    def hold(self, batch: Batch, error: str, *, delay_s: float) -> None:
        """Gives a batch back because the index is away, which is no attempt of it, and lets its run's others wait."""
        now = now_ms()
        mine = (BATCHES.c.run_id == batch.run_id, BATCHES.c.state == "pending")
        later = {"not_before": now + int(delay_s * 1000)}
        with self._engine.begin() as connection:
            connection.execute(update(BATCHES).where(*mine, BATCHES.c.lease_until <= now).values(later))
            back = {**later, "lease_until": 0, "lease_owner": None, "attempts": BATCHES.c.attempts - 1}
            connection.execute(update(BATCHES).where(*mine, BATCHES.c.number == batch.number).values(back))
            connection.execute(
                update(RUNS).where(RUNS.c.id == batch.run_id).values(error=error[:2_000], updated_at=now)
            )


def _batch(row: Row[Any], attempts: int) -> Batch:
    stored = json.loads(zlib.decompress(row.payload))
    return Batch(row.run_id, row.number, stored["verb"], tuple(stored["items"]), attempts)


def pieces(items: Sequence[Item], size: int) -> list[tuple[Item, ...]]:
    """Items in lots of `size`."""
    return [tuple(items[start : start + size]) for start in range(0, len(items), size)]
