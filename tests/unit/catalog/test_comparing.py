from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from catalog.mapping import parse_mapping
from catalog.operations.plan_digest import PlanDigest
from catalog.record_hashes import RecordHashes
from catalog.settings import CatalogSettings
from catalog.sources.record import FeedRecord
from catalog.syncing.comparing import Comparison, Difference, Reading
from catalog.syncing.fingerprints import Fingerprints
from catalog.syncing.known import KnownProduct, KnownProducts, WrittenOffer
from catalog.syncing.runs import RunRequest
from catalog.tables import PRODUCTS, open_state

MAPPING = """
[product]
id = "id"
title = "title"
[offer]
price = "price"
[format]
kind = "jsonl"
"""
AT = datetime(2026, 5, 1, tzinfo=UTC)
NOW = round(AT.timestamp() * 1000)


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    yield engine
    engine.dispose()


def lamp(number: int, *, title: str = "Lamp", price: str = "5.00 USD") -> dict[str, str]:
    return {"id": f"L{number}", "title": title, "price": price}


def comparison(engine: Engine, folder: Path, *records: dict[str, str], version: int = NOW) -> Comparison:
    path = folder / "feed.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    request = RunRequest("products", "demo", "feed", "feed.jsonl", "spooled", MAPPING)
    return Comparison(Reading(request, path, version, AT), KnownProducts(engine, "demo"), CatalogSettings())


def remember(engine: Engine, folder: Path, *records: dict[str, str], **changes: object) -> None:
    """Knows the records as a sync at NOW - 1000 would have written them, with `changes` to each."""
    known = [
        written(one) for one in comparison(engine, folder, *records, version=NOW - 1000).differences() if one.prints
    ]
    with engine.begin() as connection:
        KnownProducts(engine, "demo").save(connection, [replace(one, **changes) for one in known])  # type: ignore[arg-type]


def written(one: Difference) -> KnownProduct:
    assert one.prints is not None
    return KnownProduct(one.id, "feed", one.prints, (), NOW - 1000, NOW - 1000)


def kinds(compared: Comparison) -> list[tuple[str, str]]:
    return [(one.id, one.change) for one in compared.differences()]


def test_differences_are_the_file_in_order_and_then_what_is_gone(engine: Engine, tmp_path: Path) -> None:
    remember(engine, tmp_path, lamp(1), lamp(2), lamp(3), lamp(4))
    compared = comparison(
        engine, tmp_path, lamp(5), lamp(4), lamp(3, price="6.00 USD"), lamp(2, title="Desk lamp"), {"id": "L6"}
    )
    assert kinds(compared) == [("L5", "added"), ("L3", "offer"), ("L2", "text"), ("L1", "removed")]
    counted = {name: count for name, count in compared.counts.items() if count}
    assert counted == {
        "rows_read": 5,
        "added": 1,
        "unchanged": 1,
        "changed_offer": 1,
        "changed_text": 1,
        "removed": 1,
        "rejected": 1,
    }
    assert [one.row for one in compared.rejections] == [5]
    assert compared.guard is None


def test_what_was_learnt_after_the_file_was_made_stays(engine: Engine, tmp_path: Path) -> None:
    remember(engine, tmp_path, lamp(1), offer_version=NOW + 5)
    remember(engine, tmp_path, lamp(2), version=NOW + 5, offer_version=NOW + 5)
    remember(engine, tmp_path, lamp(3), version=NOW + 5, deleted=True)
    remember(engine, tmp_path, lamp(4), version=NOW + 5)
    compared = comparison(engine, tmp_path, lamp(1, price="9.00 USD"), lamp(2, title="Other"), lamp(3))
    assert kinds(compared) == []
    assert compared.counts["superseded"] == 3
    assert compared.counts["removed"] == 0, "L4 was added after the file was made"
    newer = comparison(engine, tmp_path, lamp(1, price="9.00 USD"), lamp(2), lamp(4), version=NOW + 5)
    assert kinds(newer) == [("L1", "offer")]


