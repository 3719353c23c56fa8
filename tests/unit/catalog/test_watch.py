"""Watching a source, with real runs in SQL and a clock that the test turns."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from catalog.errors import MappingError
from catalog.operations.asked import Asked
from catalog.operations.watch import Seen, Watcher, look
from catalog.services import Services, open_services

ROWS = "id\ttitle\tlink\tprice\n"
EVERY_S = 10.0


@pytest.fixture
def services(tmp_path: Path) -> Iterator[Services]:
    services = open_services({"SHOPCLERK_STATE_DIR": str(tmp_path / "state"), "SHOPCLERK_SHOP": "demo"})
    yield services
    services.engine.dispose()
    services.client.close()


@pytest.fixture
def feed(tmp_path: Path) -> Path:
    path = tmp_path / "feed.tsv"
    write(path, "A1\tLamp\t/a1\t9.00 USD\n")
    return path


def write(path: Path, rows: str, *, ago_s: float = 60) -> None:
    path.write_text(ROWS + rows, encoding="utf-8")
    moment = time.time() - ago_s
    os.utime(path, (moment, moment))


def watched(services: Services, path: Path, *between: Callable[[], None]) -> list[str]:
    """What happens when this is done between the looks, a look after each."""
    left = list(between)
    watcher = Watcher(services, Asked(str(path)), EVERY_S, sleep=lambda _s: left.pop(0)())
    return [words(seen) for seen in watcher.watch(looks=len(between) + 1)]


def words(seen: Seen) -> str:
    return seen.happened if seen.run is None else f"{seen.happened} {seen.run.state}"


def finish(services: Services) -> Callable[[], None]:
    return lambda: services.runs.finish(services.runs.newest("demo").id)


def nothing() -> None:
    """Time goes by."""


def test_a_source_is_synced_at_first_and_then_only_when_it_changes(services: Services, feed: Path) -> None:
    def change() -> None:
        write(feed, "A1\tLamp\t/a1\t8.00 USD\n", ago_s=30)

    seen = watched(services, feed, finish(services), nothing, change, finish(services), nothing)
    assert seen == ["changed queued", "done done", "changed queued", "done done"]
    assert len(services.runs.latest("demo", limit=9)) == 2


def test_what_was_synced_before_is_not_synced_again(services: Services, feed: Path) -> None:
    watched(services, feed, finish(services))
    assert watched(services, feed, nothing, nothing) == []


def test_a_file_that_is_still_being_written_is_left_alone(services: Services, feed: Path) -> None:
    def grow() -> None:
        write(feed, f"A1\tLamp\t/a1\t{time.time_ns() % 90 + 1}.00 USD\n", ago_s=0)

    grow()
    assert watched(services, feed, grow, grow) == []
    assert watched(services, feed, grow, nothing) == ["changed queued"]


def test_no_second_sync_is_asked_for_while_one_is_under_way(services: Services, feed: Path) -> None:
    def change() -> None:
        write(feed, "A1\tLamp\t/a1\t8.00 USD\n", ago_s=30)

    assert watched(services, feed, change, nothing, nothing) == ["changed queued"]
    assert len(services.runs.latest("demo", limit=9)) == 1


def test_trouble_is_said_once_and_watching_goes_on(services: Services, feed: Path) -> None:
    away = feed.with_suffix(".away")

    def take_away() -> None:
        feed.rename(away)

    def bring_back() -> None:
        away.rename(feed)

    seen = watched(services, feed, finish(services), take_away, nothing, nothing)
    assert seen == ["changed queued", "done done", "trouble"]
    back = watched(services, feed, nothing, bring_back, nothing)
    assert back == ["trouble"]


def test_a_mapping_that_cannot_be_read_ends_it(services: Services, feed: Path, tmp_path: Path) -> None:
    watcher = Watcher(services, Asked(str(feed), mapping=tmp_path / "no.toml"), EVERY_S)
    with pytest.raises(MappingError):
        list(watcher.watch(looks=1))


def test_a_folder_looks_otherwise_when_any_file_in_it_does(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    write(tmp_path / "a" / "one.tsv", "")
    before = look(tmp_path)
    write(tmp_path / "two.tsv", "")
    assert look(tmp_path) != before
    assert look(tmp_path) == look(tmp_path)
    assert look(tmp_path / "nowhere") == ()
