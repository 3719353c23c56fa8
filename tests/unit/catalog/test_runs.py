from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine, update

from catalog.errors import LeaseLost, RunError
from catalog.quarantine import Quarantine
from catalog.rejections import Rejection
from catalog.syncing.batches import Batch, BatchStore
from catalog.syncing.fingerprints import Fingerprints
from catalog.syncing.known import KnownProduct, KnownProducts, WrittenOffer
from catalog.syncing.leases import dead_owners, this_owner
from catalog.syncing.runs import Run, RunRequest, RunStore
from catalog.tables import BATCHES, RUNS, open_state

LEASE_S = 60.0
PRINTS = Fingerprints("t", "e", "f", "o")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.fixture
def runs(engine: Engine) -> RunStore:
    return RunStore(engine)


@pytest.fixture
def batches(engine: Engine) -> BatchStore:
    return BatchStore(engine)


def asked(runs: RunStore, *, shop: str = "demo", source: str = "feed") -> Run:
    return runs.request(RunRequest("products", shop, source, "feed.jsonl", "0" * 64))


def planned(engine: Engine, runs: RunStore, batches: BatchStore, *numbers: int, verb: str = "upsert") -> Run:
    run = asked(runs, source=f"feed-{verb}")
    claimed = runs.claim_planning(lease_s=LEASE_S)
    assert claimed is not None
    for number in numbers:
        batches.draft(Batch(run.id, number, verb, ({"id": str(number)},)), attempt=1)  # type: ignore[arg-type]  # a test's verb
    with engine.begin() as connection:
        batches.release(connection, claimed, {"added": len(numbers)})
    return runs.get(run.id)


def expire(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(RUNS).values(lease_until=0))
        connection.execute(update(BATCHES).values(lease_until=0))


def test_a_run_is_planned_by_one_worker_at_a_time(engine: Engine, runs: RunStore) -> None:
    run = asked(runs)
    claimed = runs.claim_planning(lease_s=LEASE_S)
    assert claimed is not None
    assert (claimed.id, claimed.state) == (run.id, "planning")
    assert runs.claim_planning(lease_s=LEASE_S) is None
    expire(engine)
    again = runs.claim_planning(lease_s=LEASE_S)
    assert again is not None
    assert again.id == run.id


def test_runs_of_one_source_wait_for_each_other_and_other_sources_do_not(runs: RunStore) -> None:
    first, second, other = asked(runs), asked(runs), asked(runs, source="other")
    claimed = {run.id for run in (runs.claim_planning(lease_s=LEASE_S), runs.claim_planning(lease_s=LEASE_S)) if run}
    assert claimed == {first.id, other.id}
    assert runs.claim_planning(lease_s=LEASE_S) is None
    ahead = runs.ahead_of(runs.get(second.id))
    assert ahead is not None
    assert ahead.id == first.id
    runs.finish(first.id)
    next_run = runs.claim_planning(lease_s=LEASE_S)
    assert next_run is not None
    assert next_run.id == second.id


def test_versions_of_a_shop_only_grow(engine: Engine, runs: RunStore) -> None:
    first = runs.start_version(asked(runs))
    with engine.begin() as connection:
        connection.execute(update(RUNS).values(version=first + 10**9))
    assert runs.start_version(asked(runs)) == first + 10**9 + 1


@pytest.mark.parametrize(("knows_shop", "is_the_files"), [(True, True), (False, False)])
def test_a_first_run_is_as_new_as_its_file_where_all_that_the_index_holds_is_known(
    runs: RunStore, knows_shop: bool, is_the_files: bool
) -> None:
    made = 1_600_000_000_000
    run = runs.request(RunRequest("products", "demo", "feed", "feed.jsonl", "0" * 64, source_ms=made))
    assert (runs.start_version(run, knows_shop=knows_shop) == made) is is_the_files


def test_the_same_file_read_once_more_is_as_new_as_it_was(runs: RunStore) -> None:
    made = 1_600_000_000_000
    file = RunRequest("products", "demo", "feed", "feed.jsonl", "0" * 64, source_ms=made)
    versions = [runs.start_version(runs.request(each), knows_shop=True) for each in (file, file)]
    changed = runs.start_version(runs.request(replace(file, spooled="1" * 64)), knows_shop=True)
    before = runs.start_version(runs.request(file), knows_shop=True)
    assert [*versions, changed, before] == [made, made, made + 1, made + 2]


