"""`shopclerk catalog rebuild`, `rollback` and `indices`: the indexes behind a shop's aliases.

Exit codes: 0 done, 1 what was asked failed or was interrupted, 2 wrong use or input.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn
from rich.table import Table

from catalog.console import err, failing, out, print_json
from catalog.follow_cli import JSON

if TYPE_CHECKING:
    from catalog.operations.rebuild import Progress as Shown
    from catalog.operations.takeover import TakenOver
    from retrieval.shop_index import Part

INTERRUPTED = "Interrupted; nothing has changed for shoppers. The same command goes on from here."


def index_commands(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    for command in (rebuild, rollback, indices):
        app.command()(command)


def rebuild(
    embedder: Annotated[
        str | None, typer.Option(help="The embedder of the new indexes: a sentence-transformers name or path [as set].")
    ] = None,
    as_json: JSON = False,
) -> None:
    """Make the shop's indexes anew beside the live ones, changes arriving meanwhile included, and switch to them.

    Shoppers are answered from the old ones until then. Ctrl-C at any point is safe: the same command goes on.
    """
    with failing() as services, _ending(as_json):
        from catalog.operations.takeover import rebuild as take_over

        with _progress(quiet=as_json) as progress:
            taken = take_over(services, embedder=embedder, progress=progress)
        _report(taken, as_json=as_json)
        if embedder is not None and embedder != services.retrieval.embedder:
            setting = f"SHOPCLERK_EMBEDDER={escape(embedder)}"
            err.print(f"[yellow]Set {setting} now, and restart the worker and the bot.[/yellow]")


def rollback(as_json: JSON = False) -> None:
    """Go back to the indexes of before, brought up to date with what was written since."""
    with failing() as services, _ending(as_json):
        from catalog.operations.takeover import rollback as take_over

        with _progress(quiet=as_json) as progress:
            taken = take_over(services, progress=progress)
        _report(taken, as_json=as_json)


def indices(as_json: JSON = False) -> None:
    """List the shop's indexes: the live ones, those of before, and those that are being built."""
    with failing() as services:
        from catalog.operations.rebuild import Rebuilder

        shop = services.settings.shop
        under_way = services.rebuilds.targets_under_way(shop)
        rows: list[dict[str, Any]] = []
        for part, generations in Rebuilder(services, shop, None).parts().items():
            for one in generations.all():
                state = "live" if one.live else "unfinished" if one.name in under_way else "before"
                made = one.made.isoformat() if one.made else None
                size = generations.size(one.name)
                about = {"part": part, "index": one.name, "state": state, "documents": size.documents, "made": made}
                rows.append({**about, "schema": one.schema, "embedder": one.embedder, "bytes": size.bytes})
        if as_json:
            print_json({"shop": shop, "indices": rows})
            return
        table = Table("part", "index", "state", "documents", "MB", "schema", "embedder", box=None)
        for row in rows:
            counts = (f"{row['documents']:,}", f"{row['bytes'] / 1e6:,.1f}", str(row["schema"]))
            cells = (row["part"], row["index"], row["state"], *counts)
            table.add_row(*cells, escape(row["embedder"] or "not stated"))
        out.print(table if rows else f"Shop '{shop}' has no index yet: sync its catalogue.")


def _report(taken: TakenOver, *, as_json: bool) -> None:
    copied, rebuilt = taken.copied, taken.rebuild
    if as_json:
        about = {"rebuild": rebuilt.id, "kind": rebuilt.kind, "shop": rebuilt.shop, "embedder": rebuilt.embedder}
        done = {"live": dict(rebuilt.targets), "written": copied.written, "passes": copied.passes}
        print_json({**about, **done, "resumed": rebuilt.resumed, "deleted": list(taken.deleted)})
        return
    words = "[green]Rolled back.[/green]" if rebuilt.kind == "rollback" else "[green]Rebuilt.[/green]"
    out.print(f"{words} {copied.passes} passes, the last with writes held:")
    for part, name in rebuilt.targets.items():
        out.print(f"  {part}: {name}, {copied.written[part]:,} documents written")
    for name in taken.deleted:
        out.print(f"  deleted: {name}")


@contextmanager
def _ending(as_json: bool) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        print_json({"ending": "interrupted"}) if as_json else err.print(INTERRUPTED)
        raise typer.Exit(1) from None


@contextmanager
def _progress(*, quiet: bool) -> Iterator[Shown]:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed:,.0f}"), TimeElapsedColumn())
    with Progress(*columns, console=err, transient=True, disable=quiet) as progress:
        tasks: dict[Part, TaskID] = {}

        def show(part: Part, done: int, whole: int) -> None:
            if part not in tasks:
                tasks[part] = progress.add_task(part, total=None)
            progress.update(tasks[part], completed=done, total=whole)

        yield show
