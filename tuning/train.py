"""Training, from the shell: `python -m tuning.train base --data DIR`, then `python -m tuning.train adapter demo`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(help="Train the base model, then an adapter. Both go on from their checkpoint.", no_args_is_help=True)
WORK = Path("var/tuning")
_Work = Annotated[Path, typer.Option(help="Where checkpoints are kept while a training runs.")]
_Models = Annotated[Path | None, typer.Option(help="Where models lie; by default those that come with the package.")]


@app.command()
def base(
    data: Annotated[Path, typer.Option(envvar="SHOPCLERK_DATA", help="The public data: its voice/ and pqa/.")],
    steps: Annotated[int, typer.Option(min=1, help="Batches to learn from.")] = 1000,
    seed: Annotated[int, typer.Option(help="Of weights, order and noise.")] = 7,
    work: _Work = WORK,
    models: _Models = None,
) -> None:
    """Train tokenizer and base model from scratch on sentence rewording with placeholders."""
    from tuning.make import make_base

    folder = make_base(data, work, steps=steps, seed=seed, models_dir=models)
    typer.echo(f"base model: {folder}")


@app.command()
def adapter(
    voice: Annotated[str, typer.Argument(help="The voice: pairs lie in tuning/data/<voice>/.")] = "demo",
    steps: Annotated[int, typer.Option(min=1, help="Batches to learn from.")] = 3600,
    seed: Annotated[int, typer.Option(help="Of weights, order and noise.")] = 7,
    work: _Work = WORK,
    models: _Models = None,
) -> None:
    """Train a voice's LoRA adapter on its pairs, over the frozen base model."""
    from tuning.make import make_adapter

    folder = make_adapter(voice, work, steps=steps, seed=seed, models_dir=models)
    typer.echo(f"adapter: {folder}")


if __name__ == "__main__":
    app()
