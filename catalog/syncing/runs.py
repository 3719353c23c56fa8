"""Runs: one sync of one file (or of a folder of policies), from being asked for to being finished."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Engine, Row, and_, exists, func, insert, or_, select, update

from catalog.errors import LeaseLost, RunError
from catalog.syncing.leases import dead_owners, this_owner
from catalog.tables import BATCHES, COUNTS, RUNS, now_ms
from retrieval.times import Arrival

# A run of changes holds some of a source's products: what it lacks stays.
RunKind: TypeAlias = Literal["products", "policies", "changes"]
RunState: TypeAlias = Literal["queued", "planning", "applying", "done", "failed"]
ACTIVE: tuple[RunState, ...] = ("planning", "applying")
OPEN: tuple[RunState, ...] = ("queued", *ACTIVE)
ERROR_SHOWN = 2_000


@dataclass(frozen=True, slots=True)
class RunRequest:
    """What is asked for: sync this spooled file as this source of this shop.

    `origin` is where the file was read, `source_ms` the time it states for itself, `plan` the plan it carries out.
    """

    kind: RunKind
    shop: str
    source: str
    file_name: str
    spooled: str
    mapping: str = ""
    allow_deletes: bool = False
    rebuild: bool = False
    origin: str | None = None
    source_ms: int | None = None
    plan: str | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A run as it stands; `counts` hold what was found and done so far."""

    id: str
    request: RunRequest
    state: RunState
    error: str | None
    version: int | None
    created_at: datetime
    started_at: datetime | None
    updated_at: datetime
    finished_at: datetime | None
    attempts: int
    batches: int
    batches_done: int
    embedding_s: float
    counts: dict[str, int] = field(default_factory=dict)

    @property
    def arrival(self) -> Arrival:
        """The time of what it reads: the source's own where it states one, and when it was received here."""
        stated = self.request.source_ms
        return Arrival(self.created_at if stated is None else moment(stated), self.created_at)

    @property
    def finished(self) -> bool:
        """Whether nothing of it is left to do."""
        return self.state in ("done", "failed")


