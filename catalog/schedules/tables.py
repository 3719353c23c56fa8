"""When each scheduled source was last looked at, what became of that, and when it is due again."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, Integer, String, Table, Text

from catalog.tables import METADATA

# Times are milliseconds since 1970. `attempts` counts the failures in a row.
SCHEDULED = Table(
    "scheduled",
    METADATA,
    Column("shop", String(48), primary_key=True),
    Column("source", String(200), primary_key=True),
    Column("not_before", BigInteger, nullable=False, default=0),
    Column("attempts", Integer, nullable=False, default=0),
    Column("lease_owner", String(200)),
    Column("lease_until", BigInteger, nullable=False, default=0),
    Column("began_at", BigInteger),
    Column("ended_at", BigInteger),
    Column("outcome", String(10)),
    Column("note", Text),
    Column("run_id", String(40)),
)
