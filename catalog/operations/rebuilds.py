"""Rebuilds in SQL: which concrete indexes are being filled, and by whom; one at a time for each shop."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal, TypeAlias

from sqlalchemy import Connection, Engine, Row, insert, select, update

from catalog.errors import RebuildBusy
from catalog.operations.tables import REBUILDS
from catalog.syncing.leases import dead_owners, this_owner
from catalog.tables import now_ms
from retrieval.shop_index import Part

# A rebuild makes new indexes, a renewal those of a newer schema, a rollback goes back to older ones.
RebuildKind: TypeAlias = Literal["rebuild", "renewal", "rollback"]
LEASE_MS = 120_000


@dataclass(frozen=True, slots=True)
class Rebuild:
    """What is to take over from the live indexes: the target of each part, and by which embedder it is made."""

    id: str
    shop: str
    kind: RebuildKind
    embedder: str | None
    targets: Mapping[Part, str]
    resumed: bool = False


class RebuildStore:
    """The rebuilds of every shop; every change is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def begin(self, shop: str, kind: RebuildKind, embedder: str | None, targets: Mapping[Part, str]) -> Rebuild:
        """Takes the shop for a rebuild: the unfinished one of this kind and embedder, else a new one to `targets`.

        Raises `RebuildBusy` while a living process has it; one that ended otherwise is abandoned.
        """
        now = now_ms()
        lease = {"lease_owner": this_owner(), "lease_until": now + LEASE_MS}
        with self._engine.begin() as connection:
            row = self._open(connection, shop)
            if row is not None and _is_held(row, now):
                raise RebuildBusy(shop, row.lease_owner)
            if row is not None and (row.kind, row.embedder) == (kind, embedder) and kind != "rollback":
                connection.execute(update(REBUILDS).where(REBUILDS.c.id == row.id).values(**lease))
                return Rebuild(row.id, shop, kind, embedder, json.loads(row.targets), resumed=True)
            if row is not None:
                self._end(connection, row.id, "abandoned")
            new = f"{datetime.fromtimestamp(now / 1000, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
            asked = {"shop": shop, "kind": kind, "embedder": embedder, "targets": json.dumps(dict(targets))}
            connection.execute(insert(REBUILDS).values(id=new, state="copying", created_at=now, **asked, **lease))
        return Rebuild(new, shop, kind, embedder, targets)

    def stay_alive(self, rebuild: Rebuild, *, copied: int) -> None:
        """A sign of life; raises `RebuildBusy` when somebody else has taken it over."""
        mine = (REBUILDS.c.id == rebuild.id, REBUILDS.c.lease_owner == this_owner(), REBUILDS.c.state == "copying")
        with self._engine.begin() as connection:
            values = {"lease_until": now_ms() + LEASE_MS, "copied": copied}
            if not connection.execute(update(REBUILDS).where(*mine).values(values)).rowcount:
                raise RebuildBusy(rebuild.shop, "that took it over")

    def finish(self, rebuild: Rebuild) -> None:
        """The targets are live."""
        with self._engine.begin() as connection:
            self._end(connection, rebuild.id, "done")

    def release(self, rebuild: Rebuild) -> None:
        """Lets go of it, to be gone on with by whoever asks for the same."""
        with self._engine.begin() as connection:
            connection.execute(update(REBUILDS).where(REBUILDS.c.id == rebuild.id).values(lease_until=0))

    def targets_under_way(self, shop: str) -> set[str]:
        """The concrete indexes that an unfinished rebuild of the shop fills."""
        with self._engine.connect().execution_options(reading=True) as connection:
            row = self._open(connection, shop)
        return set(json.loads(row.targets).values()) if row is not None else set()

    def is_held(self, shop: str) -> bool:
        """Whether a living process is at work on the shop's indexes."""
        with self._engine.connect().execution_options(reading=True) as connection:
            row = self._open(connection, shop)
        return row is not None and _is_held(row, now_ms())

    def _open(self, connection: Connection, shop: str) -> Row[Any] | None:
        mine = (REBUILDS.c.shop == shop, REBUILDS.c.state == "copying")
        return connection.execute(select(REBUILDS).where(*mine).order_by(REBUILDS.c.created_at.desc())).first()

    def _end(self, connection: Connection, rebuild_id: str, state: str) -> None:
        ended = {"state": state, "lease_until": 0, "finished_at": now_ms()}
        connection.execute(update(REBUILDS).where(REBUILDS.c.id == rebuild_id).values(ended))


def _is_held(row: Row[Any], now: int) -> bool:
    return bool(row.lease_until > now and not dead_owners([row.lease_owner]))