class RunStore:
    """The runs in SQL; every change is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def request(self, asked: RunRequest) -> Run:
        """Writes a new run down; from here on it will be done, whatever happens to any message."""
        with self._engine.begin() as connection:
            run_id = self.write(connection, asked)
        return self.get(run_id)

    def write(self, connection: Connection, asked: RunRequest) -> str:
        """The same within a transaction; the run's id."""
        now = now_ms()
        run_id = f"{datetime.fromtimestamp(now / 1000, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        values = {name: getattr(asked, name) for name in RunRequest.__dataclass_fields__}
        connection.execute(insert(RUNS).values(id=run_id, state="queued", created_at=now, updated_at=now, **values))
        return run_id

    def get(self, run_id: str) -> Run:
        """The run of this id; raises `RunError` when there is none."""
        found = self._read(select(RUNS).where(RUNS.c.id == run_id))
        if not found:
            raise RunError(f"there is no run '{run_id}'; `shopclerk catalog history` lists them")
        return found[0]

    def latest(self, shop: str, *, limit: int, source: str | None = None) -> list[Run]:
        """The newest runs of a shop, or of one source of it, newest first."""
        mine = (RUNS.c.shop == shop, *((RUNS.c.source == source,) if source is not None else ()))
        query = select(RUNS).where(*mine).order_by(RUNS.c.created_at.desc(), RUNS.c.id.desc())
        return self._read(query.limit(limit))

    def newest(self, shop: str) -> Run:
        """The newest run of a shop; raises `RunError` when there is none."""
        found = self.latest(shop, limit=1)
        if not found:
            raise RunError(f"nothing was ever synced to shop '{shop}'")
        return found[0]

    def last_done(self, shop: str, source: str) -> Run | None:
        """The newest run of a whole source that was done."""
        mine = (RUNS.c.shop == shop, RUNS.c.source == source, RUNS.c.state == "done", RUNS.c.kind != "changes")
        found = self._read(select(RUNS).where(*mine).order_by(RUNS.c.created_at.desc()).limit(1))
        return found[0] if found else None

    def open_of(self, shop: str, source: str) -> Run | None:
        """The oldest run of a source that is not over."""
        mine = (RUNS.c.shop == shop, RUNS.c.source == source, RUNS.c.state.in_(OPEN))
        found = self._read(select(RUNS).where(*mine).order_by(RUNS.c.created_at).limit(1))
        return found[0] if found else None

    def ahead_of(self, run: Run) -> Run | None:
        """The open run of the same source that this one waits for."""
        mine = and_(RUNS.c.shop == run.request.shop, RUNS.c.source == run.request.source, RUNS.c.state.in_(OPEN))
        found = self._read(select(RUNS).where(mine, RUNS.c.id != run.id).order_by(RUNS.c.created_at).limit(1))
        return found[0] if found and found[0].created_at <= run.created_at else None

    def seconds_since_work(self) -> float:
        """How long ago any worker last did anything, infinite when none ever did."""
        query = select(func.max(RUNS.c.updated_at)).where(RUNS.c.started_at.is_not(None))
        with self._engine.connect().execution_options(reading=True) as connection:
            last = connection.execute(query).scalar()
        return (now_ms() - last) / 1000 if last else float("inf")

    def claim_planning(self, *, lease_s: float) -> Run | None:
        """Takes the oldest run that can be planned now, with a lease; one run a source at a time."""
        now = now_ms()
        other = RUNS.alias("other")
        earlier = or_(
            other.c.created_at < RUNS.c.created_at,
            and_(other.c.created_at == RUNS.c.created_at, other.c.id < RUNS.c.id),
        )
        same = and_(other.c.shop == RUNS.c.shop, other.c.source == RUNS.c.source, other.c.state.in_(OPEN), earlier)
        free = and_(RUNS.c.state.in_(("queued", "planning")), self._unleased(now), RUNS.c.not_before <= now)
        query = select(RUNS.c.id).where(free, ~exists(select(other.c.id).where(same))).order_by(RUNS.c.created_at)
        # The number of the attempt is its fencing token: what an earlier one still writes is refused.
        begun = {"started_at": func.coalesce(RUNS.c.started_at, now), "attempts": RUNS.c.attempts + 1}
        changes = {"state": "planning", **begun}
        return self._claim(query, free, changes, now, lease_s)

    def claim_finishing(self, *, lease_s: float) -> Run | None:
        """Takes an applying run of which every batch is done, with a lease."""
        now = now_ms()
        to_do = select(BATCHES.c.number).where(BATCHES.c.run_id == RUNS.c.id, BATCHES.c.state == "pending")
        free = and_(RUNS.c.state == "applying", self._unleased(now), RUNS.c.not_before <= now)
        query = select(RUNS.c.id).where(free, ~exists(to_do)).order_by(RUNS.c.created_at)
        return self._claim(query, free, {}, now, lease_s)

    def renew(self, run: Run, *, lease_s: float, rows_read: int) -> None:
        """A sign of life while planning; raises `LeaseLost`."""
        with self._engine.begin() as connection:
            hold_on(connection, run.id, run.attempts, lease_until=now_ms() + int(lease_s * 1000), rows_read=rows_read)

    def postpone(self, run: Run, error: str, *, delay_s: float) -> None:
        """Gives a claimed run back, to be taken up again after a while; nothing where another worker has it by now."""
        now = now_ms()
        later = {"error": error[:ERROR_SHOWN], "lease_until": 0, "not_before": now + int(delay_s * 1000)}
        mine = (RUNS.c.id == run.id, RUNS.c.attempts == run.attempts, RUNS.c.state.in_(ACTIVE))
        with self._engine.begin() as connection:
            connection.execute(update(RUNS).where(*mine).values(updated_at=now, **later))

    def finish(self, run_id: str) -> None:
        """The run is done."""
        self._end(run_id, "done", None)

    def fail(self, run_id: str, error: str) -> None:
        """The run is given up, with the reason."""
        self._end(run_id, "failed", error[:ERROR_SHOWN])

    def abandon(self, run: Run, error: str) -> None:
        """The planning of a run is given up, with the reason, and the run with it; raises `LeaseLost`."""
        now = now_ms()
        ended = {"state": "failed", "error": error[:ERROR_SHOWN], "lease_until": 0, "finished_at": now}
        with self._engine.begin() as connection:
            hold_on(connection, run.id, run.attempts, **ended)

    def next_version(self, connection: Connection, shop: str) -> int:
        """A version above every one this shop has had: now in milliseconds, or one more than the last."""
        last = connection.execute(select(func.max(RUNS.c.version)).where(RUNS.c.shop == shop)).scalar()
        return max(now_ms(), (last or 0) + 1)

    def version_of(
        self, connection: Connection, request: RunRequest, *, but: str = "", knows_shop: bool = False
    ) -> int:
        """The version that `start_version` would assign now."""
        mine = (RUNS.c.shop == request.shop, RUNS.c.source == request.source, RUNS.c.kind == request.kind)
        read = (RUNS.c.id != but, RUNS.c.version.is_not(None))
        last = connection.execute(select(RUNS).where(*mine, *read).order_by(RUNS.c.version.desc()).limit(1)).first()
        if request.source_ms is None or (last is None and not knows_shop):
            return self.next_version(connection, request.shop)
        if last is None:
            return min(request.source_ms, now_ms())
        # The same file read once more says nothing newer: it must not come to outdo what was told after it.
        same = (last.spooled, last.mapping, last.source_ms) == (request.spooled, request.mapping, request.source_ms)
        return int(last.version) if same else max(min(request.source_ms, now_ms()), int(last.version) + 1)

    def start_version(self, run: Run, *, knows_shop: bool = False) -> int:
        """Assigns the run the version under which everything it reads is written: its source's own time, where it
        states one, but above that of every earlier file of the source. Raises `LeaseLost`.

        Unless this state knows all that the shop's index holds, a source's first run has the time it is planned.
        """
        with self._engine.begin() as connection:
            version = self.version_of(connection, run.request, but=run.id, knows_shop=knows_shop)
            mine = (RUNS.c.id == run.id, RUNS.c.attempts == run.attempts)
            if not connection.execute(update(RUNS).where(*mine).values(version=version)).rowcount:
                raise LeaseLost(run.id)
        return version

    def spooled_in_use(self) -> set[str]:
        """The spooled files that open runs still need."""
        with self._engine.connect().execution_options(reading=True) as connection:
            return set(connection.execute(select(RUNS.c.spooled).where(RUNS.c.state.in_(OPEN))).scalars())

    def _unleased(self, now: int) -> Any:
        return or_(RUNS.c.lease_until <= now, RUNS.c.lease_owner.in_(dead_owners(self._owners())))

    def _owners(self) -> Iterable[str]:
        leased = select(RUNS.c.lease_owner).where(RUNS.c.state.in_(ACTIVE), RUNS.c.lease_owner.is_not(None)).distinct()
        with self._engine.connect().execution_options(reading=True) as connection:
            return list(connection.execute(leased).scalars())

    def _claim(self, query: Any, free: Any, changes: dict[str, Any], now: int, lease_s: float) -> Run | None:
        lease = {"lease_owner": this_owner(), "lease_until": now + int(lease_s * 1000), "updated_at": now}
        with self._engine.begin() as connection:
            run_id = connection.execute(query.limit(1)).scalar()
            if run_id is None:
                return None
            taken = connection.execute(update(RUNS).where(RUNS.c.id == run_id, free).values(**lease, **changes))
        return self.get(run_id) if taken.rowcount else None

    def _end(self, run_id: str, state: RunState, error: str | None) -> None:
        now = now_ms()
        self._change(run_id, state=state, error=error, lease_until=0, updated_at=now, finished_at=now)

    def _change(self, run_id: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(RUNS).where(RUNS.c.id == run_id).values(**values))

    def _read(self, query: Any) -> list[Run]:
        with self._engine.connect().execution_options(reading=True) as connection:
            return [_run(row) for row in connection.execute(query)]


