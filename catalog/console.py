"""Where the commands print to, and how they fail."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markup import escape

if TYPE_CHECKING:
    from catalog.services import Services

# What is piped on is not folded at the 80 columns of a terminal that is not there.
WIDTH = None if sys.stdout.isatty() else 200
out = Console(highlight=False, soft_wrap=True, width=WIDTH)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def print_json(value: Any) -> None:
    """One JSON value on standard output."""
    typer.echo(json.dumps(value, ensure_ascii=False, indent=2))


def print_line(value: Any) -> None:
    """One JSON value on a line of its own."""
    typer.echo(json.dumps(value, ensure_ascii=False))


@contextmanager
def failing() -> Iterator[Services]:
    """Opens the services, and turns failures into one line and an exit code."""
    from catalog.errors import CatalogError, MappingError, PolicyError, SettingsError, SourceError
    from catalog.services import open_services
    from retrieval.errors import RetrievalError

    try:
        yield open_services()
    except (MappingError, PolicyError, SettingsError, SourceError) as error:
        err.print(f"[red]{escape(str(error))}[/red]")
        raise typer.Exit(2) from error
    except (CatalogError, RetrievalError) as error:
        err.print(f"[red]{escape(str(error))}[/red]")
        raise typer.Exit(1) from error
