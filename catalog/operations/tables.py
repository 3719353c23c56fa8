"""The SQL state of operations: plans that were made, and indexes that are being built."""

from __future__ import annotations

from sqlalchemy import BigInteger, Boolean, Column, Index, Integer, String, Table, Text

from catalog.tables import METADATA

# `asked` is what a run of the plan will be asked for, `summary` what a person was shown: JSON.
PLANS = Table(
    "plans",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("shop", String(48), nullable=False),
    Column("asked", Text, nullable=False),
    Column("spooled", String(80), nullable=False),
    Column("etag", Text),
    Column("last_modified", String(100)),
    Column("digest", String(40), nullable=False),
    Column("guarded", Boolean, nullable=False),
    Column("summary", Text, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("run_id", String(40)),
    Index("plans_by_shop", "shop", "created_at"),
)
# `targets` is the concrete index that each part is brought to: JSON, part -> name.
REBUILDS = Table(
    "rebuilds",
    METADATA,
    Column("id", String(40), primary_key=True),
    Column("shop", String(48), nullable=False),
    Column("kind", String(10), nullable=False),
    Column("embedder", String(300)),
    Column("targets", Text, nullable=False),
    Column("state", String(10), nullable=False),
    Column("copied", Integer, nullable=False, default=0),
    Column("lease_owner", String(200)),
    Column("lease_until", BigInteger, nullable=False, default=0),
    Column("created_at", BigInteger, nullable=False),
    Column("finished_at", BigInteger),
    Index("rebuilds_by_shop", "shop", "state"),
)
