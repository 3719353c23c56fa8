"""The canaries in SQL, so that every process tells the same of them."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update
from sqlalchemy.exc import IntegrityError

from catalog.canary.tables import CANARIES
from catalog.tables import now_ms

C = CANARIES.c
NOTE_SHOWN = 500


@dataclass(frozen=True, slots=True)
class Bird:
    """A shop's canary: its identifier, and how many seconds its last change took, or has taken so far, to an answer.

    `note` says what the gateway did instead of telling the new price.
    """

    shop: str
    product_id: str
    lag_s: float | None
    answered: bool
    note: str | None


class CanaryStore:
    """One canary a shop; its identifier is made once, and nobody can guess it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def of(self, shop: str) -> Bird:
        """The shop's canary, made when it has none."""
        found = self._read(shop)
        if found is None:
            try:
                with self._engine.begin() as connection:
                    name = f"CANARY-{secrets.token_hex(6).upper()}"
                    connection.execute(insert(CANARIES).values(shop=shop, product_id=name))
            except IntegrityError:
                # Another process made it in between.
                pass
            found = self._read(shop)
        assert found is not None
        return _bird(found)

    def all(self) -> list[Bird]:
        """The canaries that were ever changed."""
        query = select(CANARIES).where(C.changed_at.is_not(None)).order_by(C.shop)
        with self._engine.connect().execution_options(reading=True) as connection:
            return [_bird(row) for row in connection.execute(query)]

    def changed(self, shop: str, at_ms: int) -> None:
        """A new price was said at this time."""
        self._change(shop, changed_at=at_ms, answered_at=None, note=None)

    def answered(self, shop: str, at_ms: int) -> None:
        """The gateway told the new price."""
        self._change(shop, answered_at=at_ms, note=None)

    def not_answered(self, shop: str, note: str) -> None:
        """The gateway told something else, or nothing."""
        self._change(shop, note=note[:NOTE_SHOWN])

    def rest(self, shop: str) -> None:
        """The shop's canary is not changed any more; it keeps its identifier."""
        self._change(shop, changed_at=None, answered_at=None, note=None)

    def _read(self, shop: str) -> Row[Any] | None:
        with self._engine.connect().execution_options(reading=True) as connection:
            return connection.execute(select(CANARIES).where(C.shop == shop)).first()

    def _change(self, shop: str, **values: Any) -> None:
        with self._engine.begin() as connection:
            connection.execute(update(CANARIES).where(C.shop == shop).values(**values))


def _bird(row: Row[Any]) -> Bird:
    if row.changed_at is None:
        return Bird(row.shop, row.product_id, None, False, row.note)
    until = now_ms() if row.answered_at is None else row.answered_at
    return Bird(row.shop, row.product_id, (until - row.changed_at) / 1000, row.answered_at is not None, row.note)
