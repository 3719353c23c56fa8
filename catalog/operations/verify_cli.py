"""`shopclerk catalog verify`: whether the indexes hold what they should.

Exit codes: 0 nothing is wrong, or all of it was mended; 1 something is wrong; 2 wrong use or input.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, NoReturn

import typer
from rich.markup import escape

from catalog.console import err, failing, out, print_json
from catalog.follow_cli import JSON, TIMEOUT, WORKER_WAIT
from catalog.operations.asked import CURRENCY, FORMAT, MAPPING, SOURCE, Asked

if TYPE_CHECKING:
    from catalog.operations.verify import Mismatch, Verification
    from catalog.services import Services
    from retrieval.shop_index import Part

PARTS: tuple[Part, ...] = ("products", "evidence", "policies")
MISMATCHES: tuple[Mismatch, ...] = ("missing", "extra", "different")
COLOURS = {"missing": "red", "extra": "yellow", "different": "red"}


def verify_command(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command()(verify)


def verify(  # noqa: PLR0913 - one parameter an option
    file: Annotated[
        str | None,
        typer.Argument(metavar="[SOURCE]", help="A file, folder or address, as sync takes [what was written last]."),
    ] = None,
    mapping: MAPPING = None,
    form: FORMAT = None,
    source: SOURCE = None,
    currency: CURRENCY = None,
    repair: Annotated[bool, typer.Option("--repair", help="Remove what is too much, and sync the rest again.")] = False,
    limit: Annotated[int, typer.Option(min=0, help="Show at most so many of each kind; all are counted.")] = 10,
    as_json: JSON = False,
    timeout: TIMEOUT = None,
    worker_wait: WORKER_WAIT = 15.0,
) -> None:
    """Compare the index with a source as it is now; without one, with all that was written to it last.

    What the index knows later than the source (a webhook's price) is counted as newer, not as different.
    """
    if file is not None and repair:
        err.print("[red]Expected SOURCE or --repair: to bring the index to a source, sync it.[/red]")
        raise typer.Exit(2)
    if file is not None:
        _against_source(Asked(file, mapping, form, source, currency), limit, as_json=as_json)
    with failing() as services:
        from catalog.follow import counting
        from catalog.operations.verify import Verifier

        with counting(None if as_json else err, "verifying", "products") as progress:
            found = Verifier(services, services.settings.shop).verify(progress)
        report = _report(services, found, limit)
        if not as_json:
            _print(report)
        mended = _mend(services, found, worker_wait, timeout, quiet=as_json) if repair and found.findings else None
        if as_json:
            print_json({**report, "repair": mended})
        raise typer.Exit(1 if found.findings and not (mended and mended["done"]) else 0)


def _against_source(asked: Asked, limit: int, *, as_json: bool) -> NoReturn:
    with failing() as services:
        from catalog.follow import counting, downloading
        from catalog.operations.against_source import SourceVerifier
        from catalog.operations.sources import opened_source

        console = None if as_json else err
        with downloading(console) as fetching, opened_source(services, asked, fetching) as reading:
            with counting(console, "verifying", "products") as progress:
                found = SourceVerifier(services, reading).verify(progress)
            name = reading.request.source
        report = {**_report(services, found, limit), "source": name, "newer": found.newer, "rejected": found.rejected}
        if as_json:
            print_json(report)
        else:
            _print(report)
            out.print(f"source '{escape(name)}': {len(found.newer):,} newer in the index, {found.rejected:,} rejected")
        raise typer.Exit(1 if found.findings else 0)


def _report(services: Services, found: Verification, limit: int) -> dict[str, Any]:
    counts = Counter((one.part, one.mismatch) for one in found.findings)
    return {
        "shop": services.settings.shop,
        "checked": {part: found.checked[part] for part in PARTS},
        "counts": {part: {kind: counts[part, kind] for kind in MISMATCHES} for part in PARTS},
        "examples": [
            asdict(one)
            for part in PARTS
            for kind in MISMATCHES
            for one in [each for each in found.findings if (each.part, each.mismatch) == (part, kind)][:limit]
        ],
    }


def _print(report: dict[str, Any]) -> None:
    for part in PARTS:
        counts = report["counts"][part]
        words = ", ".join(f"{counts[kind]:,} {kind}" for kind in MISMATCHES)
        out.print(f"{part}: {report['checked'][part]:,} checked, {words}")
    for one in report["examples"]:
        fields = f": {', '.join(one['fields'])}" if one["fields"] else ""
        colour = COLOURS[one["mismatch"]]
        out.print(f"  [{colour}]{one['mismatch']}[/] {one['part']} {escape(one['id'] + fields)}")
    shown, whole = len(report["examples"]), sum(sum(counts.values()) for counts in report["counts"].values())
    if whole > shown:
        out.print(f"  … and {whole - shown:,} more")
    if not whole:
        out.print("[green]Nothing is missing, extra or different.[/green]")


def _mend(
    services: Services, found: Verification, worker_wait: float, timeout: float | None, *, quiet: bool
) -> dict[str, Any]:
    from catalog.follow import Follower
    from catalog.operations.repair import repair

    mended = repair(services, found)
    followed = [
        Follower(services.runs, worker_wait, timeout).follow(run, None if quiet else err) for run in mended.runs
    ]
    done = not mended.by_hand and all(one.run.state == "done" for one in followed)
    if not quiet:
        out.print(f"{mended.removed:,} documents removed")
        for one in followed:
            out.print(f"run {one.run.id} of source '{escape(one.run.request.source)}': {one.run.state}")
        for source, why in mended.by_hand.items():
            err.print(f"[red]Sync source '{escape(source)}' by hand: {escape(why)}[/red]")
    runs = [{"run": one.run.id, "source": one.run.request.source, "state": one.run.state} for one in followed]
    return {"done": done, "removed": mended.removed, "runs": runs, "by_hand": mended.by_hand}
