"""The generated assortment as a whole."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal
from itertools import combinations

import pytest
from rapidfuzz.distance import Levenshtein
from stdnum import ean

from catalog.demo.assortment import DemoProduct, assemble
from catalog.demo.families import load_families
from catalog.demo.feed import feed_lines


@pytest.fixture(scope="module")
def products() -> list[DemoProduct]:
    return assemble(load_families(), seed=7)


def key(text: str) -> str:
    return re.sub(r"[\s\-_/.]+", "", text.casefold())


def test_assortment_has_the_size_of_a_small_shop(products: list[DemoProduct]) -> None:
    assert 420 <= len(products) <= 520
    assert len({product.path[0] for product in products}) >= 8


@pytest.mark.parametrize("field", ["id", "gtin", "mpn", "slug", "title"])
def test_assortment_keeps_keys_unique(products: list[DemoProduct], field: str) -> None:
    assert [value for value, uses in Counter(getattr(each, field) for each in products).items() if uses > 1] == []


def test_assortment_gives_valid_gtins_for_internal_use(products: list[DemoProduct]) -> None:
    assert [each.gtin for each in products if not ean.is_valid(each.gtin) or not each.gtin.startswith("2")] == []


def test_assortment_is_the_same_for_the_same_seed(products: list[DemoProduct]) -> None:
    assert feed_lines(assemble(load_families(), seed=7)) == feed_lines(products)


def test_assortment_differs_in_stock_and_sales_for_another_seed(products: list[DemoProduct]) -> None:
    others = assemble(load_families(), seed=8)
    assert [each.id for each in others] == [each.id for each in products]
    assert [each.offer for each in others] != [each.offer for each in products]


def test_assortment_holds_models_one_character_apart(products: list[DemoProduct]) -> None:
    models = {product.model for product in products}
    near = [pair for pair in combinations(sorted(models), 2) if Levenshtein.distance(*map(key, pair)) == 1]
    assert len(near) >= 80


def test_assortment_holds_models_one_attribute_apart(products: list[DemoProduct]) -> None:
    by_kind: dict[tuple[str, tuple[str, ...]], dict[str, DemoProduct]] = defaultdict(dict)
    for product in products:
        by_kind[product.brand, product.path].setdefault(product.model, product)
    apart = 0
    for models in by_kind.values():
        for one, other in combinations(models.values(), 2):
            mine = {detail.label: detail.value for detail in one.details}
            theirs = {detail.label: detail.value for detail in other.details}
            apart += sum(mine[label] != theirs[label] for label in mine.keys() & theirs.keys()) == 1
    assert apart >= 20


def test_assortment_groups_variants_of_one_model(products: list[DemoProduct]) -> None:
    groups = Counter(product.group for product in products if product.group)
    assert len(groups) >= 60
    assert min(groups.values()) >= 2


def test_assortment_gives_no_model_number_of_another_model(products: list[DemoProduct]) -> None:
    owners: dict[str, set[str]] = defaultdict(set)
    for product in products:
        owners[key(product.mpn)].add(product.model)
        owners[key(product.model)].add(product.model)
    assert {number: models for number, models in owners.items() if len(models) > 1} == {}


def test_assortment_prices_are_positive_and_sales_lower(products: list[DemoProduct]) -> None:
    for product in products:
        offer = product.offer
        assert offer.price > 0, product.id
        assert offer.sale_price is None or Decimal(0) < offer.sale_price < offer.price, product.id


def test_assortment_puts_about_a_tenth_on_sale(products: list[DemoProduct]) -> None:
    assert 0.05 <= sum(each.offer.sale_price is not None for each in products) / len(products) <= 0.15


def test_assortment_mixes_availability_and_dates_only_what_is_awaited(products: list[DemoProduct]) -> None:
    assert {each.offer.availability for each in products} == {"in_stock", "out_of_stock", "preorder", "backorder"}
    for product in products:
        offer = product.offer
        assert (offer.availability_date is not None) == (offer.availability in {"preorder", "backorder"}), product.id
        assert (offer.quantity > 0) == (offer.availability == "in_stock"), product.id


def test_assortment_states_enough_of_every_product_but_not_everything(products: list[DemoProduct]) -> None:
    assert [each.id for each in products if not 5 <= len(each.details) <= 30] == []
    complete = {model.code: len(model.details) for family in load_families() for model in family.models}
    assert sum(len(each.details) < complete[each.model] for each in products) >= len(products) / 4
