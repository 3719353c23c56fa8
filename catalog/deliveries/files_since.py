"""What the shop's files have said since a delivery: the newest file of a source says all there is of it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import structlog
from sqlalchemy import ColumnElement, Connection, FromClause, and_, exists, func, or_, select

from catalog.services import Services
from catalog.syncing.adopting import kind_of
from catalog.syncing.batches import PRIORITY
from catalog.syncing.runs import OPEN, Run, RunRequest
from catalog.tables import BATCHES, RUNS

if TYPE_CHECKING:
    from catalog.deliveries.effects import Effect

log = structlog.get_logger(__name__)
# From here on what a run found stands written down, whatever happens to it.
PLANNED = ("applying", "done")


def newest_files(services: Services, shop: str) -> Mapping[str, int]:
    """The version of the newest file of each source that was planned whole."""
    query = (
        select(RUNS.c.source, func.max(RUNS.c.version))
        .where(RUNS.c.shop == shop, RUNS.c.kind == "products", RUNS.c.state.in_(PLANNED))
        .group_by(RUNS.c.source)
    )
    with services.engine.connect().execution_options(reading=True) as connection:
        return {row[0]: row[1] for row in connection.execute(query) if row[1] is not None}


def ask_for_overtaken(services: Services, connection: Connection, shop: str, effect: Effect) -> None:
    """Has files read once more that are newer than what was written just now, and were compared with what was known
    before: what the two say of the same products is put right by that."""
    if effect.is_overtaken and not effect.doubtful:
        return
    if not (effect.upserts or effect.offers or effect.deletes or effect.group or effect.doubtful):
        return
    sources = effect.sources | ({effect.source} if effect.source is not None else set())
    for request in _overtaken(connection, shop, sources, effect.version):
        if services.spool.path(request.spooled).exists():
            run = services.runs.write(connection, replace(request, plan=None, rebuild=False))
            log.info("a file is read once more, since an older delivery came meanwhile", run=run, source=request.source)


def read_again(services: Services, connection: Connection, run: Run) -> None:
    """Has the file of a run read once more, unless another one of its source waits to be read."""
    request = run.request
    waits = select(RUNS.c.id).where(RUNS.c.shop == request.shop, RUNS.c.source == request.source, _unread(RUNS))
    if connection.execute(waits.limit(1)).first() is None and services.spool.path(request.spooled).exists():
        again = services.runs.write(connection, replace(request, plan=None, rebuild=False))
        log.info("a file is read once more, since a product was removed meanwhile", run=again, source=request.source)


def texts_to_come(services: Services, shop: str, version: int) -> bool:
    """Whether a file that is older than `version` may still write texts that were compared with what was known."""
    texts = exists(
        select(BATCHES.c.number).where(
            BATCHES.c.run_id == RUNS.c.id, BATCHES.c.state == "pending", BATCHES.c.priority == PRIORITY["upsert"]
        )
    )
    older = or_(RUNS.c.version.is_(None), RUNS.c.version < version)
    mine = (RUNS.c.shop == shop, RUNS.c.kind != "policies", RUNS.c.state.in_(OPEN), older)
    query = select(RUNS.c.id).where(*mine, or_(RUNS.c.state != "applying", texts)).limit(1)
    with services.engine.connect().execution_options(reading=True) as connection:
        return connection.execute(query).first() is not None


def _overtaken(connection: Connection, shop: str, sources: Collection[str], version: int) -> list[RunRequest]:
    """The newest file of each source, unless it is older than `version`, or a file of the source waits to be read."""
    other = RUNS.alias("other")
    same = (other.c.shop == RUNS.c.shop, other.c.source == RUNS.c.source)
    newer = (
        RUNS.c.shop == shop,
        RUNS.c.kind == "products",
        RUNS.c.state.in_(("planning", *PLANNED)),
        RUNS.c.version > version,
    )
    waits = exists(select(other.c.id).where(*same, _unread(other)))
    query = select(RUNS).where(*newer, ~waits).order_by(RUNS.c.version.desc()).with_for_update()
    newest: dict[str, RunRequest] = {}
    for row in connection.execute(query):
        # A platform's name is the source of what no file of it had yet.
        if row.source not in sources and kind_of(row.mapping) not in sources:
            continue
        request = RunRequest(**{name: row._mapping[name] for name in RunRequest.__dataclass_fields__})
        newest.setdefault(request.source, request)
    return list(newest.values())


def _unread(runs: FromClause) -> ColumnElement[bool]:
    """A file that is not read yet finds what was written; an older one read after it would take its place."""
    return or_(runs.c.state == "queued", and_(runs.c.state == "planning", runs.c.version.is_(None)))
