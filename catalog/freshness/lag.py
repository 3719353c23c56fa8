"""How far the index is behind the shop, read from the state in SQL: it holds for all workers together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, func, select

from catalog.deliveries.tables import DELIVERIES
from catalog.tables import RUNS, now_ms

D = DELIVERIES.c


@dataclass(frozen=True, slots=True)
class Lag:
    """Seconds from the shop's own time, and from the arrival here, to the index: the sorted lags of a while."""

    shop: str
    from_source: tuple[float, ...]
    from_arrival: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    """What is not done of a shop's deliveries; `oldest_s` is how long the first of them has waited."""

    shop: str
    waiting: int
    dead: int
    oldest_s: float


def lags(engine: Engine, *, within_s: float) -> list[Lag]:
    """The lags of the deliveries applied lately; one that a newer superseded was never applied and has none."""
    since = now_ms() - int(within_s * 1000)
    applied = (D.state == "done", D.note.is_(None), D.finished_at >= since)
    query = select(D.shop, D.finished_at, D.version, D.received_at).where(*applied)
    with engine.connect().execution_options(reading=True) as connection:
        rows = connection.execute(query).all()
    return [
        Lag(
            shop,
            tuple(sorted((row.finished_at - row.version) / 1000 for row in rows if row.shop == shop)),
            tuple(sorted((row.finished_at - row.received_at) / 1000 for row in rows if row.shop == shop)),
        )
        for shop in sorted({row.shop for row in rows})
    ]


def waiting(engine: Engine) -> list[Waiting]:
    """What waits and what is dead, by shop."""
    query = (
        select(D.shop, D.state, func.count().label("count"), func.min(D.received_at).label("oldest"))
        .where(D.state.in_(("waiting", "dead")))
        .group_by(D.shop, D.state)
    )
    with engine.connect().execution_options(reading=True) as connection:
        found = {(row.shop, row.state): row for row in connection.execute(query)}
    now = now_ms()
    result: list[Waiting] = []
    for shop in sorted({shop for shop, _state in found}):
        waits, dead = found.get((shop, "waiting")), found.get((shop, "dead"))
        count = int(waits._mapping["count"]) if waits else 0
        lost = int(dead._mapping["count"]) if dead else 0
        result.append(Waiting(shop, count, lost, (now - waits.oldest) / 1000 if waits else 0.0))
    return result


def source_ages(engine: Engine) -> dict[tuple[str, str], float]:
    """Seconds since each source's newest finished sync read it, by shop and source."""
    query = (
        select(RUNS.c.shop, RUNS.c.source, func.max(RUNS.c.started_at).label("newest"))
        .where(RUNS.c.state == "done", RUNS.c.kind != "policies")
        .group_by(RUNS.c.shop, RUNS.c.source)
    )
    now = now_ms()
    with engine.connect().execution_options(reading=True) as connection:
        return {(row.shop, row.source): (now - row.newest) / 1000 for row in connection.execute(query)}


def quantile(ordered: Sequence[float], share: float) -> float:
    """The smallest of the sorted values that at least this share does not exceed."""
    place = max(0, -int(-share * len(ordered) // 1) - 1)
    return ordered[min(place, len(ordered) - 1)]
