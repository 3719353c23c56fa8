"""`shopclerk evaluate nlu`."""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.dialogue_settings import DialogueSettingsError, read_settings
from bot.errors import CasesInvalid
from bot.training import TrainingError
from bot.understanding.labelled import OUT_OF_SCOPE, Labelled, read_labelled
from bot.understanding.pipeline import UnderstandingFailed, trained, understood
from bot.understanding.scores import Scores, Understood, over_thresholds, scores

_FAILED, _BAD_INPUT = 1, 2


def evaluate_nlu(
    train: Annotated[Path, typer.Option(help="CSV with the columns sentence and label: what is learned.")],
    test: Annotated[
        Path, typer.Option(help=f"CSV with the same columns: what is asked. {OUT_OF_SCOPE} labels what has no intent.")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON for a program to read.")] = False,
) -> None:
    """Train the bot's own language understanding on one file and measure it on another; about a minute."""
    try:
        report = _measured(read_labelled(train), read_labelled(test))
    except CasesInvalid as error:
        raise _ended(error, _BAD_INPUT) from error
    except (DialogueSettingsError, TrainingError, UnderstandingFailed) as error:
        raise _ended(error, _FAILED) from error
    typer.echo(json.dumps(report) if as_json else _readable(report))


def _ended(error: Exception, code: int) -> typer.Exit:
    typer.echo(f"error: {error}", err=True)
    return typer.Exit(code)


def _measured(examples: list[Labelled], asked: list[Labelled]) -> dict[str, Any]:
    from rich.console import Console
    from rich.progress import Progress

    settings = read_settings(os.environ)
    with tempfile.TemporaryDirectory() as folder, Progress(console=Console(stderr=True), transient=True) as progress:
        learning = progress.add_task("Training (usually half a minute)", total=None)
        model = trained(examples, Path(folder), settings)
        progress.remove_task(learning)
        task = progress.add_task("Asking", total=len(asked))
        found = understood(
            model, [one.text for one in asked], settings, examples=examples, each=lambda: progress.advance(task)
        )
    return _report(asked, found)


def _report(asked: list[Labelled], found: list[Understood]) -> dict[str, Any]:
    outside = sum(one.label == OUT_OF_SCOPE for one in asked)
    return {
        **_named(scores(asked, [one.decided for one in found])),
        "thresholds": {f"{at:.1f}": _named(each) for at, each in over_thresholds(asked, found).items()},
        "in_scope": len(asked) - outside,
        "out_of_scope": outside,
    }


def _named(each: Scores) -> dict[str, float | None]:
    return asdict(each)


def _readable(report: dict[str, Any]) -> str:
    lines = [
        f"{report['in_scope']} utterances in scope, {report['out_of_scope']} out of scope",
        f"{'threshold':>14}  in-scope accuracy  out-of-scope recall",
        _line("as configured", report),
        *(_line(at, each) for at, each in report["thresholds"].items()),
    ]
    return "\n".join(lines)


def _line(name: str, each: dict[str, Any]) -> str:
    accuracy, recall = (_shown(each[key]) for key in ("in_scope_accuracy", "out_of_scope_recall"))
    return f"{name:>14}  {accuracy:>17}  {recall:>19}"


def _shown(share: float | None) -> str:
    return "-" if share is None else f"{share:.3f}"
