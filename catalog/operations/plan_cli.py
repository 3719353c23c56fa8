"""`shopclerk catalog plan` and `apply`: what a sync would do, and doing exactly that.

Exit codes: 0 done, 1 what was asked failed, 2 wrong use or input; with `plan --detailed-exitcode`, 3 where there is
something to do.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from catalog.console import err, failing, out, print_json
from catalog.follow_cli import DETACH, JSON, TIMEOUT, WORKER_WAIT, Following, follow_run
from catalog.operations.asked import CURRENCY, FORMAT, MAPPING, SOURCE, Asked

if TYPE_CHECKING:
    from catalog.operations.plans import Plan
    from catalog.services import Services

SOMETHING_TO_DO = 3
LIMIT = Annotated[int, typer.Option(min=0, max=10_000, help="Show at most so many examples of each kind.")]
ALLOW = Annotated[bool, typer.Option(help="Delete however many products are gone from the file.")]


def plan_commands(app: typer.Typer) -> None:
    """Adds the commands to `app`."""
    app.command()(plan)
    app.command()(apply)


def plan(  # noqa: PLR0913 - one parameter an option
    file: Annotated[str, typer.Argument(metavar="SOURCE", help="A file, folder or http(s) address, as sync takes.")],
    mapping: MAPPING = None,
    form: FORMAT = None,
    source: SOURCE = None,
    currency: CURRENCY = None,
    limit: LIMIT = 10,
    allow_deletes: ALLOW = False,
    detailed_exitcode: Annotated[
        bool, typer.Option("--detailed-exitcode", help="Exit with 3 where there is something to do.")
    ] = False,
    as_json: JSON = False,
) -> None:
    """Show what a sync would add, change, remove, reject and embed, without doing it; `apply` carries it out."""
    with failing() as services:
        asked = Asked(file, mapping, form, source, currency, allow_deletes)
        made = _made(services, asked, limit=limit, quiet=as_json)
        _show(made, as_json=as_json)
        raise typer.Exit(SOMETHING_TO_DO if detailed_exitcode and made.summary["changes"] else 0)


def apply(  # noqa: PLR0913 - one parameter an option
    what: Annotated[
        str, typer.Argument(metavar="PLAN|SOURCE", help="A plan's id; or a source, to be planned and confirmed first.")
    ],
    mapping: MAPPING = None,
    form: FORMAT = None,
    source: SOURCE = None,
    currency: CURRENCY = None,
    limit: LIMIT = 10,
    allow_deletes: ALLOW = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Do not ask before a source's plan is carried out.")] = False,
    detach: DETACH = False,
    as_json: JSON = False,
    timeout: TIMEOUT = None,
    worker_wait: WORKER_WAIT = 15.0,
) -> None:
    """Carry out a plan exactly, or refuse where its source or what is known of its products has changed since."""
    with failing() as services:
        from catalog.follow import downloading
        from catalog.operations.apply import ask_for_plan

        if what.startswith("plan-") and not Path(what).exists():
            made = services.plans.get(what)
        else:
            asked = Asked(what, mapping, form, source, currency, allow_deletes)
            made = _made(services, asked, limit=limit, quiet=as_json)
            if not as_json:
                _show(made, as_json=False)
            if not made.summary["changes"]:
                _nothing(made, as_json=as_json)
                return
            if not made.guarded or allow_deletes:
                _confirm(yes=yes, as_json=as_json)
        with downloading(None if as_json else err) as progress:
            run = ask_for_plan(services, made, allow_deletes=allow_deletes, progress=progress)
        follow_run(services, run.id, Following(detach, as_json, timeout, worker_wait))


def _made(services: Services, asked: Asked, *, limit: int, quiet: bool) -> Plan:
    from catalog.ask import Address, Feed, Wanted, request_of
    from catalog.follow import counting, downloading
    from catalog.operations.planned import make_plan
    from catalog.sources.fetch import Validators, is_url

    wanted, console = Wanted(asked.source, asked.allow_deletes), None if quiet else err
    if is_url(asked.file):
        address = Address(asked.file, asked.mapping, asked.form, asked.currency)
        with downloading(console) as progress, address.fetched(services, Validators(), progress) as found:
            assert found is not None, "an unconditional request is never answered 'not modified'"
            request, seen = request_of(services, found[0], wanted), found[1]
    else:
        feed = Feed(Path(asked.file), asked.mapping, asked.form, asked.currency)
        request, seen = request_of(services, feed, wanted), Validators()
    with counting(console, "reading", "rows") as count:
        return make_plan(services, request, seen, limit=limit, progress=count)


def _show(made: Plan, *, as_json: bool) -> None:
    from catalog.operations.plan_report import plan_json, plan_lines

    if as_json:
        print_json(plan_json(made))
        return
    for line in plan_lines(made):
        out.print(line)
    if made.summary["changes"]:
        out.print(f"Carry it out: shopclerk catalog apply {made.id}")
    else:
        out.print("Nothing to do.")


def _nothing(made: Plan, *, as_json: bool) -> None:
    from catalog.operations.plan_report import plan_json

    if as_json:
        print_json({**plan_json(made), "ending": "unchanged"})


def _confirm(*, yes: bool, as_json: bool) -> None:
    if yes:
        return
    if as_json or not sys.stdin.isatty():
        err.print("[red]Nothing was done: nobody is there to confirm the plan; pass --yes to carry it out.[/red]")
        raise typer.Exit(2)
    typer.confirm("Carry it out?", abort=True)
