"""How old what is said of a price or of stock may be, as the bot's settings have it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from catalog.errors import SettingsError

# tests/contract/test_budgets.py holds these and the bot's settings together.
OFFER = "SHOPCLERK_OFFER_MAX_AGE_HOURS"
PRICE = "SHOPCLERK_PRICE_MAX_AGE_HOURS"
STOCK = "SHOPCLERK_STOCK_MAX_AGE_HOURS"
HOURS = 720.0
PRICE_FIELDS = frozenset({"price", "sale price", "sale ends"})
STOCK_FIELDS = frozenset({"availability", "availability date", "quantity"})
OFFER_FIELDS = PRICE_FIELDS | STOCK_FIELDS


@dataclass(frozen=True, slots=True)
class Budgets:
    """The staleness budgets of price and stock; nothing else has one."""

    price: timedelta
    stock: timedelta

    @classmethod
    def of(cls, environment: Mapping[str, str]) -> Budgets:
        """Those of an environment; raises `SettingsError` naming the variable."""
        whole = _hours(environment, OFFER, HOURS)
        price, stock = _hours(environment, PRICE, whole), _hours(environment, STOCK, whole)
        return cls(timedelta(hours=price), timedelta(hours=stock))

    def of_field(self, field: str) -> timedelta | None:
        """The budget of a field as `product_fields` names it."""
        if field in PRICE_FIELDS:
            return self.price
        return self.stock if field in STOCK_FIELDS else None

    def is_stale(self, field: str, as_of: datetime, now: datetime) -> bool:
        """Whether a field is older than its budget."""
        budget = self.of_field(field)
        return budget is not None and now - as_of > budget


def _hours(environment: Mapping[str, str], name: str, otherwise: float) -> float:
    value = environment.get(name)
    try:
        hours = float(value) if value else otherwise
    except ValueError as error:
        raise SettingsError(f"{name}: expected a number of hours, got '{value}'") from error
    if not 0 < hours < 1e6:
        raise SettingsError(f"{name}: expected a number of hours above 0, got '{value}'")
    return hours
