"""What the bot knows of the shop itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class ShopFacts:
    """The shop's name, how a person is reached there, and how it writes money and dates.

    `price_max_age` and `stock_max_age` are staleness budgets: what is older is stated as of its date.
    """

    name: str
    contact: str
    currency: str = "USD"
    locale: str = "en_US"
    price_max_age: timedelta = timedelta(days=30)
    stock_max_age: timedelta = timedelta(days=30)