def test_drafts_are_not_done_before_the_run_is_planned(engine: Engine, runs: RunStore, batches: BatchStore) -> None:
    run = asked(runs)
    planning = runs.claim_planning(lease_s=LEASE_S)
    assert planning is not None
    batches.draft(Batch(run.id, 0, "upsert", ({"id": "1"},)), attempt=1)
    assert batches.claim(lease_s=LEASE_S) is None
    with engine.begin() as connection:
        batches.release(connection, planning, {"added": 1})
    claimed = batches.claim(lease_s=LEASE_S)
    assert claimed == Batch(run.id, 0, "upsert", ({"id": "1"},), attempts=1)


def test_a_planner_that_was_away_too_long_writes_nothing_any_more(
    engine: Engine, runs: RunStore, batches: BatchStore
) -> None:
    run = asked(runs)
    frozen = runs.claim_planning(lease_s=LEASE_S)
    assert frozen is not None
    batches.draft(Batch(run.id, 0, "upsert", ({"id": "old"},)), attempt=frozen.attempts)
    expire(engine)
    successor = runs.claim_planning(lease_s=LEASE_S)
    assert successor is not None
    batches.start(successor)
    batches.draft(Batch(run.id, 0, "upsert", ({"id": "new"},)), attempt=successor.attempts)
    with pytest.raises(LeaseLost, match=run.id):
        batches.draft(Batch(run.id, 1, "upsert", ({"id": "late"},)), attempt=frozen.attempts)
    with pytest.raises(LeaseLost):
        runs.renew(frozen, lease_s=LEASE_S, rows_read=7)
    with pytest.raises(LeaseLost):
        runs.abandon(frozen, "the file is gone")
    with pytest.raises(LeaseLost), engine.begin() as connection:
        batches.release(connection, frozen, {"added": 2})
    with pytest.raises(LeaseLost):
        batches.start(frozen)
    assert batches.claim(lease_s=LEASE_S) is None
    with engine.begin() as connection:
        batches.release(connection, successor, {"added": 1})
    only = batches.claim(lease_s=LEASE_S)
    assert only == Batch(run.id, 0, "upsert", ({"id": "new"},), attempts=1)
    assert (runs.get(run.id).state, runs.get(run.id).batches, runs.get(run.id).error) == ("applying", 1, None)


def test_an_index_that_is_away_is_no_attempt_and_holds_up_the_whole_run(
    engine: Engine, runs: RunStore, batches: BatchStore
) -> None:
    run = planned(engine, runs, batches, 0, 1, 2)
    for _ in range(7):
        batch = batches.claim(lease_s=LEASE_S)
        assert batch is not None
        assert (batch.number, batch.attempts) == (0, 1)
        batches.hold(batch, "the index is away", delay_s=60)
        # The others wait too: one that is tried says enough.
        assert batches.claim(lease_s=LEASE_S) is None
        with engine.begin() as connection:
            connection.execute(update(BATCHES).values(not_before=0))
    assert runs.get(run.id).error == "the index is away"


def test_a_batch_is_held_by_one_and_counted_once(engine: Engine, runs: RunStore, batches: BatchStore) -> None:
    run = planned(engine, runs, batches, 0)
    batch = batches.claim(lease_s=LEASE_S)
    assert batch is not None
    assert batches.claim(lease_s=LEASE_S) is None
    with engine.begin() as connection:
        assert batches.complete(connection, batch, embedded=3, embedding_s=0.5)
    with engine.begin() as connection:
        assert not batches.complete(connection, batch, embedded=3, embedding_s=0.5)
    done = runs.get(run.id)
    assert (done.batches, done.batches_done, done.counts["embedded"]) == (1, 1, 3)


def test_offers_and_deletions_go_before_upserts(engine: Engine, runs: RunStore, batches: BatchStore) -> None:
    planned(engine, runs, batches, 0, verb="upsert")
    planned(engine, runs, batches, 0, verb="offers")
    planned(engine, runs, batches, 0, verb="delete")
    order = [batches.claim(lease_s=LEASE_S) for _ in range(3)]
    assert [batch.verb for batch in order if batch] == ["delete", "offers", "upsert"]


