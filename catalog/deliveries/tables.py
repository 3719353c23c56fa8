"""The inbox of webhook deliveries, and what they said last of each of the shop's objects.

The gateway writes the inbox and declares the same table; tests/contract/test_inbox.py holds the two together.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from catalog.tables import METADATA

# Versions and times are milliseconds since 1970 in UTC. `payload` is the body as it came, packed by zlib; it is
# emptied when the delivery is done. `lane` says who is to do it: `urgent` or `bulk`, where texts are embedded.
DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("shop", String(48), nullable=False),
    Column("platform", String(20), nullable=False),
    Column("delivery_id", String(120), nullable=False),
    Column("topic", String(60), nullable=False),
    Column("object_id", String(120), nullable=False),
    Column("version", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("payload", LargeBinary, nullable=False),
    Column("lane", String(8), nullable=False),
    Column("state", String(10), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("not_before", BigInteger, nullable=False, default=0),
    Column("lease_owner", String(200)),
    Column("lease_until", BigInteger, nullable=False, default=0),
    Column("note", Text),
    Column("finished_at", BigInteger),
    UniqueConstraint("shop", "platform", "delivery_id", name="deliveries_once"),
    Index("deliveries_to_do", "state", "lane", "id"),
    Index("deliveries_of_object", "shop", "platform", "object_id", "state"),
)
# The newest that was applied of each object, and the products it is; one that is gone stays, as a tombstone.
OBJECTS = Table(
    "delivered_objects",
    METADATA,
    Column("shop", String(48), primary_key=True),
    Column("platform", String(20), primary_key=True),
    Column("object_id", String(120), primary_key=True),
    Column("version", BigInteger, nullable=False),
    Column("products", Text, nullable=False),
    Column("gone", Boolean, nullable=False, default=False),
    # Of which source its products are, and the group that they make up.
    Column("source", String(200)),
    Column("group_id", String(256)),
    Index("objects_by_group", "shop", "group_id"),
)
