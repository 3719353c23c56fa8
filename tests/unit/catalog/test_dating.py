from __future__ import annotations

import gzip
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from catalog.sources.dating import source_ms

RSS = '<?xml version="1.0"?><rss><channel>{head}<item><pubDate>Tue, 01 Jan 2030 00:00:00 GMT</pubDate></item>'
ATOM = '<feed xmlns="http://www.w3.org/2005/Atom">{head}<entry><updated>2030-01-01T00:00:00Z</updated></entry>'
SAID = "Wed, 06 May 2026 10:00:00 GMT"
WRITTEN = 1_700_000_000


def ms(*moment: int) -> int:
    return round(datetime(*moment, tzinfo=UTC).timestamp() * 1000)  # type: ignore[arg-type,misc]  # year, month, day …


def made(folder: Path, content: bytes, *, name: str = "feed.xml", at: int = WRITTEN) -> Path:
    path = folder / name
    path.write_bytes(content)
    os.utime(path, (at, at))
    return path


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (RSS.format(head="<lastBuildDate>Tue, 05 May 2026 08:30:00 +0200</lastBuildDate>"), ms(2026, 5, 5, 6, 30)),
        (RSS.format(head="<pubDate>Tue, 05 May 2026 08:30:00 GMT</pubDate>"), ms(2026, 5, 5, 8, 30)),
        (ATOM.format(head="<updated>2026-05-04T01:02:03+01:00</updated>"), ms(2026, 5, 4, 0, 2, 3)),
        (RSS.format(head=""), ms(2026, 5, 6, 10)),
        (RSS.format(head="<lastBuildDate>yesterday</lastBuildDate>"), ms(2026, 5, 6, 10)),
        ("<rss><<", ms(2026, 5, 6, 10)),
        ("id\ttitle\n", ms(2026, 5, 6, 10)),
    ],
)
def test_a_feed_is_of_the_time_it_states_else_of_its_servers(tmp_path: Path, text: str, expected: int) -> None:
    assert source_ms(made(tmp_path, text.encode()), last_modified=SAID) == expected
    assert source_ms(made(tmp_path, gzip.compress(text.encode())), last_modified=SAID) == expected


def test_a_file_or_folder_that_states_no_time_is_of_when_it_was_written(tmp_path: Path) -> None:
    path = made(tmp_path, b"{}", name="a.jsonl")
    assert source_ms(path) == WRITTEN * 1000
    assert source_ms(path, last_modified="nonsense") == WRITTEN * 1000
    made(tmp_path, b"{}", name="b.jsonl", at=WRITTEN + 60)
    assert source_ms(tmp_path) == (WRITTEN + 60) * 1000