def test_a_newer_offer_stays_when_older_text_is_written(engine: Engine, tmp_path: Path) -> None:
    remember(engine, tmp_path, lamp(1, price="9.00 USD"), offer_version=NOW + 5)
    (changed,) = comparison(engine, tmp_path, lamp(1, title="Desk lamp")).differences()
    assert (changed.change, changed.prints is not None) == ("text", True)
    known = KnownProducts(engine, "demo")
    before = known.of_ids(["L1"])["L1"]
    assert changed.prints is not None
    with engine.begin() as connection:
        known.save(connection, [KnownProduct("L1", "feed", changed.prints, ("d1",), NOW, NOW)])
    after = known.of_ids(["L1"])["L1"]
    assert (after.fingerprints.offer, after.offer_version) == (before.fingerprints.offer, NOW + 5)
    assert (after.fingerprints.text, after.version, after.passages) == (changed.prints.text, NOW, ("d1",))


def test_a_product_that_another_source_let_go_is_added_above_its_tombstone(engine: Engine, tmp_path: Path) -> None:
    remember(engine, tmp_path, lamp(1), source="other", deleted=True, version=NOW + 500, offer_version=NOW + 700)
    (added,) = comparison(engine, tmp_path, lamp(1)).differences()
    assert added.change == "added"
    assert added.product is not None
    assert (added.product.version, added.product.offer.version) == (NOW + 701, NOW + 701)


def test_a_repeated_price_is_confirmed_by_when_it_was_last_said(engine: Engine, tmp_path: Path) -> None:
    hour = 3_600_000
    remember(engine, tmp_path, lamp(1), version=5, offer_version=5, confirmed_at=NOW - hour)
    remember(engine, tmp_path, lamp(2), version=5, offer_version=5, confirmed_at=NOW - hour - 1)
    assert kinds(comparison(engine, tmp_path, lamp(1), lamp(2), version=6)) == [("L2", "confirmed")]


def test_guard_counts_what_is_missing_and_is_not_raised(engine: Engine, tmp_path: Path) -> None:
    remember(engine, tmp_path, *(lamp(number) for number in range(20)))
    compared = comparison(engine, tmp_path, *(lamp(number) for number in range(13)))
    assert len(kinds(compared)) == 7
    assert compared.guard is not None
    assert (compared.guard.missing, compared.guard.known) == (7, 20)


def test_digest_is_of_the_changes_and_not_of_versions_or_confirmations(engine: Engine, tmp_path: Path) -> None:
    def digest(*records: dict[str, str], version: int = NOW) -> str:
        taken = PlanDigest()
        for one in comparison(engine, tmp_path, *records, version=version).differences():
            taken.add(one)
        return taken.hexdigest()

    remember(engine, tmp_path, lamp(1), lamp(2))
    first = digest(lamp(1), lamp(2, price="6.00 USD"))
    assert digest(lamp(1), lamp(2, price="6.00 USD"), version=NOW + 9) == first
    assert digest(lamp(1), lamp(2, price="7.00 USD")) != first
    assert digest(lamp(1, title="x"), lamp(2, price="6.00 USD")) != first
    assert digest(lamp(2, price="6.00 USD")) != first
    remember(engine, tmp_path, lamp(2, price="5.50 USD"), fingerprints=Fingerprints("a", "b", "c", "d"))
    assert digest(lamp(1), lamp(2, price="6.00 USD")) != first


def settle(engine: Engine, folder: Path, *records: dict[str, str]) -> None:
    """Remembers which records say all that is known, as a sync in which nothing has changed does."""
    compared = comparison(engine, folder, *records)
    assert kinds(compared) == []
    with engine.begin() as connection:
        KnownProducts(engine, "demo").save_records(connection, compared.records)


def test_a_record_that_was_read_before_is_not_read_again(engine: Engine, tmp_path: Path) -> None:
    remember(engine, tmp_path, lamp(1), lamp(2))
    settle(engine, tmp_path, lamp(1), lamp(2))
    with engine.begin() as connection:
        # Nobody looks at what it would come to.
        connection.execute(update(PRODUCTS).where(PRODUCTS.c.id == "L1").values(text="otherwise"))
    again = comparison(engine, tmp_path, lamp(1), lamp(2, price="6.00 USD"))
    assert kinds(again) == [("L2", "offer")]
    assert (again.counts["unchanged"], again.records) == (1, {})


