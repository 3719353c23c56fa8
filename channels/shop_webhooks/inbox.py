"""The catalogue's inbox, as the gateway fills it: a delivery is kept before it is answered, and once.

The catalogue declares the same table; tests/contract/test_inbox.py holds the two together.
"""

from __future__ import annotations

import zlib

from sqlalchemy import (
    BigInteger,
    Column,
    Connection,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    insert,
    select,
)
from sqlalchemy.exc import IntegrityError

from channels.database import Database
from channels.shop_webhooks.delivery import ShopDelivery

metadata = MetaData()
# Times and versions are milliseconds since 1970 in UTC; the payload is the body as it came, packed by zlib.
deliveries = Table(
    "deliveries",
    metadata,
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


class Inbox:
    """The deliveries of one shop."""

    def __init__(self, database: Database, shop: str) -> None:
        self._database = database
        self._shop = shop

    async def keep(self, delivery: ShopDelivery, *, received_at: int) -> bool:
        """Writes a delivery down; False when it was there already."""
        row = {
            "shop": self._shop,
            "platform": delivery.platform,
            "delivery_id": delivery.delivery_id,
            "topic": delivery.topic,
            "object_id": delivery.object_id,
            "version": delivery.version,
            "received_at": received_at,
            "payload": zlib.compress(delivery.body, 1),
            "lane": "urgent",
            "state": "waiting",
        }
        this = [deliveries.c[name] == row[name] for name in ("shop", "platform", "delivery_id")]

        def keep(connection: Connection) -> bool:
            if connection.execute(select(deliveries.c.id).where(*this)).first() is not None:
                return False
            connection.execute(insert(deliveries).values(row))
            return True

        try:
            return await self._database.run(keep)
        except IntegrityError:
            # The same delivery, taken by another gateway at this very moment.
            return False
