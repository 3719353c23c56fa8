"""How far the index is behind the shop, read from the state in SQL: it holds for all workers together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Engine, and_, func, select

from catalog.deliveries.tables import DELIVERIES
from catalog.tables import RUNS, now_ms

D = DELIVERIES.c


@dataclass(frozen=True, slots=True)
class Lag:
    """Seconds from the platform's own time, and from the arrival here, to the index: the sorted lags of a while."""

    shop: str
    platform: str
    from_source: tuple[float, ...]
    from_arrival: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RunLag:
    """Seconds from a file's own time, and from its arrival here, to the end of the run that indexed what it changed."""

    shop: str
    source: str
    from_source: float
    from_arrival: float


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
    query = select(D.shop, D.platform, D.finished_at, D.version, D.received_at).where(*applied)
    with engine.connect().execution_options(reading=True) as connection:
        rows = connection.execute(query).all()
    found: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for row in rows:
        lag = (row.finished_at - row.version) / 1000, (row.finished_at - row.received_at) / 1000
        found[(row.shop, row.platform)].append(lag)
    return [
        Lag(shop, platform, tuple(sorted(one for one, _ in pairs)), tuple(sorted(one for _, one in pairs)))
        for (shop, platform), pairs in sorted(found.items())
    ]


def run_lags(engine: Engine, *, within_s: float) -> list[RunLag]:
    """The lag of the newest run of each source that changed anything lately; what changes nothing was there before.

    The run that fills an index has none: nobody could have been told of its products otherwise.
    """
    altered = RUNS.c.changed_text + RUNS.c.changed_facts + RUNS.c.changed_offer + RUNS.c.removed
    known = altered + RUNS.c.unchanged + RUNS.c.confirmed + RUNS.c.superseded > 0
    since = now_ms() - int(within_s * 1000)
    lately = (RUNS.c.state == "done", RUNS.c.kind != "policies", RUNS.c.finished_at >= since)
    done = (*lately, altered + RUNS.c.added > 0, known)
    newest = (
        select(RUNS.c.shop, RUNS.c.source, func.max(RUNS.c.finished_at).label("last"))
        .where(*done)
        .group_by(RUNS.c.shop, RUNS.c.source)
        .subquery()
    )
    same = and_(RUNS.c.shop == newest.c.shop, RUNS.c.source == newest.c.source, RUNS.c.finished_at == newest.c.last)
    query = select(RUNS).join(newest, same).where(*done).order_by(RUNS.c.shop, RUNS.c.source)
    with engine.connect().execution_options(reading=True) as connection:
        rows = connection.execute(query).all()
    return [
        RunLag(
            row.shop,
            row.source,
            (row.finished_at - (row.created_at if row.source_ms is None else row.source_ms)) / 1000,
            (row.finished_at - row.created_at) / 1000,
        )
        for row in rows
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
