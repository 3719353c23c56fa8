"""Following a run from the command line, and saying how it ended; exit codes: 0 done, 1 failed or not done yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import typer

from catalog.console import err, out, print_json

if TYPE_CHECKING:
    from catalog.services import Services


JSON = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]
DETACH = Annotated[bool, typer.Option("--detach", help="Only ask for it; do not wait until it is done.")]
TIMEOUT = Annotated[float | None, typer.Option(help="Stop watching after this many seconds; the run goes on.")]
WORKER_WAIT = Annotated[float, typer.Option(help="Seconds to wait for a worker to take the run up.")]


@dataclass(frozen=True, slots=True)
class Following:
    """How a run is followed: the options that every command with a run has."""

    detach: bool = False
    as_json: bool = False
    timeout: float | None = None
    worker_wait: float = 15.0


def follow_run(services: Services, run_id: str, how: Following) -> None:
    """Shows a run's progress until it is done, then what it did; raises `typer.Exit`."""
    from catalog.follow import Follower
    from catalog.report import rejection_json, run_json, run_lines

    run = services.runs.get(run_id)
    if how.detach:
        print_json(run_json(run)) if how.as_json else out.print(
            f"Run {run.id} is on its way. shopclerk catalog follow {run.id}"
        )
        return
    followed = Follower(services.runs, how.worker_wait, how.timeout).follow(run, None if how.as_json else err)
    run, rejections = followed.run, services.quarantine.of_run(run_id, limit=20)
    if how.as_json:
        print_json({**run_json(run), "ending": followed.ending, "rejections": [*map(rejection_json, rejections)]})
    if followed.ending == "finished":
        if not how.as_json:
            for line in run_lines(run, rejections):
                out.print(line)
        raise typer.Exit(1 if run.state == "failed" else 0)
    err.print(_ENDINGS[followed.ending].format(run=run.id, wait=how.worker_wait, broker=_broker(services)))
    raise typer.Exit(1)


_ENDINGS: dict[str, str] = {
    "interrupted": "Stopped watching; run {run} goes on in the worker. Watch it again: shopclerk catalog follow {run}",
    "timed_out": "Run {run} is not done yet and goes on in the worker. Watch it: shopclerk catalog follow {run}",
    "no_worker": (
        "[yellow]No worker took run {run} up within {wait:.0f} s.[/yellow] It stays and is done as soon as one runs."
        " Start one with the same settings (broker: {broker}):\n"
        "  celery -A catalog.worker worker -l info\n  celery -A catalog.worker beat -l info\n"
        "or all services: make services"
    ),
}


def _broker(services: Services) -> str:
    from catalog.workers.celery_app import broker_words

    return broker_words(services.settings)
