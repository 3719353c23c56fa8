"""The bot answers by staleness budgets, the catalogue's commands show them, and both mean the same."""

from __future__ import annotations

import pytest

from bot.settings import BotSettings
from catalog.operations.budgets import Budgets


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"SHOPCLERK_OFFER_MAX_AGE_HOURS": "24"},
        {"SHOPCLERK_PRICE_MAX_AGE_HOURS": "0.5"},
        {"SHOPCLERK_OFFER_MAX_AGE_HOURS": "24", "SHOPCLERK_STOCK_MAX_AGE_HOURS": "1"},
    ],
)
def test_both_read_the_same_budgets(environment: dict[str, str]) -> None:
    facts, budgets = BotSettings.from_environment(environment).shop_facts, Budgets.of(environment)
    assert (budgets.price, budgets.stock) == (facts.price_max_age, facts.stock_max_age)


@pytest.mark.parametrize("value", ["soon", "0", "-3", "inf"])
def test_both_refuse_what_is_no_number_of_hours(value: str) -> None:
    environment = {"SHOPCLERK_PRICE_MAX_AGE_HOURS": value}
    for read in (BotSettings.from_environment, Budgets.of):
        with pytest.raises(Exception, match="SHOPCLERK_PRICE_MAX_AGE_HOURS"):
            read(environment)
