"""`shopclerk catalog diff`: one product as its source says it now, beside what the index holds.

Exit codes: 0 a sync would change nothing of it, 1 it would, or the product is nowhere, 2 wrong use or input.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from catalog.console import err, failing, out, print_json
from catalog.follow_cli import JSON
from catalog.operations.asked import CURRENCY, FORMAT, MAPPING, SOURCE, Asked

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from catalog.operations.difference import ProductDiff
    from catalog.services import Services
    from catalog.sources.fetch import Progress
    from catalog.syncing.comparing import Reading


def diff_command(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command()(diff)


def diff(  # noqa: PLR0913 - one parameter an option
    product: Annotated[str, typer.Argument(metavar="ID", help="The product's id.")],
    file: Annotated[
        str | None, typer.Option("--from", metavar="SOURCE", help="A file, folder or address [where it was synced].")
    ] = None,
    mapping: MAPPING = None,
    form: FORMAT = None,
    source: SOURCE = None,
    currency: CURRENCY = None,
    as_json: JSON = False,
) -> None:
    """Show what a product's source says now against what the index holds, field by field, with their versions."""
    with failing() as services:
        from catalog.follow import downloading
        from catalog.operations.difference import product_diff

        with downloading(None if as_json else err) as fetching:
            asked = None if file is None else Asked(file, mapping, form, source, currency)
            with _opened(services, product, asked, fetching) as reading:
                found = product_diff(services, reading, product)
        print_json(_json(product, found)) if as_json else _print(product, found)
        raise typer.Exit(0 if found.is_same else 1)


def _opened(
    services: Services, product: str, asked: Asked | None, fetching: Progress
) -> AbstractContextManager[Reading]:
    from catalog.operations.difference import source_of
    from catalog.operations.sources import opened_again, opened_source

    if asked is None:
        return opened_again(services, source_of(services, product), fetching)
    return opened_source(services, asked, fetching)


def _json(product: str, found: ProductDiff) -> dict[str, Any]:
    from catalog.report import rejection_json
    from catalog.syncing.runs import moment

    request, indexed = found.reading.request, found.indexed
    versions = None
    if indexed is not None:
        versions = {"version": indexed.version, "offer_version": indexed.offer.version}
    return {
        "id": product,
        "same": found.is_same,
        "source": {
            "name": request.source,
            "read_from": request.origin,
            "version": found.reading.version,
            "made": moment(request.source_ms).isoformat() if request.source_ms else None,
            "has_it": found.stated.product is not None,
        },
        "index": versions,
        "changes": [asdict(one) for one in found.changes],
        "newer_in_index": [asdict(one) for one in found.kept],
        "rejections": [*map(rejection_json, found.stated.rejections)],
    }


def _print(product: str, found: ProductDiff) -> None:
    from catalog.report import rejection_line
    from catalog.syncing.runs import moment

    request, indexed = found.reading.request, found.indexed
    made = f", made {moment(request.source_ms):%Y-%m-%d %H:%M:%S} UTC" if request.source_ms else ""
    out.print(
        f"source '{escape(request.source)}' ({escape(str(request.origin))}{made}): version {found.reading.version}"
    )
    out.print(
        f"index: version {indexed.version}, offer {indexed.offer.version}" if indexed else "index: does not have it"
    )
    for rejection in found.stated.rejections:
        out.print(f"[yellow]{escape(rejection_line(rejection))}[/yellow]")
    rows = [(one, "a sync writes it") for one in found.changes]
    rows += [(one, "stays: known later than the source") for one in found.kept]
    if not rows:
        out.print(f"[green]A sync would change nothing of '{escape(product)}'.[/green]")
        return
    table = Table("field", "in the index", "in the source", "", box=None)
    for one, fate in rows:
        table.add_row(escape(one.field), _cell(one.old), _cell(one.new), fate)
    out.print(table)


def _cell(value: str | None) -> str:
    return "[dim]not stated[/dim]" if value is None else escape(value)