def hold_on(connection: Connection, run_id: str, attempt: int, **values: Any) -> None:
    """Changes a run that this attempt is planning; raises `LeaseLost` where another one is, or none any more."""
    mine = (RUNS.c.id == run_id, RUNS.c.state == "planning", RUNS.c.attempts == attempt)
    if not connection.execute(update(RUNS).where(*mine).values(updated_at=now_ms(), **values)).rowcount:
        raise LeaseLost(run_id)


def _run(row: Row[Any]) -> Run:
    values = row._mapping
    request = RunRequest(**{name: values[name] for name in RunRequest.__dataclass_fields__})
    return Run(
        id=values["id"],
        request=request,
        state=values["state"],
        error=values["error"],
        version=values["version"],
        created_at=moment(values["created_at"]),
        started_at=moment(values["started_at"]) if values["started_at"] else None,
        updated_at=moment(values["updated_at"]),
        finished_at=moment(values["finished_at"]) if values["finished_at"] else None,
        attempts=values["attempts"],
        batches=values["batches"],
        batches_done=values["batches_done"],
        embedding_s=values["embedding_s"],
        counts={name: values[name] for name in COUNTS},
    )


def moment(milliseconds: int) -> datetime:
    """The time of a version or a stored time."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def milliseconds(moment: datetime) -> int:
    """A time as versions and the state write it."""
    return round(moment.timestamp() * 1000)
