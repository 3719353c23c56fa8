"""When a source was made, as it says itself: what was known elsewhere later is newer than it."""

from __future__ import annotations

import gzip
import zlib
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path

from lxml import etree

from catalog.sources.files import opened, unzipped

HEAD = 64 * 1024
# Of an RSS channel and of an Atom feed; those of single items do not count.
STATED = ("lastBuildDate", "pubDate", "updated")
ENTRIES = ("item", "entry")


def source_ms(path: Path, *, last_modified: str | None = None) -> int | None:
    """Milliseconds since 1970: what an RSS or Atom feed states of itself, else what its server said, else when the
    file, or the newest of a folder, was written; None when none of them is known."""
    moment = (_stated(path) if path.is_file() else None) or _date(last_modified)
    return round(moment.timestamp() * 1000) if moment is not None else _written(path)


def _written(path: Path) -> int | None:
    files = [one for one in path.rglob("*") if one.is_file()] if path.is_dir() else [path]
    try:
        return max((one.stat().st_mtime_ns // 1_000_000 for one in files), default=None)
    except OSError:
        return None


def _stated(path: Path) -> datetime | None:
    with opened(path) as stream:
        try:
            head = unzipped(stream).read(HEAD)
        except (EOFError, OSError, zlib.error, gzip.BadGzipFile):
            return None
    return _of_xml(head) if head.lstrip().startswith(b"<") else None


def _of_xml(head: bytes) -> datetime | None:
    parser = etree.XMLPullParser(events=("start", "end"), resolve_entities=False, load_dtd=False, no_network=True)
    try:
        parser.feed(head)
        for event, element in parser.read_events():
            name = etree.QName(element).localname
            if event == "start" and name in ENTRIES:
                return None
            if event == "end" and name in STATED and (found := _date(element.text)) is not None:
                return found
    except etree.XMLSyntaxError:
        return None
    return None


def _date(text: str | None) -> datetime | None:
    """A date of HTTP and RSS, or of ISO 8601."""
    words = (text or "").strip()
    if not words:
        return None
    try:
        moment = datetime.fromisoformat(words) if words[0].isdigit() else parsedate_to_datetime(words)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
