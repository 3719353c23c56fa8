"""Watching a source: it is synced again whenever it has changed, and only when it has come to rest."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, TypeAlias

from catalog.ask import Address, Feed, Wanted, ask_for_products, ask_for_url
from catalog.errors import CatalogError, MappingError, SettingsError, SourceError
from catalog.operations.asked import Asked
from catalog.services import Services
from catalog.sources.fetch import is_url
from catalog.sources.files import source_name
from catalog.syncing.runs import Run
from catalog.syncing.spool import content_name

# What a file, or each of a folder, looks like from outside: path, time, size.
Look: TypeAlias = tuple[tuple[str, int, int], ...]
Sleep: TypeAlias = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Seen:
    """What came of a look at the source: a run that was asked for, one that is done, or trouble in words."""

    happened: Literal["changed", "done", "trouble"]
    run: Run | None = None
    words: str = ""


@dataclass(slots=True)
class Watcher:
    """Looks at a source every so many seconds; one sync of it is under way at a time, by this watcher."""

    services: Services
    asked: Asked
    every_s: float
    sleep: Sleep = time.sleep
    _last: Look | None = field(default=None, init=False)
    _synced: Look | None = field(default=None, init=False)
    _trouble: str = field(default="", init=False)
    _run: str | None = field(default=None, init=False)

    def watch(self, *, looks: int | None = None) -> Iterator[Seen]:
        """What happens to the source, without end, or in so many looks; raises `MappingError`, `SettingsError`."""
        looked = 0
        while looks is None or looked < looks:
            if looked:
                self.sleep(self.every_s)
            looked += 1
            yield from self._look()

    def _look(self) -> Iterator[Seen]:
        if self._run is not None:
            run = self.services.runs.get(self._run)
            if not run.finished:
                return
            self._run = None
            yield Seen("done", run)
        try:
            asked = self._ask_if_changed()
        except (MappingError, SettingsError):
            raise
        except CatalogError as error:
            # Said once: a server that is away is away at every look.
            if str(error) != self._trouble:
                self._trouble = str(error)
                yield Seen("trouble", words=self._trouble)
            return
        self._trouble = ""
        if asked is not None:
            self._run = asked.id
            yield Seen("changed", asked)

    def _ask_if_changed(self) -> Run | None:
        wanted = Wanted(self.asked.source, self.asked.allow_deletes)
        if is_url(self.asked.file):
            address = Address(self.asked.file, self.asked.mapping, self.asked.form, self.asked.currency)
            return ask_for_url(self.services, address, wanted, progress=lambda _got, _whole: None)
        path = Path(self.asked.file)
        now, before, self._last = look(path), self._last, None
        if not now:
            raise SourceError(f"expected a catalogue file or a folder of them, got '{path}', where there is none")
        self._last = now
        if now == self._synced or not self._is_at_rest(now, before):
            return None
        feed = Feed(path, self.asked.mapping, self.asked.form, self.asked.currency)
        run = None if self._synced is None and self._is_known(feed) else ask_for_products(self.services, feed, wanted)
        self._synced = now
        return run

    def _is_at_rest(self, now: Look, before: Look | None) -> bool:
        """Whether nobody writes to it any more: it is as it was a look ago, or was left alone for as long as that."""
        newest = max(moment for _name, moment, _size in now)
        return now == before or time.time_ns() - newest > self.every_s * 1e9

    def _is_known(self, feed: Feed) -> bool:
        """Whether the source is what was synced last, before anybody watched it."""
        name = self.asked.source or source_name(feed.file_name)
        last = self.services.runs.last_done(self.services.settings.shop, name)
        if last is None:
            return False
        with feed.packed() as path:
            return content_name(path) == last.request.spooled


def look(path: Path) -> Look:
    """What a file or folder looks like; nothing of one that is not there."""
    files = sorted(path.rglob("*")) if path.is_dir() else [path]
    found: list[tuple[str, int, int]] = []
    for file in files:
        try:
            seen = file.stat()
        except FileNotFoundError:
            continue
        if not file.is_dir():
            found.append((str(file), seen.st_mtime_ns, seen.st_size))
    return tuple(found)
