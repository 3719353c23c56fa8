from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest

from bot.answering.shop import ShopFacts
from bot.errors import SettingsInvalid
from bot.present_offers import PresentOffers, PresentSearch, present
from bot.settings import BotSettings
from retrieval.schema import Product
from tests.fakes.retrieval import make_offer, make_product

NOW = datetime(2026, 3, 1, tzinfo=UTC)
SHOP = ShopFacts("Acme", "us", price_max_age=timedelta(hours=2), stock_max_age=timedelta(hours=4))


def aged(hours: float) -> Product:
    made = make_offer("9.00", sale_price="8.00", availability="in_stock", quantity=3)
    return make_product("A", "Lamp", offer=replace(made, as_of=NOW - timedelta(hours=hours)))


@pytest.mark.parametrize(
    ("hours", "price", "availability"),
    [(1, Decimal("9.00"), "in_stock"), (2, Decimal("9.00"), "in_stock"), (3, None, "in_stock"), (5, None, None)],
)
def test_what_is_older_than_its_own_budget_is_not_told(
    hours: float, price: Decimal | None, availability: str | None
) -> None:
    offer = present(aged(hours), SHOP, NOW).offer
    assert (offer.price, offer.availability) == (price, availability)
    assert (offer.sale_price is None, offer.quantity is None) == (price is None, availability is None)


class Everything:
    """A lookup and search that find one product whatever is asked."""

    def __init__(self, product: Product) -> None:
        self._product = product

    def __getattr__(self, name: str) -> object:
        from retrieval.confusion import Confusable

        found = Confusable(self._product, ()) if name == "confusable_with" else self._product
        return lambda *_arguments, **_options: [found]


def test_no_way_of_finding_a_product_tells_what_is_too_old() -> None:
    lookup = PresentOffers(Everything(aged(5)), SHOP, lambda: NOW)  # type: ignore[arg-type]  # finds by any name
    search = PresentSearch(Everything(aged(5)), SHOP, lambda: NOW)  # type: ignore[arg-type]  # finds by any name
    product = aged(0)
    found = [
        *lookup.by_ids(["A"]),
        *lookup.by_keys(["a"]),
        *lookup.by_title("a"),
        *lookup.siblings(product),
        *lookup.nearly_named(["a"]),
        *lookup.propose("abc"),
        *(one.product for one in lookup.confusable_with(product)),
        *search.search("a"),
    ]
    assert len(found) == 8
    assert {(one.offer.price, one.offer.availability) for one in found} == {(None, None)}


def test_budgets_are_settings_of_each_field() -> None:
    given = {"SHOPCLERK_OFFER_MAX_AGE_HOURS": "24", "SHOPCLERK_PRICE_MAX_AGE_HOURS": "1"}
    settings = BotSettings.from_environment(given | {"SHOPCLERK_STALE_OFFERS": "withheld"})
    facts = settings.shop_facts
    assert (facts.price_max_age, facts.stock_max_age) == (timedelta(hours=1), timedelta(hours=24))
    assert settings.withholds_stale
    assert not BotSettings.from_environment(given).withholds_stale
    with pytest.raises(SettingsInvalid, match="SHOPCLERK_STALE_OFFERS"):
        BotSettings.from_environment({"SHOPCLERK_STALE_OFFERS": "hidden"})
