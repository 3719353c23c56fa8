"""Commands of the voice: `shopclerk voice list|show|train` and `shopclerk evaluate voice`."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from tuning.errors import DataInvalid, TuningError
from tuning.pairs import VoicePair, read_pairs

app = typer.Typer(
    help="The shop's voice: which there are, what they were made from, and training one.", no_args_is_help=True
)
_errors = Console(stderr=True)
_Json = Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")]
_Models = Annotated[
    Path | None, typer.Option("--models", help="Where models lie; by default those that come with the package.")
]


@app.command("list")
def list_voices(as_json: _Json = False, models: _Models = None) -> None:
    """List the voices that replies can be worded in, with their held-out scores."""
    from tuning.folders import voices
    from tuning.manifest import read_manifest

    try:
        found = {voice: dict(read_manifest(folder).metrics) for voice, folder in voices(models).items()}
    except TuningError as error:
        raise _failed(error) from error
    if as_json:
        typer.echo(json.dumps([{"voice": voice, "metrics": metrics} for voice, metrics in found.items()]))
        return
    table = Table("voice", "facts kept", "style", "p95")
    for voice, metrics in found.items():
        scores = metrics.get("held_out", {})
        table.add_row(voice, *(str(scores.get(key, "-")) for key in ("fact_invariance", "style", "latency_ms_p95")))
    Console().print(table)


@app.command()
def show(voice: str, as_json: _Json = False, models: _Models = None) -> None:
    """Show what a voice was made from, once its files are found unchanged."""
    from tuning.folders import adapter_folder
    from tuning.manifest import verified

    try:
        manifest = verified(adapter_folder(voice, models))
    except TuningError as error:
        raise _failed(error) from error
    typer.echo(json.dumps(asdict(manifest), indent=None if as_json else 2, ensure_ascii=False))


@app.command()
def train(
    voice: str,
    steps: Annotated[int, typer.Option(min=1, help="Batches to learn from.")] = 3600,
    seed: Annotated[int, typer.Option(help="Of weights, order and noise.")] = 7,
    models: _Models = None,
) -> None:
    """Train a voice's adapter on the pairs in tuning/data/<voice>/, going on where an earlier run stopped."""
    from tuning.make import make_adapter
    from tuning.train import WORK

    try:
        folder = make_adapter(voice, WORK, steps=steps, seed=seed, models_dir=models)
    except TuningError as error:
        raise _failed(error) from error
    typer.echo(f"adapter: {folder}")


def evaluate_voice(
    adapter: Annotated[str, typer.Option(help="The voice; `base` is the base model alone.")],
    pairs: Annotated[Path, typer.Option(help="JSONL of objects with draft, reply, and optionally variant and kind.")],
    as_json: _Json = False,
    models: _Models = None,
) -> None:
    """Score a voice on pairs it has not learned: style, facts kept, refusals kept, degeneration, latency."""
    try:
        scores = _scores(adapter, read_pairs(pairs), models)
    except TuningError as error:
        raise _failed(error) from error
    if as_json:
        typer.echo(json.dumps(scores))
        return
    table = Table("", *scores)
    for key in next(iter(scores.values())):
        table.add_row(key.replace("_", " "), *(str(row[key]) for row in scores.values()))
    Console().print(table)


def _scores(adapter: str, pairs: list[VoicePair], models: Path | None) -> dict[str, dict[str, float]]:
    """The scores of the adapter, and of the draft sent as it is."""
    from tuning.evaluate import run, score
    from tuning.folders import adapter_folder
    from tuning.generator import BASE, load_generator
    from tuning.style import read_style

    generator = load_generator(adapter, models)
    style = read_style(adapter_folder("demo" if adapter == BASE else adapter, models))
    voiced = score(run(lambda draft, variant: generator.phrase(draft, variant=variant), pairs), style)
    plain = score(run(lambda draft, variant: draft, pairs), style)
    return {adapter: voiced.as_dict(), "draft": plain.as_dict()}


def _failed(error: TuningError) -> typer.Exit:
    _errors.print(f"[red]error:[/red] {error.detail}", soft_wrap=True, highlight=False)
    return typer.Exit(2 if isinstance(error, DataInvalid) else 1)
