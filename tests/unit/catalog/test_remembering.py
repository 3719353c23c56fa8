"""What is cleared away where two writers of one product did not know of each other."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine

from catalog.deliveries.objects import DeliveredObject, ObjectStore
from catalog.syncing.fingerprints import Fingerprints
from catalog.syncing.known import KnownProduct, KnownProducts, WrittenOffer
from catalog.syncing.remembering import Forgetting, LeftBehind, Regrouped, Remembering, Strays, WrittenProduct
from catalog.tables import open_state

PRINTS = Fingerprints("t", "e", "f", "o")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.fixture
def known(engine: Engine) -> KnownProducts:
    return KnownProducts(engine, "demo")


def product(version: int, *passages: str, product_id: str = "pot") -> KnownProduct:
    return KnownProduct(product_id, "feed", PRINTS, passages, version, version)


def variant(version: int, product_id: str, *passages: str) -> KnownProduct:
    return replace(product(version, *passages, product_id=product_id), group="pot")


def written(known: KnownProducts, one: KnownProduct, *, had: tuple[str, ...] = ()) -> Remembering:
    return Remembering(known, [WrittenProduct(one, had)])


def saved(engine: Engine, save: Callable[[Connection], None]) -> LeftBehind | None:
    """Saves, a second time where something had to be cleared away first; what that was."""
    try:
        with engine.begin() as connection:
            save(connection)
    except LeftBehind as left:
        with engine.begin() as connection:
            save(connection)
        return left
    return None


def passages(known: KnownProducts) -> tuple[str, ...]:
    return known.of_ids(["pot"])["pot"].passages


def test_what_a_writer_knew_of_leaves_nothing_behind(engine: Engine, known: KnownProducts) -> None:
    assert saved(engine, written(known, product(5, "d1", "d2")).save) is None
    assert saved(engine, written(known, product(7, "d2", "d3"), had=("d1", "d2")).save) is None
    assert passages(known) == ("d2", "d3")


def test_a_newer_writer_clears_away_what_an_older_one_wrote_meanwhile(engine: Engine, known: KnownProducts) -> None:
    saved(engine, written(known, product(5, "d1", "d2")).save)
    left = saved(engine, written(known, product(7, "d2", "d3")).save)
    assert left is not None
    assert (left.passages, left.products) == ({7: ["pot#d1"]}, {})
    assert passages(known) == ("d2", "d3")


def test_an_older_writer_clears_away_its_own(engine: Engine, known: KnownProducts) -> None:
    saved(engine, written(known, product(7, "d2", "d3")).save)
    left = saved(engine, written(known, product(5, "d1", "d2")).save)
    assert left is not None
    assert left.passages == {7: ["pot#d1"]}
    assert (passages(known), known.of_ids(["pot"])["pot"].version) == (("d2", "d3"), 7)


def test_an_older_writer_of_a_product_that_is_gone_clears_away_all_it_wrote(
    engine: Engine, known: KnownProducts
) -> None:
    saved(engine, Forgetting(known, {"pot": ()}, 7).save)
    left = saved(engine, written(known, product(5, "d1")).save)
    assert left is not None
    assert left.passages == {7: ["pot#d1"]}
    assert known.of_ids(["pot"])["pot"].deleted


def test_a_deletion_clears_away_what_was_written_since_it_was_planned(engine: Engine, known: KnownProducts) -> None:
    saved(engine, written(known, product(5, "d1", "d2")).save)
    left = saved(engine, Forgetting(known, {"pot": ("d1",)}, 7).save)
    assert left is not None
    assert left.passages == {7: ["pot#d2"]}
    assert known.of_ids(["pot"])["pot"].deleted


def test_a_deletion_leaves_what_is_newer(engine: Engine, known: KnownProducts) -> None:
    saved(engine, written(known, product(9, "d1")).save)
    assert saved(engine, Forgetting(known, {"pot": ()}, 7).save) is None
    assert not known.of_ids(["pot"])["pot"].deleted


def test_a_price_told_later_keeps_a_product_from_an_older_deletion(engine: Engine, known: KnownProducts) -> None:
    saved(engine, written(known, product(5, "d1")).save)
    with engine.begin() as connection:
        known.save_offers(connection, {"pot": WrittenOffer("o2", 9)})
    assert known.newer_than("feed", 7) == {"pot"}
    assert saved(engine, Forgetting(known, {"pot": ("d1",)}, 7).save) is None
    assert not known.of_ids(["pot"])["pot"].deleted


def test_a_variant_that_its_group_had_not_any_more_is_not_brought_by_an_older_file(
    engine: Engine, known: KnownProducts
) -> None:
    with engine.begin() as connection:
        objects = ObjectStore(engine, "demo", "shopify")
        objects.save(connection, "12", DeliveredObject(8, ("pot:large",), False, "feed", "pot"))
    for version, kept in ((7, False), (9, True)):
        left = saved(engine, written(known, variant(version, "pot:small", "d1")).save)
        assert (left is None) is kept
        assert known.of_ids(["pot:small"])["pot:small"].deleted is not kept
        if left is not None:
            assert (left.products, left.passages) == ({8: ["pot:small"]}, {8: ["pot:small#d1"]})
    saved(engine, written(known, variant(7, "pot:large", "d2")).save)
    assert not known.of_ids(["pot:large"])["pot:large"].deleted


def test_a_group_of_another_source_decides_nothing(engine: Engine, known: KnownProducts) -> None:
    with engine.begin() as connection:
        objects = ObjectStore(engine, "demo", "shopify")
        objects.save(connection, "12", DeliveredObject(8, ("pot:large",), False, "other", "pot"))
    assert saved(engine, written(known, variant(7, "pot:small")).save) is None


def test_a_group_loses_what_was_written_of_it_since_its_delivery_was_read(engine: Engine, known: KnownProducts) -> None:
    for one in (variant(7, "pot:small", "d1"), variant(7, "pot:large", "d2"), variant(9, "pot:huge", "d3")):
        saved(engine, written(known, one).save)
    left = saved(engine, Regrouped(known, "feed", "shopify", "pot", ["pot:large"], 8).save)
    assert left is not None
    assert (left.products, left.passages) == ({8: ["pot:small"]}, {8: ["pot:small#d1"]})
    rows = known.of_ids(["pot:small", "pot:large", "pot:huge"])
    assert [name for name, row in rows.items() if row.deleted] == ["pot:small"]


def test_what_a_broken_attempt_wrote_is_cleared_away_unless_it_is_known_after_all(
    engine: Engine, known: KnownProducts
) -> None:
    saved(engine, written(known, product(9, "d2")).save)
    left = saved(engine, Strays(known, {"pot": {"d1", "d2"}, "never": {"d4"}}, 7).save)
    assert left is not None
    assert left.passages == {9: ["pot#d1"], 7: ["never#d4"]}
    assert left.products == {7: ["never"]}
    rows = known.of_ids(["pot", "never"])
    assert (rows["pot"].deleted, rows["never"].deleted, rows["never"].version) == (False, True, 7)
