"""`shopclerk catalog quarantine`: the records that a sync rejected: listed, exported, and replayed when fixed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from typer.core import TyperGroup

from catalog.console import failing, out, print_json


class _ListByDefault(TyperGroup):
    """Takes `quarantine RUN` for `quarantine list RUN`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        named = args[:1] and (args[0] in self.commands or args[0] == "--help")
        return super().parse_args(ctx, args if named else ["list", *args])


app = typer.Typer(help="List, export and replay what was rejected.", cls=_ListByDefault)
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]


@app.command("list")
def list_(
    run: Annotated[str | None, typer.Argument(help="The run's id [the newest].")] = None,
    limit: Annotated[int, typer.Option(min=1)] = 1_000,
    as_json: AS_JSON = False,
) -> None:
    """List what was rejected or cleaned: row, field, what was expected and what came."""
    with failing() as services:
        from catalog.report import rejection_json, rejection_line

        run_id = services.runs.get(run).id if run else services.runs.newest(services.settings.shop).id
        rejections = services.quarantine.of_run(run_id, limit=limit)
        if as_json:
            print_json({"run": run_id, "rejections": [rejection_json(one) for one in rejections]})
        else:
            for one in rejections:
                out.print(escape(rejection_line(one)))
            if not rejections:
                out.print(f"Run {run_id} rejected nothing.")


@app.command()
def export(
    run: Annotated[str, typer.Argument(help="The run's id.")],
    file: Annotated[Path, typer.Argument(help="Where the rejected records are written, one a line as JSON.")],
    as_json: AS_JSON = False,
) -> None:
    """Write the records that a run rejected as they came, to be fixed and replayed."""
    with failing() as services:
        from catalog.replay import export_rejected

        written, left_out = export_rejected(services, run, file)
        if as_json:
            print_json({"run": run, "file": str(file), "written": written, "left_out": left_out})
        else:
            out.print(f"{written:,} rejected records written to {escape(str(file))}.")
            if left_out:
                out.print(f"[yellow]{left_out:,} rejections have no record that was kept; `list` shows them.[/yellow]")


@app.command()
def replay(
    file: Annotated[Path, typer.Argument(help="A file that `export` wrote, with its records fixed.")],
    as_json: AS_JSON = False,
) -> None:
    """Sync the fixed records of an exported file; no other product of the source is touched."""
    with failing() as services:
        from catalog.replay import ask_for_replay
        from catalog.report import run_json

        run = ask_for_replay(services, file)
        print_json(run_json(run)) if as_json else out.print(
            f"Run {run.id} is on its way. shopclerk catalog follow {run.id}"
        )
