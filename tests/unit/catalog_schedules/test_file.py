from __future__ import annotations

from pathlib import Path

import pytest

from catalog.errors import SettingsError
from catalog.schedules.beat import beat_schedule
from catalog.schedules.file import Schedule, load_schedules
from catalog.settings import CatalogSettings, load_settings


def settings_of(folder: Path, text: str) -> CatalogSettings:
    file = folder / "schedule.toml"
    file.write_text(text, encoding="utf-8")
    return load_settings({"SHOPCLERK_SHOP": "acme", "SHOPCLERK_SYNC_SCHEDULE": str(file)})


def test_a_table_is_a_source_with_paths_beside_the_file(tmp_path: Path) -> None:
    (tmp_path / "acme.toml").touch()
    text = """
    [feed]
    from = "https://shop.example/feed.xml"
    every = "15 min"
    format = "google_xml"
    [outlet]
    from = "exports/outlet.jsonl"
    every = "2h"
    mapping = "acme.toml"
    shop = "outlet"
    """
    assert load_schedules(settings_of(tmp_path, text)) == (
        Schedule("acme", "feed", "https://shop.example/feed.xml", 900, None, "google_xml"),
        Schedule("outlet", "outlet", str(tmp_path / "exports/outlet.jsonl"), 7_200, tmp_path / "acme.toml", None),
    )


def test_without_a_file_nothing_is_scheduled() -> None:
    assert load_schedules(load_settings({})) == ()
    assert beat_schedule(load_settings({})) == {}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ('[feed]\nevery = "1 h"', r"\[feed\] from: Field required"),
        ('[feed]\nfrom = "a"\nevery = "soon"', r'\[feed\] every: .*"15 min".*got \'soon\''),
        ('[feed]\nfrom = "a"\nevery = "0 s"', r"\[feed\] every: "),
        ('[feed]\nfrom = "a"\nevery = 60', r"\[feed\] every: .*got 60"),
        ('[feed]\nfrom = "a"\nevery = "1 h"\nurl = "b"', r"\[feed\] url: "),
        ('[feed]\nfrom = "a"\nevery = "1 h"\nformat = "pdf"', r"\[feed\] format: "),
        ('[feed]\nfrom = "a"\nevery = "1 h"\nmapping = "no.toml"', r"\[feed\] mapping: there is no file .*no\.toml"),
        ('feed = "a"', r"feed: expected a table \[source\]"),
        ("[feed", r"schedule\.toml: "),
    ],
)
def test_what_is_wrong_is_named_with_file_source_and_key(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(SettingsError, match=words) as raised:
        load_schedules(settings_of(tmp_path, text))
    assert "schedule.toml" in str(raised.value)


def test_a_file_that_is_not_there_is_named_with_its_variable(tmp_path: Path) -> None:
    settings = load_settings({"SHOPCLERK_SYNC_SCHEDULE": str(tmp_path / "none.toml")})
    with pytest.raises(SettingsError, match=r"SHOPCLERK_SYNC_SCHEDULE: .*none\.toml cannot be read"):
        load_schedules(settings)


def test_beat_looks_as_often_as_the_most_frequent_source_is_due(tmp_path: Path) -> None:
    slow = settings_of(tmp_path, '[feed]\nfrom = "a"\nevery = "1 h"')
    assert beat_schedule(slow)["look-at-schedules"]["schedule"] == slow.resume_s
    fast = settings_of(tmp_path, '[feed]\nfrom = "a"\nevery = "1 h"\n[stock]\nfrom = "b"\nevery = "3 s"')
    assert beat_schedule(fast)["look-at-schedules"]["schedule"] == 3
