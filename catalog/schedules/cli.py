"""`shopclerk catalog schedules`: which sources are synced by themselves, and what became of that."""

from __future__ import annotations

from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from catalog.console import failing, out, print_json


def schedules_command(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("schedules")(schedules)


def schedules(
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")] = False,
) -> None:
    """List the sources that are synced by themselves, what became of each last, and when it is due again."""
    with failing() as services:
        from catalog.schedules.report import schedules_json

        shop = services.settings.shop
        found = schedules_json(services)
        if as_json:
            print_json({"shop": shop, "file": str(services.settings.schedule or ""), "schedules": found})
            return
        if not found:
            where = services.settings.schedule or "no file: SHOPCLERK_SYNC_SCHEDULE names one"
            out.print(f"No source of shop '{shop}' is synced by itself ({escape(str(where))}).")
            return
        table = Table("source", "from", "every", "last looked at", "outcome", "due", box=None)
        for one in found:
            outcome = " ".join(filter(None, (one["outcome"], one["run"], one["note"]))) or "not yet"
            table.add_row(
                escape(one["source"]),
                escape(one["from"]),
                f"{one['every_s']:,} s",
                one["looked_at"],
                escape(outcome),
                one["due"] or "now",
            )
        out.print(table)
