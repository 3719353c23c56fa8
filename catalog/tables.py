"""The SQL state of catalogue sync: what there is to do, what has been done, and what each product was last."""

from __future__ import annotations

import time
from pathlib import Path

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    Float,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from catalog.normalising.columns import add_missing_columns

METADATA = MetaData()
COUNTS = (
    "rows_read",
    "added",
    "changed_text",
    "changed_facts",
    "changed_offer",
    "confirmed",
    "unchanged",
    "removed",
    "rejected",
    "cleaned",
    "embedded",
    "superseded",
)

# Times are milliseconds since 1970 in UTC, as versions are.
RUNS = Table(
    "runs",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("kind", String(10), nullable=False),
    Column("shop", String(48), nullable=False),
    Column("source", String(200), nullable=False),
    Column("file_name", String(500), nullable=False),
    Column("spooled", String(80), nullable=False),
    Column("mapping", Text, nullable=False),
    Column("allow_deletes", Boolean, nullable=False),
    Column("rebuild", Boolean, nullable=False),
    # Where the file was read, the time it states for itself, and the plan that is carried out.
    Column("origin", Text),
    Column("source_ms", BigInteger),
    Column("plan", String(40)),
    Column("state", String(12), nullable=False),
    Column("error", Text),
    Column("version", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("started_at", BigInteger),
    Column("updated_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Column("lease_owner", String(200)),
    Column("lease_until", BigInteger, nullable=False, default=0),
    Column("not_before", BigInteger, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("batches", Integer, nullable=False, default=0),
    Column("batches_done", Integer, nullable=False, default=0),
    Column("embedding_s", Float, nullable=False, default=0.0),
    *(Column(name, Integer, nullable=False, default=0) for name in COUNTS),
    Index("runs_by_shop", "shop", "source", "state"),
)
BATCHES = Table(
    "batches",
    METADATA,
    Column("run_id", String(40), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("priority", Integer, nullable=False),
    Column("state", String(10), nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("lease_owner", String(200)),
    Column("lease_until", BigInteger, nullable=False, default=0),
    Column("not_before", BigInteger, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Index("batches_to_do", "state", "priority", "run_id", "number"),
)
PRODUCTS = Table(
    "products",
    METADATA,
    Column("shop", String(48), primary_key=True),
    Column("id", String(256), primary_key=True),
    Column("source", String(200), nullable=False),
    Column("text", String(32), nullable=False),
    Column("embedding", String(32), nullable=False),
    Column("facts", String(32), nullable=False),
    Column("offer", String(32), nullable=False),
    Column("passages", Text, nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("offer_version", BigInteger, nullable=False),
    # The hash of the feed record that says all of this; null: no one record does, or it is not known which.
    Column("record", String(32)),
    # The group of variants that it is one of; null: of none, or not known.
    Column("group_id", String(256)),
    # When the source was last read and said so; null: at `offer_version`.
    Column("confirmed_at", BigInteger),
    Column("deleted", Boolean, nullable=False, default=False),
    Index("products_by_source", "shop", "source", "deleted"),
    Index("products_by_group", "shop", "group_id"),
)
SECTIONS = Table(
    "sections",
    METADATA,
    Column("shop", String(48), primary_key=True),
    Column("id", String(400), primary_key=True),
    Column("text", String(32), nullable=False),
    Column("link", String(32), nullable=False),
    Column("version", BigInteger, nullable=False),
)
REJECTIONS = Table(
    "rejections",
    METADATA,
    Column("run_id", String(40), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("row", Integer, nullable=False),
    Column("product_id", String(300)),
    Column("field", String(300), nullable=False),
    Column("expected", Text, nullable=False),
    Column("got", Text, nullable=False),
    Column("verdict", String(10), nullable=False),
)
# The records that were rejected, as they came: JSON.
REJECTED_RECORDS = Table(
    "rejected_records",
    METADATA,
    Column("run_id", String(40), primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("record", Text, nullable=False),
)
# `asked` is the hash of address, source, format and mapping: other words, another download.
DOWNLOADS = Table(
    "downloads",
    METADATA,
    Column("shop", String(48), primary_key=True),
    Column("asked", String(64), primary_key=True),
    Column("etag", Text),
    Column("last_modified", String(100)),
    Column("run_id", String(40), nullable=False),
)


def open_state(url: str) -> Engine:
    """An engine on the state, its tables made where they are missing; SQLite in WAL mode, one writer at a time."""
    parsed = make_url(url)
    sqlite = parsed.get_backend_name() == "sqlite"
    if sqlite and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": 60} if sqlite else {})
    if sqlite:
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_immediate)
    with engine.begin() as connection:
        METADATA.create_all(connection)
        add_missing_columns(connection, METADATA)
    return engine


def now_ms() -> int:
    """Milliseconds since 1970."""
    return time.time_ns() // 1_000_000


def _prepare_sqlite(connection: DBAPIConnection, _record: ConnectionPoolEntry) -> None:
    # The driver's own transactions begin late; ours begin with BEGIN IMMEDIATE, so that no two writers deadlock.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=60000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_immediate(connection: Connection) -> None:
    if connection.get_execution_options().get("reading"):
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
