"""`shopclerk catalog watch`: keep the shop in step with a source by syncing it whenever it changes.

Exit codes: 0 ended by Ctrl-C or SIGTERM, 1 the service it needs failed, 2 wrong use or input.
"""

from __future__ import annotations

import signal
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer
from rich.markup import escape

from catalog.console import err, failing, out, print_line
from catalog.operations.asked import CURRENCY, FORMAT, MAPPING, SOURCE, Asked

if TYPE_CHECKING:
    from catalog.operations.watch import Seen


def watch_command(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command()(watch)


def watch(  # noqa: PLR0913 - one parameter an option
    file: Annotated[str, typer.Argument(metavar="SOURCE", help="A file, folder or http(s) address, as sync takes.")],
    mapping: MAPPING = None,
    form: FORMAT = None,
    source: SOURCE = None,
    currency: CURRENCY = None,
    every: Annotated[float, typer.Option(min=1, help="Seconds between two looks.")] = 10.0,
    looks: Annotated[int | None, typer.Option(min=1, help="Stop after so many looks [never].")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object a line for each event.")] = False,
) -> None:
    """Sync a source now, if it is not what was synced last, and again whenever it changes, until Ctrl-C.

    A file that is still being written is left alone until it has come to rest; an address is fetched only when its
    server says that it has changed. What a sync would delete beyond the guard's share is refused and said. Syncs go on
    in the workers when this ends. To watch a run that is under way: `shopclerk catalog follow`.
    """
    # A service manager ends it like Ctrl-C does.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with failing() as services:
        from catalog.operations.watch import Watcher

        asked = Asked(file, mapping, form, source, currency)
        if not as_json:
            err.print(f"Watching {escape(file)} for shop '{services.settings.shop}'; Ctrl-C ends it.")
        try:
            for seen in Watcher(services, asked, every).watch(looks=looks):
                _tell(seen, as_json=as_json)
                sys.stdout.flush()
        except KeyboardInterrupt:
            raise typer.Exit(0) from None


def _tell(seen: Seen, *, as_json: bool) -> None:
    from catalog.report import run_json, run_lines

    at = datetime.now(UTC)
    if as_json:
        run = run_json(seen.run) if seen.run is not None else None
        print_line(
            {"at": at.isoformat(timespec="seconds"), "event": seen.happened, "error": seen.words or None, "run": run}
        )
    elif seen.run is None:
        err.print(f"{at:%H:%M:%S}  [yellow]{escape(seen.words)}[/yellow]")
    elif seen.happened == "changed":
        out.print(f"{at:%H:%M:%S}  {escape(seen.run.request.file_name)} has changed: run {seen.run.id}")
    else:
        for line in run_lines(seen.run, ()):
            out.print(f"{at:%H:%M:%S}  {line}")
