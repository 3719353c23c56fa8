from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine, insert

from catalog.canary.store import CanaryStore
from catalog.deliveries.tables import DELIVERIES
from catalog.freshness.lag import Lag, RunLag, lags, quantile, run_lags, waiting
from catalog.freshness.metrics import FreshnessMetrics
from catalog.freshness.report import freshness_json, freshness_lines
from catalog.tables import RUNS, now_ms, open_state


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    yield engine
    engine.dispose()


def deliver(engine: Engine, number: int, **columns: Any) -> None:
    plain = {"shop": "demo", "platform": "shopify", "topic": "products/update", "object_id": "1", "lane": "urgent"}
    row = {**plain, "delivery_id": str(number), "payload": b"", "version": 0, "received_at": 0, "state": "done"}
    with engine.begin() as connection:
        connection.execute(insert(DELIVERIES).values({**row, **columns}))


def run_of(engine: Engine, run_id: str, **columns: Any) -> None:
    plain = {"kind": "products", "shop": "demo", "source": "feed", "file_name": "f", "spooled": "s", "mapping": ""}
    flags = {"allow_deletes": False, "rebuild": False, "state": "done", "created_at": 0, "updated_at": 0}
    with engine.begin() as connection:
        connection.execute(insert(RUNS).values(id=run_id, **{**plain, **flags, **columns}))


def test_the_lag_is_of_what_was_applied_lately(engine: Engine) -> None:
    now = now_ms()
    deliver(engine, 1, finished_at=now, received_at=now - 500, version=now - 2_000)
    deliver(engine, 2, finished_at=now, received_at=now - 100, version=now - 1_000)
    deliver(engine, 3, finished_at=now, received_at=now, version=now - 90_000, note="superseded by delivery 1")
    deliver(engine, 4, finished_at=now - 600_000, received_at=0, version=0)
    assert lags(engine, within_s=300) == [Lag("demo", "shopify", (1.0, 2.0), (0.1, 0.5))]


def test_a_files_lag_is_that_of_its_newest_run_which_changed_anything(engine: Engine) -> None:
    t = now_ms() - 200_000
    run_of(engine, "1", source_ms=t + 1_000, created_at=t + 5_000, finished_at=t + 9_000, added=3, unchanged=1)
    run_of(engine, "2", source_ms=t + 10_000, created_at=t + 15_000, finished_at=t + 17_500, changed_offer=1)
    run_of(engine, "3", source_ms=t + 10_000, created_at=t + 99_000, finished_at=t + 100_000, unchanged=9)
    run_of(engine, "4", source_ms=t + 20_000, created_at=t + 25_000, state="applying", changed_offer=1)
    run_of(engine, "5", source="outlet", created_at=t + 1_000, finished_at=t + 4_000, removed=1)
    run_of(engine, "6", source="policies", kind="policies", created_at=t + 1_000, finished_at=t + 4_000, added=1)
    told = [RunLag("demo", "feed", 7.5, 2.5), RunLag("demo", "outlet", 3.0, 3.0)]
    assert run_lags(engine, within_s=86_400) == told
    assert run_lags(engine, within_s=190) == told[:1]


def test_the_run_that_fills_an_index_has_no_lag(engine: Engine) -> None:
    now = now_ms()
    run_of(engine, "1", created_at=now - 1_009_300, started_at=now - 1_009_000, finished_at=now - 9_000, added=428)
    run_of(engine, "2", created_at=now - 8_000, started_at=now - 8_000, finished_at=now - 7_000, confirmed=428)
    assert run_lags(engine, within_s=86_400) == []
    assert freshness_json(engine, "demo")["files"] == {}
    run_of(engine, "3", created_at=now - 6_000, finished_at=now - 4_000, unchanged=427, added=1)
    assert run_lags(engine, within_s=86_400) == [RunLag("demo", "feed", 2.0, 2.0)]


def test_what_waits_is_counted_by_shop_with_how_long_it_has(engine: Engine) -> None:
    now = now_ms()
    deliver(engine, 1, state="waiting", received_at=now - 3_000)
    deliver(engine, 2, state="waiting", received_at=now - 1_000)
    deliver(engine, 3, state="dead", received_at=now - 9_000)
    deliver(engine, 4, state="dead", shop="acme", received_at=now)
    acme, demo = waiting(engine)
    assert (acme.shop, acme.waiting, acme.dead, acme.oldest_s) == ("acme", 0, 1, 0.0)
    assert (demo.waiting, demo.dead) == (2, 1)
    assert 3.0 <= demo.oldest_s < 60.0