def test_a_postponed_batch_waits_and_says_why(engine: Engine, runs: RunStore, batches: BatchStore) -> None:
    run = planned(engine, runs, batches, 0)
    batch = batches.claim(lease_s=LEASE_S)
    assert batch is not None
    batches.postpone(batch, "the index is down", delay_s=60)
    assert batches.claim(lease_s=LEASE_S) is None
    assert runs.get(run.id).error == "the index is down"
    batches.postpone(batch, "the index is down", delay_s=0)
    assert batches.claim(lease_s=LEASE_S) is not None


def test_a_run_is_finished_only_when_every_batch_is_done(engine: Engine, runs: RunStore, batches: BatchStore) -> None:
    run = planned(engine, runs, batches, 0, 1)
    for expected in (None, run.id):
        batch = batches.claim(lease_s=LEASE_S)
        assert batch is not None
        with engine.begin() as connection:
            batches.complete(connection, batch, embedded=0, embedding_s=0)
        finishing = runs.claim_finishing(lease_s=LEASE_S)
        assert (finishing.id if finishing else None) == expected


def test_an_unknown_run_is_named(runs: RunStore) -> None:
    with pytest.raises(RunError, match="nonsense"):
        runs.get("nonsense")


def test_dead_owners_are_known_on_this_host_only() -> None:
    mine = this_owner()
    host, pid, started = mine.rsplit(":", 2)
    reused = f"{host}:{os.getpid()}:{float(started) - 100:.2f}"
    gone = f"{host}:{2**22 + 1}:{started}"
    assert dead_owners([mine, reused, gone, f"elsewhere:{pid}:{started}"]) == [reused, gone]


def test_known_products_remember_and_never_go_back(engine: Engine) -> None:
    known = KnownProducts(engine, "demo")
    newer = KnownProduct("A", "feed", PRINTS, ("d1", "h2"), 5, 5)
    with engine.begin() as connection:
        known.save(connection, [newer, KnownProduct("B", "feed", PRINTS, (), 5, 5)])
        known.save(connection, [KnownProduct("A", "feed", Fingerprints("x", "x", "x", "x"), (), 4, 4)])
    assert known.of_ids(["A", "C"]) == {"A": newer}
    with engine.begin() as connection:
        known.save_offers(connection, {"A": WrittenOffer("new", 6)})
        known.save_offers(connection, {"A": WrittenOffer("old", 4)})
        known.save_deleted(connection, ["B"], version=6)
    assert known.of_ids(["A"])["A"].fingerprints.offer == "new"
    assert known.live_of_source("feed") == {"A": ("d1", "h2")}
    assert known.counts() == {"feed": 1}
    assert KnownProducts(engine, "other").of_ids(["A"]) == {}


def test_text_written_late_keeps_the_newer_offer(engine: Engine) -> None:
    known = KnownProducts(engine, "demo")
    with engine.begin() as connection:
        known.save(connection, [KnownProduct("A", "feed", PRINTS, (), 1, 1)])
        known.save_offers(connection, {"A": WrittenOffer("newer", 9)})
        known.save(connection, [KnownProduct("A", "feed", Fingerprints("t2", "e2", "f2", "o2"), (), 5, 5)])
    expected = KnownProduct("A", "feed", Fingerprints("t2", "e2", "f2", "newer"), (), 5, 9)
    assert known.of_ids(["A"]) == {"A": expected}


def test_a_deletion_that_comes_first_keeps_an_older_product_from_coming_back(engine: Engine) -> None:
    known = KnownProducts(engine, "demo")
    with engine.begin() as connection:
        known.save_deleted(connection, ["A"], version=7)
        known.save(connection, [KnownProduct("A", "feed", PRINTS, (), 6, 6)])
    assert (known.of_ids(["A"])["A"].deleted, known.counts()) == (True, {})
    with engine.begin() as connection:
        known.save(connection, [KnownProduct("A", "feed", PRINTS, (), 8, 8)])
    assert known.counts() == {"feed": 1}


def test_quarantine_keeps_the_lines_of_a_run_in_order(engine: Engine) -> None:
    quarantine = Quarantine(engine)
    first = Rejection(2, "A", "price", "a price", "'abc'")
    second = Rejection(3, None, "id", "an id", "'nothing'", "cleaned")
    with engine.begin() as connection:
        quarantine.replace(connection, "run", [second])
        quarantine.replace(connection, "run", [first])
        quarantine.add(connection, "run", [second])
    assert quarantine.of_run("run") == [first, second]
