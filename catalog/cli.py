"""`shopclerk catalog`: sync a catalogue, and see what is known of it.

Exit codes: 0 done, 1 what was asked failed, 2 wrong use or input.
"""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from catalog.console import err, failing, out, print_json
from catalog.deliveries.cli import app as deadletters_app
from catalog.follow_cli import DETACH, JSON, TIMEOUT, WORKER_WAIT, Following, follow_run
from catalog.linting.cli import lint_command
from catalog.mapping import Kind
from catalog.operations.asked import CURRENCY
from catalog.operations.diff_cli import diff_command
from catalog.operations.indices_cli import index_commands
from catalog.operations.overview_cli import overview_commands
from catalog.operations.plan_cli import plan_commands
from catalog.operations.verify_cli import verify_command
from catalog.operations.watch_cli import watch_command
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
diff_command(app)
watch_command(app)
overview_commands(app)


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
    currency: CURRENCY = None,
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
                fetched = ask_for_url(services, Address(file, mapping, form, currency), wanted, progress=progress)
            if fetched is None:
                print_json({"ending": "unchanged", "source": file}) if as_json else out.print("Unchanged.")
                return
            run = fetched
        else:
            run = ask_for_products(services, Feed(Path(file), mapping, form, currency), wanted)
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
