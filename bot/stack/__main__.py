"""Runs the product on this machine: `python -m bot.stack run | services | stop | status`."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Annotated

import typer
from dotenv import dotenv_values
from rich.console import Console
from rich.markup import escape

from bot.stack.errors import StackError, SupervisorGone
from bot.stack.run import Stack
from bot.stack.settings import ROOT, StackSettings, read_settings

app = typer.Typer(no_args_is_help=True, add_completion=False, help=__doc__)
console = Console(highlight=False)


@app.command()
def run() -> None:
    """Starts everything, prints the address, and stops all of it on Ctrl-C."""
    with _errors():
        settings = _settings()
        stack = Stack(settings, console)
    with _errors(), _stopping(stack):
        stack.up_all()
        console.print(f"\n[bold green]shopclerk is ready:[/] [bold]{settings.address}[/]   [dim](Ctrl-C stops it)[/]\n")
        try:
            stack.watch()
        except SupervisorGone:
            console.print("Stopped by somebody else, `make stop` perhaps.")


@app.command()
def services() -> None:
    """Starts Elasticsearch and the catalogue worker in the background and waits until they are healthy."""
    with _errors():
        Stack(_settings(), console).up_services()
    console.print("[green]Services are up.[/] `make stop` ends them; the command is .venv/bin/shopclerk")


@app.command()
def stop() -> None:
    """Stops everything that was started here."""
    with _errors():
        stopped = Stack(_settings(), console).down()
    console.print("Stopped." if stopped else "Nothing was running.")


@app.command()
def status(as_json: Annotated[bool, typer.Option("--json", help="Print JSON.")] = False) -> None:
    """Says which parts are up and healthy; exit code 1 when one of them is not."""
    with _errors():
        states = Stack(_settings(), console).states()
    if as_json:
        print(json.dumps([{"part": part, "state": state, "healthy": healthy} for part, state, healthy in states]))
    elif not states:
        console.print("Nothing is running. Start it with `make run`.")
    for part, state, healthy in [] if as_json else states:
        console.print(f"{'[green]✓[/]' if healthy else '[red]✗[/]'} {part:<14} {state.lower()}")
    if not states or not all(healthy for _, state, healthy in states if state != "STOPPED"):
        raise typer.Exit(1)


def _settings() -> StackSettings:
    written = {name: value for name, value in dotenv_values(ROOT / ".env").items() if value is not None}
    return read_settings({**written, **os.environ})


@contextlib.contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except StackError as error:
        console.print("[bold red]Not started.[/]", escape(str(error)))
        raise typer.Exit(1) from error


@contextlib.contextmanager
def _stopping(stack: Stack) -> Iterator[None]:
    """Whatever ends the block, Ctrl-C and the terminal's closing included, stops every part first."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    # SIGINT too: a shell that starts this in the background has it ignored.
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    try:
        yield
    except KeyboardInterrupt:
        console.print("\nStopping …")
    finally:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_IGN)
        stack.down()
        console.print("Everything has stopped.")


if __name__ == "__main__":
    app(prog_name="shopclerk-stack", args=sys.argv[1:])
