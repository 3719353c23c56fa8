from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import Engine, insert

from catalog.deliveries.tables import DELIVERIES
from catalog.freshness.lag import Lag, lags, quantile, waiting
from catalog.freshness.metrics import FreshnessMetrics
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


def test_the_lag_is_of_what_was_applied_lately(engine: Engine) -> None:
    now = now_ms()
    deliver(engine, 1, finished_at=now, received_at=now - 500, version=now - 2_000)
    deliver(engine, 2, finished_at=now, received_at=now - 100, version=now - 1_000)
    deliver(engine, 3, finished_at=now, received_at=now, version=now - 90_000, note="superseded by delivery 1")
    deliver(engine, 4, finished_at=now - 600_000, received_at=0, version=0)
    assert lags(engine, within_s=300) == [Lag("demo", (1.0, 2.0), (0.1, 0.5))]


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
    run = {"kind": "products", "file_name": "f", "spooled": "s", "mapping": "", "allow_deletes": False}
    run |= {"rebuild": False, "state": "done", "created_at": 0, "updated_at": 0, "started_at": now - 60_000}
    with engine.begin() as connection:
        connection.execute(insert(RUNS).values(id="r", shop="demo", source="feed", **run))
    registry = CollectorRegistry()
    registry.register(FreshnessMetrics(engine))
    lag = {"shop": "demo", "since": "source", "quantile": "0.95"}
    assert registry.get_sample_value("shopclerk_catalog_lag_seconds", lag) == 2.0
    waits = {"shop": "demo", "state": "waiting"}
    assert registry.get_sample_value("shopclerk_catalog_deliveries", waits) == 1.0
    oldest = registry.get_sample_value("shopclerk_catalog_oldest_delivery_seconds", {"shop": "demo"})
    age = registry.get_sample_value("shopclerk_catalog_source_age_seconds", {"shop": "demo", "source": "feed"})
    assert oldest is not None
    assert age is not None
    assert (3.0 <= oldest < 600.0, 60.0 <= age < 600.0) == (True, True)
