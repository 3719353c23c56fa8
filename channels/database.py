"""One SQL database for sessions and outbox: SQLite in WAL mode on one machine, PostgreSQL by URL beyond."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, MetaData, create_engine, event, make_url
from sqlalchemy.pool import ConnectionPoolEntry

from channels.presence import Presence
from channels.tables import metadata

T = TypeVar("T")
POSTGRESQL_THREADS = 8


class Database:
    """Runs one transaction at a time per thread; nothing is opened before `open`."""

    def __init__(self, url: str, tables: MetaData = metadata) -> None:
        self._url = make_url(url)
        self._tables = tables
        self._engine: Engine | None = None
        self._presence: Presence | None = None
        self.is_ours_alone = False
        self._threads: ThreadPoolExecutor | None = None

    async def open(self) -> None:
        """Connects, creates the tables that are not there, and learns whether anybody else has it open."""
        is_sqlite = self._url.get_backend_name() == "sqlite"
        if is_sqlite and self._url.database:
            path = Path(self._url.database)
            path.parent.mkdir(parents=True, exist_ok=True)
            self._presence = Presence(path.with_suffix(".presence"))
            self.is_ours_alone = self._presence.enter()
        self._threads = ThreadPoolExecutor(1 if is_sqlite else POSTGRESQL_THREADS, thread_name_prefix="gateway-sql")
        self._engine = create_engine(self._url, pool_pre_ping=not is_sqlite, hide_parameters=True)
        if is_sqlite:
            event.listen(self._engine, "connect", _configure_sqlite)
            event.listen(self._engine, "begin", _begin_immediate)
        await self.run(self._tables.create_all)

    async def close(self) -> None:
        """Waits for the transactions that run, then disconnects."""
        if self._threads is not None:
            await asyncio.to_thread(self._threads.shutdown)
        if self._engine is not None:
            self._engine.dispose()
        if self._presence is not None:
            self._presence.leave()

    async def run(self, work: Callable[[Connection], T]) -> T:
        """The result of `work` within one transaction: all of it is kept, or none."""
        if self._threads is None:
            raise RuntimeError("Database.run before open")
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._transaction, work)

    def _transaction(self, work: Callable[[Connection], T]) -> T:
        assert self._engine is not None
        with self._engine.begin() as connection:
            return work(connection)


def _configure_sqlite(connection: Any, _entry: ConnectionPoolEntry) -> None:
    connection.isolation_level = None  # we begin ourselves, so that a transaction takes its write lock first
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_immediate(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")
