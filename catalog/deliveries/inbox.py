"""The inbox in SQL: what was delivered and is not done yet, held under leases, done, postponed, or dead."""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Engine, Row, and_, case, delete, func, insert, or_, select, tuple_, update

from catalog.deliveries.tables import DELIVERIES
from catalog.syncing.leases import dead_owners, this_owner
from catalog.syncing.runs import moment
from catalog.tables import now_ms
from retrieval.times import Arrival

Lane: TypeAlias = Literal["urgent", "bulk"]
NOTE_SHOWN = 2_000
D = DELIVERIES.c
_OBJECT = (D.shop, D.platform, D.object_id)
# Texts of it may stand in the index, although its attempt broke off; that is known of it until it is done.
_WAS_WRITTEN = and_(D.lane == "bulk", or_(D.attempts > 1, D.note.is_not(None)))
_BROKEN_OFF = case((_WAS_WRITTEN, 1), else_=0)


@dataclass(frozen=True, slots=True)
class Delivery:
    """One delivery as it stands; `version` and the times are milliseconds since 1970."""

    id: int
    shop: str
    platform: str
    delivery_id: str
    topic: str
    object_id: str
    version: int
    received_at: int
    lane: Lane
    state: str
    attempts: int
    note: str | None
    finished_at: int | None
    packed: bytes

    @property
    def arrival(self) -> Arrival:
        """The platform's time of what it says, and when it was received."""
        return Arrival(moment(self.version), moment(self.received_at))

    @property
    def was_tried(self) -> bool:
        """Whether an attempt at it may have broken off before this one."""
        return self.attempts > 1 or self.note is not None

    @property
    def payload(self) -> Any:
        """The body as JSON, None when it is not kept any more; raises ValueError when it is no JSON."""
        return json.loads(zlib.decompress(self.packed)) if self.packed else None


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be delivered by ourselves; `version` is milliseconds since 1970."""

    shop: str
    platform: str
    topic: str
    object_id: str
    version: int
    payload: Mapping[str, Any]


class Inbox:
    """The deliveries of every shop; every change is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def take(self, asked: Asked) -> None:
        """Writes a delivery of our own down, as the gateway does with those of the shop's platform."""
        now = now_ms()
        row = {"shop": asked.shop, "platform": asked.platform, "topic": asked.topic, "object_id": asked.object_id}
        row |= {"delivery_id": f"{asked.object_id}-{asked.version}"}
        packed = zlib.compress(json.dumps(asked.payload).encode())
        state = {"version": asked.version, "received_at": now, "payload": packed, "lane": "urgent", "state": "waiting"}
        with self._engine.begin() as connection:
            connection.execute(insert(DELIVERIES).values(**row, **state))

    def claim(self, lane: Lane, *, lease_s: float, most: int) -> list[list[Delivery]]:
        """Takes the oldest due objects of a lane, each with everything that waits of it, newest first.

        An object of which anybody holds a delivery is left alone, so that no two workers are at it at once.
        """
        now = now_ms()
        unleased = or_(D.lease_until <= now, D.lease_owner.in_(dead_owners(self._owners())))
        free = and_(D.state == "waiting", unleased)
        held = select(*_OBJECT).where(D.state == "waiting", ~unleased)
        due = (
            select(*_OBJECT)
            .where(free, D.lane == lane, D.not_before <= now, tuple_(*_OBJECT).not_in(held))
            .group_by(*_OBJECT)
            .order_by(func.min(D.id))
            .limit(most)
        )
        lease = {"lease_owner": this_owner(), "lease_until": now + int(lease_s * 1000)}
        # Of what the bulk lane takes along of an object, texts may be written too.
        change: dict[str, Any] = {**lease, "attempts": D.attempts + 1} | ({"lane": lane} if lane == "bulk" else {})
        with self._engine.begin() as connection:
            objects = [tuple(row) for row in connection.execute(due)]
            if not objects:
                return []
            query = select(D.id).where(free, tuple_(*_OBJECT).in_(objects))
            ids = list(connection.execute(query).scalars())
            connection.execute(update(DELIVERIES).where(D.id.in_(ids), free).values(change))
            mine = select(DELIVERIES).where(D.id.in_(ids), D.lease_owner == lease["lease_owner"])
            rows = connection.execute(mine.order_by(D.version.desc(), D.id.desc())).all()
        together: defaultdict[tuple[str, str, str], list[Delivery]] = defaultdict(list)
        for row in rows:
            together[(row.shop, row.platform, row.object_id)].append(_delivery(row))
        return list(together.values())

    def done(self, connection: Connection, ids: Sequence[int], *, note: str | None = None) -> None:
        """Marks deliveries done; what they said is not kept."""
        change = {"state": "done", "note": note, "finished_at": now_ms(), "payload": b"", "lease_until": 0}
        connection.execute(update(DELIVERIES).where(D.id.in_(ids), D.state == "waiting").values(change))

    def hand_on(self, connection: Connection, ids: Sequence[int]) -> None:
        """Leaves deliveries to the bulk lane."""
        change = {"lane": "bulk", "lease_until": 0, "lease_owner": None, "attempts": _BROKEN_OFF}
        connection.execute(update(DELIVERIES).where(D.id.in_(ids), D.state == "waiting").values(change))

    def release(self, connection: Connection, ids: Sequence[int]) -> None:
        """Gives deliveries back, to be taken up again at once."""
        lane = case((_WAS_WRITTEN, "bulk"), else_="urgent")
        change = {"lease_until": 0, "lease_owner": None, "attempts": _BROKEN_OFF, "not_before": 0, "lane": lane}
        connection.execute(update(DELIVERIES).where(D.id.in_(ids), D.state == "waiting").values(change))

    def settle(self, connection: Connection, by: Delivery) -> None:
        """What was a dead letter of an object is done, as `by` told what it lacked."""
        mine = and_(D.shop == by.shop, D.platform == by.platform, D.object_id == by.object_id, D.state == "dead")
        change = {"state": "done", "note": f"settled by delivery {by.id}", "finished_at": now_ms(), "payload": b""}
        connection.execute(update(DELIVERIES).where(mine, D.version > by.version).values(change))

    def postpone(self, ids: Sequence[int], reason: str, *, delay_s: float, counts: bool = True) -> None:
        """Gives deliveries back, to be taken up again after a while; an attempt that does not count was none."""
        later = now_ms() + int(delay_s * 1000)
        change: dict[str, Any] = {"lease_until": 0, "lease_owner": None, "not_before": later}
        change |= {"note": reason[:NOTE_SHOWN]} | ({} if counts else {"attempts": D.attempts - 1})
        with self._engine.begin() as connection:
            connection.execute(update(DELIVERIES).where(D.id.in_(ids), D.state == "waiting").values(change))

    def bury(self, ids: Sequence[int], reason: str) -> None:
        """Puts deliveries among the dead letters, with what they said, for a person to look at."""
        change = {"state": "dead", "note": reason[:NOTE_SHOWN], "finished_at": now_ms(), "lease_until": 0}
        with self._engine.begin() as connection:
            connection.execute(update(DELIVERIES).where(D.id.in_(ids), D.state == "waiting").values(change))

    def dead(self, shop: str, *, limit: int = 1_000) -> list[Delivery]:
        """The dead letters of a shop, newest first."""
        query = select(DELIVERIES).where(D.shop == shop, D.state == "dead").order_by(D.id.desc()).limit(limit)
        with self._engine.connect().execution_options(reading=True) as connection:
            return [_delivery(row) for row in connection.execute(query)]

    def get(self, shop: str, number: int) -> Delivery | None:
        """One delivery of a shop."""
        query = select(DELIVERIES).where(D.shop == shop, D.id == number)
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(query).first()
        return None if row is None else _delivery(row)

    def revive(self, shop: str, ids: Iterable[int]) -> int:
        """Makes dead letters wait again; how many there were."""
        change = {"state": "waiting", "attempts": 0, "not_before": 0, "finished_at": None}
        return self._of_dead(shop, ids, update(DELIVERIES).values(change))

    def discard(self, shop: str, ids: Iterable[int]) -> int:
        """Gives dead letters up for good; how many there were."""
        change = {"state": "done", "note": "discarded by a person", "finished_at": now_ms(), "payload": b""}
        return self._of_dead(shop, ids, update(DELIVERIES).values(change))

    def due(self, lane: Lane) -> bool:
        """Whether anything of a lane could be claimed now."""
        query = select(D.id).where(D.state == "waiting", D.lane == lane, D.not_before <= now_ms()).limit(1)
        with self._engine.connect().execution_options(reading=True) as connection:
            return connection.execute(query).first() is not None

    def waiting(self, shop: str) -> int:
        """How many deliveries of a shop are not done yet."""
        query = select(func.count()).select_from(DELIVERIES).where(D.shop == shop, D.state == "waiting")
        with self._engine.connect().execution_options(reading=True) as connection:
            return int(connection.execute(query).scalar_one())

    def purge(self, *, keep_s: float) -> int:
        """Deletes what was done longer ago; a redelivery of it would be taken as new, and change nothing."""
        done = and_(D.state == "done", D.finished_at < now_ms() - int(keep_s * 1000))
        with self._engine.begin() as connection:
            return int(connection.execute(delete(DELIVERIES).where(done)).rowcount)

    def _of_dead(self, shop: str, ids: Iterable[int], change: Any) -> int:
        with self._engine.begin() as connection:
            mine = change.where(D.shop == shop, D.id.in_(list(ids)), D.state == "dead")
            return int(connection.execute(mine).rowcount)

    def _owners(self) -> list[str]:
        query = select(D.lease_owner).where(D.state == "waiting", D.lease_owner.is_not(None)).distinct()
        with self._engine.connect().execution_options(reading=True) as connection:
            return [str(owner) for owner in connection.execute(query).scalars()]


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        id=row.id,
        shop=row.shop,
        platform=row.platform,
        delivery_id=row.delivery_id,
        topic=row.topic,
        object_id=row.object_id,
        version=row.version,
        received_at=row.received_at,
        lane=row.lane,
        state=row.state,
        attempts=row.attempts,
        note=row.note,
        finished_at=row.finished_at,
        packed=row.payload,
    )
