"""`shopclerk evaluate attributes`: is the attribute that answers found, and is it known when none does?"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Protocol

import typer
from rich.console import Console
from rich.table import Table

from retrieval.errors import InputInvalid, RetrievalError, SettingsInvalid
from retrieval.schema import Attribute
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from retrieval.ranking.labelled_questions import LabelledQuestion
    from retrieval.ranking.metrics import RankingFigures

_FAILED, _BAD_INPUT = 1, 2


class Ranks(Protocol):
    """What is measured."""

    @property
    def threshold(self) -> float:
        """The probability from which an attribute answers."""

    def rank(self, question: str, attributes: Sequence[Attribute]) -> list[tuple[Attribute, float]]:
        """Every attribute with the probability that it answers, best first."""


def evaluate_attributes(
    file: Annotated[
        Path, typer.Option(help="TSV with the columns qid, qa_pair_id, question, candidate, label (0, 1).")
    ],
    as_json: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Rank each question's candidates as the bot ranks a product's attributes, and measure it against the labels."""
    try:
        found = _measure(file, quiet=as_json)
    except RetrievalError as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(_BAD_INPUT if isinstance(error, InputInvalid | SettingsInvalid) else _FAILED) from error
    if as_json:
        typer.echo(json.dumps(as_dict(found)))
    else:
        Console().print(_table(found))


def evaluate(
    ranker: Ranks, questions: Sequence[LabelledQuestion], *, each: Callable[[], None] = lambda: None
) -> RankingFigures:
    """The figures of a ranker over labelled questions; `each` is called after each of them."""
    from retrieval.ranking.metrics import figures, ranking_of

    rankings = []
    for question in questions:
        # Equal attributes of one question are told apart by where they stand in it.
        found = {
            id(attribute): probability for attribute, probability in ranker.rank(question.question, question.attributes)
        }
        rankings.append(ranking_of(question, [found[id(attribute)] for attribute in question.attributes]))
        each()
    return figures(rankings, threshold=ranker.threshold)


def as_dict(found: RankingFigures) -> dict[str, Any]:
    """The figures in the form that BENCHMARKS states."""
    return {
        "p@1": found.precision_at_1,
        "map": found.mean_average_precision,
        "mrr@5": found.mrr_at_5,
        "abstention": {"precision": found.abstention_precision, "recall": found.abstention_recall},
        "questions": found.questions,
    }


def _measure(file: Path, *, quiet: bool) -> RankingFigures:
    from rich.progress import Progress

    from retrieval.ranking.labelled_questions import read_judged

    settings = RetrievalSettings.from_environment()
    questions = read_judged(file)
    from retrieval.embedders import load_embedder
    from retrieval.ranking.ranker import EmbeddingAttributeRanker

    ranker = EmbeddingAttributeRanker(load_embedder(settings))
    with Progress(console=Console(stderr=True), disable=quiet, transient=True) as progress:
        task = progress.add_task("Questions", total=len(questions))
        return evaluate(ranker, questions, each=lambda: progress.advance(task))


def _table(found: RankingFigures) -> Table:
    table = Table("measure", "value", title=f"Attribute ranking, {found.questions} questions")
    for name, value in (
        ("P@1", found.precision_at_1),
        ("MAP", found.mean_average_precision),
        ("MRR@5", found.mrr_at_5),
        (f"abstention precision, {found.unanswerable} without an answer", found.abstention_precision),
        ("abstention recall", found.abstention_recall),
    ):
        table.add_row(name, "-" if value is None else f"{value:.3f}")
    return table
