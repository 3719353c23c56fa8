from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from catalog.schedules.file import load_schedules
from catalog.schedules.report import schedules_json
from catalog.schedules.scheduler import FIRST_RETRY_S, Scheduler
from catalog.schedules.store import ScheduleStore
from catalog.schedules.tables import SCHEDULED
from catalog.services import Services, open_services

PRODUCT = {"id": "L1", "title": "Lamp", "price": "5.00 USD"}


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    (tmp_path / "mapping.toml").write_text('[product]\nid = "id"\ntitle = "title"\n', encoding="utf-8")
    (tmp_path / "feed.jsonl").write_text(json.dumps(PRODUCT), encoding="utf-8")
    (tmp_path / "schedule.toml").write_text(
        '[feed]\nfrom = "feed.jsonl"\nevery = "1 h"\nmapping = "mapping.toml"\nshop = "acme"\n', encoding="utf-8"
    )
    found = open_services(
        {
            "SHOPCLERK_SHOP": "acme",
            "SHOPCLERK_STATE_DIR": str(tmp_path / "state"),
            "SHOPCLERK_SYNC_SCHEDULE": str(tmp_path / "schedule.toml"),
        }
    )
    yield found
    found.engine.dispose()
    found.client.close()


def make_due(services: Services) -> None:
    services.schedules.end("acme", "feed", "unchanged", note=None, run_id=None, in_s=0)


def runs_of(services: Services) -> list[str]:
    return [run.id for run in services.runs.latest("acme", limit=10)]


def test_a_source_that_is_due_is_asked_for_once_until_it_is_due_again(services: Services) -> None:
    scheduler = Scheduler(services)
    assert scheduler.due() == list(load_schedules(services.settings))
    scheduler.sync("acme", "feed")
    (run,) = runs_of(services)
    services.runs.finish(run)
    assert scheduler.due() == []
    scheduler.sync("acme", "feed")
    assert runs_of(services) == [run]
    (told,) = schedules_json(services)
    assert (told["outcome"], told["run"], told["every_s"]) == ("asked", run, 3_600)


def test_a_source_with_an_open_run_is_not_asked_for_again_and_stays_due(services: Services) -> None:
    scheduler = Scheduler(services)
    scheduler.sync("acme", "feed")
    (run,) = runs_of(services)
    make_due(services)
    assert scheduler.due() == []
    scheduler.sync("acme", "feed")
    assert runs_of(services) == [run]
    services.runs.fail(run, "for a reason")
    assert [one.source for one in scheduler.due()] == ["feed"]
    scheduler.sync("acme", "feed")
    assert len(runs_of(services)) == 2


def test_a_source_that_somebody_is_at_is_left_alone(services: Services) -> None:
    assert services.schedules.begin("acme", "feed", lease_s=60)
    assert not ScheduleStore(services.engine).begin("acme", "feed", lease_s=60)
    assert Scheduler(services).due() == []
    Scheduler(services).sync("acme", "feed")
    assert runs_of(services) == []


def test_a_file_that_was_synced_lately_is_unchanged_and_another_is_not(services: Services, tmp_path: Path) -> None:
    scheduler = Scheduler(services)
    scheduler.sync("acme", "feed")
    (first,) = runs_of(services)
    services.runs.finish(first)
    make_due(services)
    scheduler.sync("acme", "feed")
    assert runs_of(services) == [first]
    assert services.schedules.looked("acme")["feed"].outcome == "unchanged"
    (tmp_path / "feed.jsonl").write_text(json.dumps({**PRODUCT, "price": "6.00 USD"}), encoding="utf-8")
    make_due(services)
    scheduler.sync("acme", "feed")
    assert len(runs_of(services)) == 2


def test_a_source_that_fails_is_told_of_and_tried_again_before_its_time(services: Services, tmp_path: Path) -> None:
    (tmp_path / "feed.jsonl").unlink()
    scheduler = Scheduler(services)
    for attempts in (1, 2, 3):
        scheduler.sync("acme", "feed")
        looked = services.schedules.looked("acme")["feed"]
        assert (looked.outcome, looked.attempts) == ("failed", attempts)
        assert "feed.jsonl" in (looked.note or "")
        assert looked.began is not None
        waits = (looked.due - looked.began).total_seconds()
        longest = FIRST_RETRY_S * 2 ** (attempts - 1)
        assert longest / 2 <= waits <= longest + 1
        with services.engine.begin() as connection:
            connection.execute(update(SCHEDULED).values(not_before=0))
    assert runs_of(services) == []


def test_a_source_that_is_not_in_the_file_any_more_is_nobodys(services: Services, tmp_path: Path) -> None:
    (tmp_path / "schedule.toml").write_text("", encoding="utf-8")
    Scheduler(services).sync("acme", "feed")
    assert runs_of(services) == []
    assert schedules_json(services) == []


def test_a_file_that_is_broken_while_workers_run_stops_nothing_and_is_told_of(
    services: Services, tmp_path: Path
) -> None:
    good = (tmp_path / "schedule.toml").read_text(encoding="utf-8")
    (tmp_path / "schedule.toml").write_text("[feed", encoding="utf-8")
    scheduler = Scheduler(services)
    with capture_logs() as logs:
        assert scheduler.due() == []
        scheduler.sync("acme", "feed")
    assert [line["log_level"] for line in logs] == ["warning", "warning"]
    assert "schedule.toml" in logs[0]["reason"]
    (tmp_path / "schedule.toml").write_text(good, encoding="utf-8")
    assert [one.source for one in scheduler.due()] == ["feed"]
