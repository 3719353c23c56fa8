"""Watching a run from the command line: it goes on in the workers whether anybody watches or not."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal, TypeAlias

from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TransferSpeedColumn,
)

from catalog.syncing.runs import Run, RunStore

Ending: TypeAlias = Literal["finished", "interrupted", "timed_out", "no_worker"]
POLL_S = 0.2


@dataclass(frozen=True, slots=True)
class Followed:
    """Why watching ended, and the run as it stood then."""

    ending: Ending
    run: Run


@dataclass(frozen=True, slots=True)
class Follower:
    """Polls a run until it is finished or watching is over."""

    runs: RunStore
    worker_wait_s: float = 15.0
    timeout_s: float | None = None

    def follow(self, run: Run, console: Console | None) -> Followed:
        """Watches with a progress bar on `console`, or silently; Ctrl-C ends the watching and not the run."""
        if console is None:
            return self._watch(run, lambda _run, _words: None)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TextColumn("{task.fields[detail]}"))
        with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as progress:
            task = progress.add_task("waiting for a worker", total=None, detail="")
            return self._watch(run, lambda seen, words: _draw(progress, task, seen, words))

    def _watch(self, run: Run, draw: Callable[[Run, str], None]) -> Followed:
        began = waiting_since = time.monotonic()
        try:
            while not run.finished:
                now = time.monotonic()
                if self.timeout_s is not None and now - began > self.timeout_s:
                    return Followed("timed_out", run)
                words = self._waiting_words(run)
                if run.state != "queued" or words or self.runs.seconds_since_work() < self.worker_wait_s:
                    waiting_since = now
                if now - waiting_since > self.worker_wait_s:
                    return Followed("no_worker", run)
                draw(run, words)
                time.sleep(POLL_S)
                run = self.runs.get(run.id)
        except KeyboardInterrupt:
            return Followed("interrupted", self.runs.get(run.id))
        return Followed("finished", run)

    def _waiting_words(self, run: Run) -> str:
        ahead = self.runs.ahead_of(run) if run.state == "queued" else None
        return f"waiting for run {ahead.id} of the same source" if ahead else ""


@contextmanager
def downloading(console: Console | None) -> Iterator[Callable[[int, int | None], None]]:
    """Shows how much of a download has arrived, on `console` or nowhere."""
    if console is None:
        yield lambda _got, _whole: None
        return
    columns = (TextColumn("fetching"), BarColumn(), DownloadColumn(), TransferSpeedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("fetching", total=None)
        yield lambda got, whole: progress.update(task, completed=got, total=whole)


@contextmanager
def counting(console: Console | None, words: str, unit: str) -> Iterator[Callable[[int], None]]:
    """Shows how many of something have been done, on `console` or nowhere."""
    if console is None:
        yield lambda _count: None
        return
    columns = (SpinnerColumn(), TextColumn(words), TextColumn("{task.completed:,.0f} " + unit), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task(words, total=None)
        yield lambda count: progress.update(task, completed=count)


def _draw(progress: Progress, task: TaskID, run: Run, words: str) -> None:
    error = f"  [yellow]{run.error.splitlines()[0][:100]}[/yellow]" if run.error else ""
    if run.state == "queued":
        progress.update(task, description=words or "waiting for a worker", total=None, detail="")
    elif run.state == "planning":
        progress.update(task, description="reading", total=None, detail=f"{run.counts['rows_read']:,} rows{error}")
    else:
        embedded = run.counts["embedded"]
        detail = f"{run.batches_done}/{run.batches} batches, {embedded:,} texts embedded{error}"
        progress.update(
            task, description="indexing", total=max(run.batches, 1), completed=run.batches_done, detail=detail
        )
