"""`shopclerk catalog lint`: what a sync would reject or clean, and text that is hidden, hostile or misleading.

Exit codes: 0 nothing found, 1 something found, 2 wrong use or input.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from catalog.console import failing, out, print_json
from catalog.mapping import Kind

if TYPE_CHECKING:
    from collections.abc import Iterator

    from catalog.ask import Feed
    from catalog.linting.linter import Finding

COLOURS = {"danger": "red", "rejected": "red", "warning": "yellow", "cleaned": "yellow"}


def lint_command(app: typer.Typer) -> None:
    """Adds the command to `app`."""
    app.command()(lint)


def lint(
    source: Annotated[Path, typer.Argument(metavar="SOURCE", help="A file or folder, as sync takes.")],
    mapping: Annotated[Path | None, typer.Option(help="The mapping file, as for sync.")] = None,
    form: Annotated[Kind | None, typer.Option("--format", help="The file's format, as for sync.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Print at most so many findings; all are counted.")] = 1_000,
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")] = False,
) -> None:
    """Look for hidden, hostile or misleading text in a catalogue, without syncing it."""
    with failing():
        from catalog.ask import Feed

        counts: Counter[str] = Counter()
        shown: list[dict[str, Any]] = []
        for finding in _findings(Feed(source, mapping, form), counts):
            if counts.total() - counts["rows"] <= limit:
                shown.append(asdict(finding))
                if not as_json:
                    out.print(_line(finding))
        found = counts.total() - counts["rows"]
        if as_json:
            print_json({"counts": dict(counts), "findings": shown})
        else:
            kinds = ", ".join(f"{counts[level]:,} {level}" for level in COLOURS)
            out.print(f"{counts['rows']:,} rows: {kinds}")
        raise typer.Exit(1 if found else 0)


def _findings(feed: Feed, counts: Counter[str]) -> Iterator[Finding]:
    from catalog.linting.linter import Linter
    from catalog.mapping import parse_mapping
    from catalog.normalising.normalise import Normaliser
    from catalog.sources.files import read_records

    with feed.opened() as (path, text):
        meaning = parse_mapping(text, origin=str(feed.mapping_file or feed.file))
        linter = Linter(meaning, Normaliser.of(meaning, source="lint", version=1, as_of=datetime.now(UTC)))
        for record in read_records(path, feed.file_name, meaning.format):
            counts["rows"] += 1
            for finding in linter.lint(record):
                counts[finding.level] += 1
                yield finding


def _line(finding: Finding) -> str:
    product = f" (id {escape(finding.id)})" if finding.id else ""
    words = f"row {finding.row}{product}, {finding.field}: expected {finding.expected}; got {finding.got}"
    return f"[{COLOURS[finding.level]}]{finding.level}[/]: {escape(words)}"
