"""`shopclerk catalog status`, `history` and `show`: the sources, the runs, and what is known of one product.

Exit codes: 0 shown, 1 there is none, or a service it needs failed, 2 wrong use or input.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from catalog.console import err, failing, out, print_json
from catalog.follow_cli import JSON

if TYPE_CHECKING:
    from catalog.operations.budgets import Budgets
    from catalog.operations.overview import Overview

SOURCE = Annotated[str | None, typer.Option(help="Of this source alone.")]


def overview_commands(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    for command in (status, history, show):
        app.command()(command)


def status(source: SOURCE = None, as_json: JSON = False) -> None:
    """Show each source: its products, when it was last synced and from where, what is under way or went wrong, and how
    fresh the index is."""
    with failing() as services:
        from catalog.freshness.report import freshness_json, freshness_lines
        from catalog.operations.overview import overview
        from catalog.schedules.report import schedules_json

        found = overview(services, source)
        if source is not None and not found.sources:
            err.print(f"[red]Shop '{found.shop}' has no source '{escape(source)}'; `shopclerk catalog status`.[/red]")
            raise typer.Exit(1)
        fresh = freshness_json(services.engine, found.shop)
        if as_json:
            print_json({**_status_json(found), "freshness": fresh, "schedules": schedules_json(services)})
        else:
            _print_status(found)
            for line in freshness_lines(fresh):
                out.print(escape(line))
        if found.trouble:
            raise typer.Exit(1)


def history(
    limit: Annotated[int, typer.Option(min=1, max=1000, help="So many runs at most.")] = 20,
    source: SOURCE = None,
    as_json: JSON = False,
) -> None:
    """List the shop's runs, newest first: when each began, what it changed, and how long it took."""
    with failing() as services:
        from catalog.report import run_json, runs_table

        runs = services.runs.latest(services.settings.shop, limit=limit, source=source)
        if as_json:
            print_json([run_json(run) for run in runs])
        else:
            out.print(runs_table(runs) if runs else "Nothing was ever synced.")


def show(
    product: Annotated[str, typer.Argument(metavar="ID", help="The product's id.")], as_json: JSON = False
) -> None:
    """Show a product as the bot sees it: every field with its source, version and age, and whether price and stock
    are older than their budgets; and which other products may be taken for it."""
    with failing() as services:
        from catalog.operations.budgets import Budgets
        from catalog.report import confusable_json, confusables_table, product_fields, times_json, times_lines
        from retrieval.products import ElasticsearchProductLookup
        from retrieval.times import times_of

        budgets = Budgets.of(os.environ)
        lookup = ElasticsearchProductLookup(services.client, services.settings.shop)
        found = lookup.by_ids([product])
        if not found:
            err.print(f"[red]Shop '{services.settings.shop}' has no product '{escape(product)}'.[/red]")
            raise typer.Exit(1)
        fields, confusables = product_fields(found[0]), lookup.confusable_with(found[0])
        times = times_of(services.client, services.settings.shop, product)
        if as_json:
            rows = [_field_json(row, budgets, datetime.now(UTC)) for row in fields]
            about = {"id": product, "fields": rows, "times": times_json(times)}
            print_json({**about, "confusion_set": [*map(confusable_json, confusables)]})
            return
        out.print(_fields_table(fields, budgets, datetime.now(UTC)))
        for line in times_lines(times):
            out.print(line)
        out.print(confusables_table(confusables) if confusables else "No other product may be taken for it.")


def _status_json(found: Overview) -> dict[str, Any]:
    from catalog.report import run_json

    return {
        "shop": found.shop,
        "sources": {one.name: one.products for one in found.sources},
        "by_source": {
            one.name: {
                "products": one.products,
                "last_done": run_json(one.last_done) if one.last_done else None,
                "last_failed": run_json(one.failed) if one.failed else None,
                "read_from": one.origin,
                "made": one.made.isoformat() if one.made else None,
                "open_runs": [run.id for run in one.open],
            }
            for one in found.sources
        },
        "indexed": found.indexed,
        "error": found.trouble,
        "deliveries": {"waiting": found.waiting, "dead": found.dead},
        "runs": [*map(run_json, found.runs)],
    }


def _print_status(found: Overview) -> None:
    from catalog.report import age, runs_table

    now = datetime.now(UTC)
    known = sum(one.products for one in found.sources)
    out.print(f"Shop '{found.shop}': {known:,} products known, {found.trouble or f'{found.indexed:,} in the index'}")
    table = Table("source", "products", "synced", "made", "state", "read from", box=None)
    for one in found.sources:
        synced = f"{age(one.last_done.updated_at, now)} ago" if one.last_done else "never"
        made = f"{age(one.made, now)} ago" if one.made else "not stated"
        cells = (escape(one.name), f"{one.products:,}", synced, made, one.state, escape(one.origin or "webhooks"))
        table.add_row(*cells)
    if found.sources:
        out.print(table)
    for one in found.sources:
        if one.failed is not None:
            out.print(f"[red]source '{escape(one.name)}', run {one.failed.id}:[/red] {escape(one.failed.error or '')}")
    if found.waiting or found.dead:
        out.print(f"webhooks: {found.waiting:,} deliveries wait, {found.dead:,} are dead letters")
    out.print(runs_table(found.runs) if found.runs else "  nothing was ever synced")


def _field_json(row: tuple[str, str, str, int, datetime], budgets: Budgets, now: datetime) -> dict[str, Any]:
    name, value, source, version, as_of = row
    budget = budgets.of_field(name)
    found: dict[str, Any] = {"field": name, "value": value, "source": source, "version": version}
    found |= {"as_of": as_of.isoformat(), "age_s": round(max(0.0, (now - as_of).total_seconds()), 1)}
    if budget is not None:
        found |= {"budget_s": budget.total_seconds(), "stale": budgets.is_stale(name, as_of, now)}
    return found


def _fields_table(fields: list[tuple[str, str, str, int, datetime]], budgets: Budgets, now: datetime) -> Table:
    from catalog.report import age

    table = Table("field", "value", "source", "version", "age", "budget", box=None)
    for name, value, source, version, as_of in fields:
        budget = budgets.of_field(name)
        words = "" if budget is None else f"{_words(budget)}, over it" if now - as_of > budget else _words(budget)
        colour = "red" if budgets.is_stale(name, as_of, now) else "default"
        cells = (escape(name), escape(value), escape(source), str(version), age(as_of, now))
        table.add_row(*cells, f"[{colour}]{words}[/{colour}]")
    return table


def _words(budget: timedelta) -> str:
    hours = budget.total_seconds() / 3600
    return f"{hours / 24:g} d" if hours >= 48 else f"{hours:g} h"
