"""What was delivered last of each object of a shop: its version, and the products it is."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, Engine, delete, insert, select

from catalog.deliveries.tables import OBJECTS


@dataclass(frozen=True, slots=True)
class DeliveredObject:
    """An object of the shop's platform as last applied; `group` is what its products make up, where that is known."""

    version: int
    products: tuple[str, ...]
    gone: bool
    source: str | None = None
    group: str | None = None

    @property
    def is_unknown(self) -> bool:
        """Whether it is gone, and nothing has told yet which products it was."""
        return self.gone and not self.products and self.source is None and self.group is None


class ObjectStore:
    """The objects of one platform of one shop, in SQL."""

    def __init__(self, engine: Engine, shop: str, platform: str) -> None:
        self._engine = engine
        self._shop = shop
        self._platform = platform

    def get(self, object_id: str) -> DeliveredObject | None:
        """The object, None when nothing was ever applied of it."""
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(select(OBJECTS).where(*self._this(object_id))).first()
        if row is None:
            return None
        products = tuple(filter(None, row.products.split("\n")))
        return DeliveredObject(row.version, products, row.gone, row.source, row.group_id)

    def save(self, connection: Connection, object_id: str, now: DeliveredObject) -> None:
        """Remembers what was applied, unless something newer was."""
        newest = connection.execute(select(OBJECTS.c.version).where(*self._this(object_id))).scalar()
        if newest is not None and newest > now.version:
            return
        connection.execute(delete(OBJECTS).where(*self._this(object_id)))
        row: dict[str, str | None] = {"shop": self._shop, "platform": self._platform, "object_id": object_id}
        row |= {"products": "\n".join(now.products), "source": now.source, "group_id": now.group}
        connection.execute(insert(OBJECTS).values(version=now.version, gone=now.gone, **row))

    def _this(self, object_id: str) -> tuple[ColumnElement[bool], ...]:
        mine = (OBJECTS.c.shop == self._shop, OBJECTS.c.platform == self._platform)
        return (*mine, OBJECTS.c.object_id == object_id)
