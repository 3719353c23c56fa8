"""The command `shopclerk`: joins each package's commands, loading a package only when its command is called."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import EntryPoint, entry_points, version
from typing import Annotated, Any

import typer
from dotenv import load_dotenv
from typer.core import TyperGroup

COMMANDS = "shopclerk.commands"
EVALUATIONS = "shopclerk.evaluate"
_OWN = ("ask", "chat")


class JoinedGroup(TyperGroup):
    """A group that adds the commands of an entry-point group, each loaded when it is first needed."""

    joined: str = COMMANDS
    own: tuple[str, ...] = ()

    def list_commands(self, ctx: Any) -> list[str]:
        """Every command's name: those of entry points need no loading."""
        return sorted(
            {*super().list_commands(ctx), *self.own, *(point.name for point in entry_points(group=self.joined))}
        )

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """The command of a name, loaded now."""
        known = super().get_command(ctx, cmd_name)
        if known is not None:
            return known
        point = next(iter(entry_points(group=self.joined, name=cmd_name)), None)
        if cmd_name in self.own:
            point = EntryPoint(cmd_name, f"bot.ask_cli:{cmd_name}", self.joined)
        return _command(point) if point else None


class RootGroup(JoinedGroup):
    """`shopclerk` itself."""

    own = _OWN


class EvaluateGroup(JoinedGroup):
    """`shopclerk evaluate`."""

    joined = EVALUATIONS


def _command(point: EntryPoint) -> Any:
    """The click command of an entry point that names a typer app or a function."""
    loaded = point.load()
    if isinstance(loaded, typer.Typer):
        command = typer.main.get_command(loaded)
    else:
        single = typer.Typer(add_completion=False)
        single.command(point.name)(loaded)
        command = typer.main.get_command(single)
    command.name = point.name
    return command


app = typer.Typer(
    cls=RootGroup,
    name="shopclerk",
    no_args_is_help=True,
    help="A support bot for online shops that answers truthfully from the shop's catalogue.",
    context_settings={"help_option_names": ["-h", "--help"]},
)
evaluate = typer.Typer(
    cls=EvaluateGroup, no_args_is_help=True, help="Measure a part: answers, retrieval, attributes, voice and more."
)
app.add_typer(evaluate, name="evaluate")


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"shopclerk {version('shopclerk')}")
        raise typer.Exit


@app.callback()
def _root(
    show_version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """A support bot for online shops that answers truthfully from the shop's catalogue."""


@evaluate.callback()
def _evaluate() -> None:
    """Measure a part: answers, retrieval, attributes, voice and more."""


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the command line; exits 0 when done, 1 when the thing asked failed, 2 for wrong usage or input.

    Settings of a `.env` file in the working folder hold where the environment does not set them.
    """
    load_dotenv(".env")
    app(args=list(sys.argv[1:] if arguments is None else arguments), prog_name="shopclerk")
