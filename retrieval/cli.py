"""The package's measurements, as commands of `shopclerk evaluate`."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.table import Table

from retrieval.errors import InputInvalid, RetrievalError, SettingsInvalid
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from retrieval.evaluate_retrieval import RetrievalReport

_BAD_INPUT = 2
_FAILED = 1


def evaluate_retrieval(
    judgements: Annotated[Path, typer.Option(help="CSV with the columns query, docid, rating (0 and up).")],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Measure product search over judged queries, on the index of the shop SHOPCLERK_SHOP."""
    report = _or_exit(lambda: _measure(judgements, quiet=as_json))
    if as_json:
        typer.echo(json.dumps(report.as_json()))
    else:
        Console().print(_table(report))


def __getattr__(name: str) -> Any:
    """`evaluate_attributes` is this module's too; its module is read when it is asked for."""
    if name == "evaluate_attributes":
        from retrieval.ranking.evaluate import evaluate_attributes

        return evaluate_attributes
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def _or_exit(work: Callable[[], RetrievalReport]) -> RetrievalReport:
    try:
        return work()
    except RetrievalError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_BAD_INPUT if isinstance(error, InputInvalid | SettingsInvalid) else _FAILED) from error


def _measure(path: Path, *, quiet: bool) -> RetrievalReport:
    from rich.progress import Progress

    from retrieval.client import connect
    from retrieval.judgements import read_judgements

    settings = RetrievalSettings.from_environment()
    judgements = read_judgements(path)
    with connect(settings) as client, Progress(console=Console(stderr=True), disable=quiet, transient=True) as progress:
        task = progress.add_task("Queries", total=len(judgements))
        from retrieval.embedders import load_embedder
        from retrieval.evaluate_retrieval import evaluate
        from retrieval.search import HybridProductSearch
        from retrieval.synonyms import load_synonyms

        search = HybridProductSearch(client, settings.shop, load_embedder(settings), synonyms=load_synonyms(settings))
        return evaluate(search, judgements, each=lambda: progress.advance(task))


def _table(report: RetrievalReport) -> Table:
    table = Table("measure", "value", title=f"Product search, {report.measures.queries} queries")
    measures = report.measures
    for name, value in (
        ("nDCG@10, unjudged as 0", f"{measures.ndcg_unjudged_0:.3f}"),
        ("nDCG@10, judged only", f"{measures.ndcg_judged_only:.3f}"),
        ("recall@100", f"{measures.recall:.3f}"),
        ("MRR", f"{measures.mrr:.3f}"),
        ("latency p50, of ten products", f"{report.p50_ms:.1f} ms"),
        ("latency p95, of ten products", f"{report.p95_ms:.1f} ms"),
    ):
        table.add_row(name, value)
    return table
