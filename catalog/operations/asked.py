"""How a source is named on the command line, by every command that reads one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from catalog.mapping import Kind

MAPPING = Annotated[Path | None, typer.Option(help="The mapping file, as for sync.")]
FORMAT = Annotated[Kind | None, typer.Option("--format", help="The file's format, as for sync.")]
CURRENCY = Annotated[str | None, typer.Option(help="The currency of prices that name none, such as EUR.")]
SOURCE = Annotated[str | None, typer.Option(help="The source's name, as for sync [the file's name].")]


@dataclass(frozen=True, slots=True)
class Asked:
    """A file, folder or address, and what is said about it."""

    file: str
    mapping: Path | None = None
    form: Kind | None = None
    source: str | None = None
    currency: str | None = None
    allow_deletes: bool = False