def test_a_record_is_read_again_once_something_else_told_of_its_product(engine: Engine, tmp_path: Path) -> None:
    remember(engine, tmp_path, lamp(1), lamp(2), lamp(3))
    settle(engine, tmp_path, lamp(1), lamp(2), lamp(3))
    known = KnownProducts(engine, "demo")
    with engine.begin() as connection:
        known.save_offers(connection, {"L1": WrittenOffer("o2", NOW - 500)})
        known.save(connection, [replace(known.of_ids(["L2"])["L2"], record=None, version=NOW - 500)])
        known.doubt(connection, {"L3": ()})
    assert kinds(comparison(engine, tmp_path, lamp(1), lamp(2), lamp(3))) == [("L1", "offer"), ("L3", "text")]


def test_a_record_says_nothing_of_what_was_written_meanwhile(engine: Engine, tmp_path: Path) -> None:
    remember(engine, tmp_path, lamp(1))
    compared = comparison(engine, tmp_path, lamp(1))
    assert kinds(compared) == []
    known = KnownProducts(engine, "demo")
    with engine.begin() as connection:
        known.save_offers(connection, {"L1": WrittenOffer("o2", NOW - 500)})
        known.save_records(connection, compared.records)
    assert known.of_ids(["L1"])["L1"].record is None


def test_a_record_whose_price_was_written_says_it_all_unless_another_text_came(engine: Engine, tmp_path: Path) -> None:
    remember(engine, tmp_path, lamp(1), lamp(2), lamp(3))
    now = (lamp(1, price="6.00 USD"), lamp(2, price="6.00 USD"), lamp(3, price="6.00 USD"))
    changed = list(comparison(engine, tmp_path, *now).differences())
    assert [one.change for one in changed] == ["offer"] * 3
    known = KnownProducts(engine, "demo")
    with engine.begin() as connection:
        known.save(connection, [replace(known.of_ids(["L2"])["L2"], version=NOW - 500)])
        known.distrust(connection, ["L3"])
        written = {
            one.id: WrittenOffer(one.prints.offer, NOW, one.record, one.known.version)
            for one in changed
            if one.prints is not None and one.known is not None
        }
        known.save_offers(connection, written)
    after = known.of_ids(["L1", "L2", "L3"])
    assert [name for name, one in sorted(after.items()) if one.record is not None] == ["L1"]
    assert kinds(comparison(engine, tmp_path, *now)) == [("L3", "text")]


def test_what_was_cleaned_is_told_at_every_sync(engine: Engine, tmp_path: Path) -> None:
    long = lamp(1, title="Lamp " * 200)
    remember(engine, tmp_path, long)
    settle(engine, tmp_path, long)
    again = comparison(engine, tmp_path, long)
    assert kinds(again) == []
    assert again.counts["cleaned"] == 1


def test_an_id_is_taken_once_whether_its_record_was_read_before_or_not(engine: Engine, tmp_path: Path) -> None:
    remember(engine, tmp_path, lamp(1))
    settle(engine, tmp_path, lamp(1))
    again = comparison(engine, tmp_path, lamp(1), lamp(1), lamp(1, title="Other"))
    assert kinds(again) == []
    assert [one.row for one in again.rejections] == [2, 3]


def test_a_record_has_a_hash_unless_its_meaning_depends_on_the_time() -> None:
    mapping = parse_mapping(MAPPING.replace("[format]", 'sale_dates = "sale"\n[format]'), origin="a test")
    hashes, values = RecordHashes(mapping), {"id": "L1", "price": "5.00 USD"}
    first = hashes.of(FeedRecord(1, values))
    assert first is not None
    assert hashes.of(FeedRecord(9, dict(values))) == first
    assert hashes.of(FeedRecord(1, {**values, "price": "5.01 USD"})) != first
    assert RecordHashes(parse_mapping(MAPPING, origin="a test")).of(FeedRecord(1, values)) != first
    assert hashes.of(FeedRecord(1, {**values, "sale": "2026-01-01/2026-02-01"})) is None
