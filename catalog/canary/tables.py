"""The canary of each shop: its identifier, and how its last round went."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table, Text

from catalog.tables import METADATA

# Times are milliseconds since 1970. `answered_at` is when the gateway first told the price of `changed_at`.
CANARIES = Table(
    "canaries",
    METADATA,
    Column("shop", String(48), primary_key=True),
    Column("product_id", String(40), nullable=False),
    Column("changed_at", BigInteger),
    Column("answered_at", BigInteger),
    Column("note", Text),
)