@pytest.mark.parametrize(
    ("values", "share", "expected"),
    [((1.0,), 0.5, 1.0), ((1.0, 2.0), 0.5, 1.0), ((1.0, 2.0, 3.0), 0.5, 2.0), (tuple(range(1, 101)), 0.95, 95)],
)
def test_a_quantile_is_one_of_the_values(values: tuple[float, ...], share: float, expected: float) -> None:
    assert quantile(values, share) == expected


def test_metrics_tell_lag_queue_and_the_age_of_each_source(engine: Engine) -> None:
    now = now_ms()
    deliver(engine, 1, finished_at=now, received_at=now - 500, version=now - 2_000)
    deliver(engine, 2, state="waiting", received_at=now - 3_000)
    run_of(engine, "r", started_at=now - 60_000)
    registry = CollectorRegistry()
    registry.register(FreshnessMetrics(engine))
    lag = {"shop": "demo", "source": "shopify", "since": "source", "quantile": "0.95"}
    assert registry.get_sample_value("shopclerk_catalog_lag_seconds", lag) == 2.0
    waits = {"shop": "demo", "state": "waiting"}
    assert registry.get_sample_value("shopclerk_catalog_deliveries", waits) == 1.0
    oldest = registry.get_sample_value("shopclerk_catalog_oldest_delivery_seconds", {"shop": "demo"})
    age = registry.get_sample_value("shopclerk_catalog_source_age_seconds", {"shop": "demo", "source": "feed"})
    assert oldest is not None
    assert age is not None
    assert (3.0 <= oldest < 600.0, 60.0 <= age < 600.0) == (True, True)


def test_the_report_of_a_shop_holds_its_own_and_nothing_else(engine: Engine) -> None:
    now = now_ms()
    deliver(engine, 1, finished_at=now, received_at=now - 500, version=now - 2_000)
    deliver(engine, 2, shop="acme", finished_at=now, received_at=now - 700, version=now - 9_000)
    deliver(engine, 3, shop="acme", state="dead", received_at=now)
    run_of(
        engine,
        "1",
        started_at=now - 60_000,
        source_ms=now - 9_000,
        created_at=now - 4_000,
        finished_at=now,
        changed_offer=1,
    )
    told = freshness_json(engine, "demo")
    two, half = dict.fromkeys(("p50", "p95", "p99"), 2.0), dict.fromkeys(("p50", "p95", "p99"), 0.5)
    assert told["webhooks"] == {"shopify": {"count": 1, "since_source": two, "since_arrival": half}}
    assert told["files"] == {"feed": {"since_source": 9.0, "since_arrival": 4.0}}
    assert told["read_ago"]["feed"] == pytest.approx(60, abs=30)
    assert told["deliveries"] == {"waiting": 0, "dead": 0, "oldest_s": 0.0}
    assert freshness_json(engine, "acme")["deliveries"]["dead"] == 1


def test_the_report_in_words_names_webhooks_files_and_canary(engine: Engine) -> None:
    now = now_ms()
    deliver(engine, 1, finished_at=now, received_at=now - 500, version=now - 2_000)
    deliver(engine, 2, platform="canary", finished_at=now, received_at=now - 100, version=now - 100)
    run_of(engine, "1", started_at=now - 60_000, created_at=now - 4_000, finished_at=now, changed_text=1)
    canaries = CanaryStore(engine)
    canaries.of("demo")
    canaries.changed("demo", now - 3_000)
    canaries.not_answered("demo", "said: $1.00")
    *lines, canary = freshness_lines(freshness_json(engine, "demo"))
    assert lines == [
        "shopify webhooks: 1 in the last hour, in the index 2.0 s after the change (p95 2.0 s)",
        "source 'feed': its last change was in the index 4.0 s after it was received",
    ]
    assert canary.startswith("canary: not answered for ")
    assert canary.endswith(" s: said: $1.00")
    canaries.answered("demo", now - 1_500)
    assert list(freshness_lines(freshness_json(engine, "demo")))[-1] == "canary: answered 1.5 s after its last change"
