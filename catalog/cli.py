"""`shopclerk catalog`: sync a catalogue, and see what is known of it.

Exit codes: 0 done, 1 what was asked failed, 2 wrong use or input.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape
from rich.table import Table

from catalog.console import err, failing, out, print_json
from catalog.deliveries.cli import app as deadletters_app
from catalog.follow_cli import DETACH, JSON, TIMEOUT, WORKER_WAIT, Following, follow_run
from catalog.lint_cli import lint_command
from catalog.mapping import Kind
from catalog.operations.indices_cli import index_commands
from catalog.operations.plan_cli import plan_commands
from catalog.operations.verify_cli import verify_command
from catalog.quarantine_cli import app as quarantine_app
from catalog.schedules.cli import schedules_command

app = typer.Typer(help="Keep the index in step with the shop's catalogue.", no_args_is_help=True)
lint_command(app)
app.add_typer(quarantine_app, name="quarantine")
app.add_typer(deadletters_app, name="deadletters")
plan_commands(app)
index_commands(app)
verify_command(app)
schedules_command(app)


@app.command()
def sync(  # noqa: PLR0913 - one parameter an option
    file: Annotated[
        str,
        typer.Argument(
            metavar="SOURCE",
            help="A file, folder or http(s) address: Google Merchant, Shopify, WooCommerce, JSON-LD pages; or JSONL,"
            " CSV, TSV.",
        ),
    ],
    mapping: Annotated[
        Path | None,
        typer.Option(help="The TOML file that says which field means what; only JSONL, CSV and TSV need one."),
    ] = None,
    form: Annotated[
        Kind | None, typer.Option("--format", help="The file's format [what its first bytes and its name show].")
    ] = None,
    source: Annotated[
        str | None, typer.Option(help="What these products are remembered under [the file's name].")
    ] = None,
    allow_deletes: Annotated[bool, typer.Option(help="Delete however many products are gone from the file.")] = False,
    rebuild: Annotated[
        bool, typer.Option(help="Make the shop's product index afresh; other sources must be synced again.")
    ] = False,
    detach: DETACH = False,
    as_json: JSON = False,
    timeout: TIMEOUT = None,
    worker_wait: WORKER_WAIT = 15.0,
) -> None:
    """Sync a catalogue file: add, change and remove products, and say which rows were rejected and why."""
    with failing() as services:
        from catalog.ask import Address, Feed, Wanted, ask_for_products, ask_for_url
        from catalog.follow import downloading
        from catalog.sources.fetch import is_url

        wanted = Wanted(source, allow_deletes, rebuild)
        if is_url(file):
            with downloading(None if as_json else err) as progress:
                fetched = ask_for_url(services, Address(file, mapping, form), wanted, progress=progress)
            if fetched is None:
                print_json({"ending": "unchanged", "source": file}) if as_json else out.print("Unchanged.")
                return
            run = fetched
        else:
            run = ask_for_products(services, Feed(Path(file), mapping, form), wanted)
        follow_run(services, run.id, Following(detach, as_json, timeout, worker_wait))


@app.command()
def policies(
    folder: Annotated[
        Path, typer.Argument(help="The folder of policy pages: Markdown with title, slug and url on top.")
    ],
    detach: DETACH = False,
    as_json: JSON = False,
    timeout: TIMEOUT = None,
    worker_wait: WORKER_WAIT = 15.0,
) -> None:
    """Sync the shop's policy pages; sections that are gone from the folder are removed."""
    with failing() as services:
        from catalog.ask import ask_for_policies

        run = ask_for_policies(services, folder)
        follow_run(services, run.id, Following(detach, as_json, timeout, worker_wait))


@app.command()
def follow(
    run: Annotated[str | None, typer.Argument(help="The run's id [the newest].")] = None,
    as_json: JSON = False,
    timeout: TIMEOUT = None,
    worker_wait: WORKER_WAIT = 15.0,
) -> None:
    """Watch a run that is under way until it is done."""
    with failing() as services:
        run_id = run or services.runs.newest(services.settings.shop).id
        follow_run(services, run_id, Following(False, as_json, timeout, worker_wait))


@app.command()
def status(as_json: JSON = False) -> None:
    """Show the shop's sources, how many products they have, and the runs under way."""
    with failing() as services:
        from catalog.report import run_json, runs_table
        from retrieval.errors import RetrievalError

        shop = services.settings.shop
        counts = services.known(shop).counts()
        runs = services.runs.latest(shop, limit=20)
        shown = [run for run in runs if not run.finished] or runs[:1]
        products = services.indexes(shop).products
        try:
            indexed, trouble = (products.count() if products.exists() else 0), None
        except RetrievalError as error:
            indexed, trouble = None, str(error)
        if as_json:
            print_json(
                {"shop": shop, "sources": counts, "indexed": indexed, "error": trouble, "runs": [*map(run_json, shown)]}
            )
        else:
            out.print(
                f"Shop '{shop}': {sum(counts.values()):,} products known, {trouble or f'{indexed:,} in the index'}"
            )
            for name, count in counts.items():
                out.print(f"  source '{escape(name)}': {count:,}")
            out.print(runs_table(shown) if shown else "  nothing was ever synced")
        if trouble:
            raise typer.Exit(1)


@app.command()
def history(limit: Annotated[int, typer.Option(min=1, max=1000)] = 20, as_json: JSON = False) -> None:
    """List the shop's runs, newest first."""
    with failing() as services:
        from catalog.report import run_json, runs_table

        runs = services.runs.latest(services.settings.shop, limit=limit)
        if as_json:
            print_json([run_json(run) for run in runs])
        else:
            out.print(runs_table(runs))


@app.command()
def show(
    product: Annotated[str, typer.Argument(metavar="ID", help="The product's id.")], as_json: JSON = False
) -> None:
    """Show a product as the bot sees it, every field with its source and age, and which others may be taken for it."""
    with failing() as services:
        from catalog.report import age, confusable_json, confusables_table, product_fields, times_json, times_lines
        from retrieval.products import ElasticsearchProductLookup
        from retrieval.times import times_of

        lookup = ElasticsearchProductLookup(services.client, services.settings.shop)
        found = lookup.by_ids([product])
        if not found:
            err.print(f"[red]Shop '{services.settings.shop}' has no product '{escape(product)}'.[/red]")
            raise typer.Exit(1)
        now = datetime.now(UTC)
        fields, confusables = product_fields(found[0]), lookup.confusable_with(found[0])
        times = times_of(services.client, services.settings.shop, product)
        if as_json:
            names = ("field", "value", "source", "version", "as_of")
            print_json(
                {
                    "id": product,
                    "fields": [dict(zip(names, (*row[:4], row[4].isoformat()), strict=True)) for row in fields],
                    "times": times_json(times),
                    "confusion_set": [*map(confusable_json, confusables)],
                }
            )
            return
        table = Table("field", "value", "source", "version", "age", box=None)
        for name, value, origin, version, moment in fields:
            table.add_row(escape(name), escape(value), escape(origin), str(version), age(moment, now))
        out.print(table)
        for line in times_lines(times):
            out.print(line)
        out.print(confusables_table(confusables) if confusables else "No other product may be taken for it.")
