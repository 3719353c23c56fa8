"""Which version of a remote source was last synced, so that an unchanged one is not fetched again."""

from __future__ import annotations

import hashlib

from sqlalchemy import Engine, delete, insert, select

from catalog.sources.fetch import Validators
from catalog.tables import DOWNLOADS, RUNS


class Downloads:
    """Validators of remote sources in SQL; only those whose run was done count."""

    def __init__(self, engine: Engine, shop: str) -> None:
        self._engine = engine
        self._shop = shop

    def synced(self, asked: str, *, since_ms: int = 0) -> Validators:
        """The version that was synced by these very words at `since_ms` or later, empty when none was."""
        done = (RUNS.c.state == "done", RUNS.c.created_at >= since_ms)
        mine = (DOWNLOADS.c.shop == self._shop, DOWNLOADS.c.asked == _digest(asked))
        query = select(DOWNLOADS).join(RUNS, RUNS.c.id == DOWNLOADS.c.run_id).where(*mine, *done)
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(query).first()
        return Validators(row.etag, row.last_modified) if row is not None else Validators()

    def remember(self, asked: str, validators: Validators, run_id: str) -> None:
        """Keeps which version a run syncs."""
        key = {"shop": self._shop, "asked": _digest(asked)}
        mine = (DOWNLOADS.c.shop == key["shop"], DOWNLOADS.c.asked == key["asked"])
        values = {"etag": validators.etag, "last_modified": validators.last_modified, "run_id": run_id}
        with self._engine.begin() as connection:
            connection.execute(delete(DOWNLOADS).where(*mine))
            connection.execute(insert(DOWNLOADS).values(**key, **values))


def _digest(asked: str) -> str:
    return hashlib.sha256(asked.encode()).hexdigest()
