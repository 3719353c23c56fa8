"""How good a ranking of attributes is: P@1, MAP, MRR@5, and knowing when none answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from retrieval.ranking.labelled_questions import LabelledQuestion

_DEPTH = 5


@dataclass(frozen=True, slots=True)
class Ranking:
    """A question's candidates as they were ranked: 1 for each that answers, best first, and the best's probability."""

    answers: tuple[int, ...]
    best: float


@dataclass(frozen=True, slots=True)
class RankingFigures:
    """Figures over questions; precision at 1, MAP and MRR@5 over those that have an answer."""

    precision_at_1: float
    mean_average_precision: float
    mrr_at_5: float
    abstention_precision: float | None
    abstention_recall: float | None
    questions: int
    unanswerable: int


def ranking_of(question: LabelledQuestion, probabilities: Sequence[float]) -> Ranking:
    """The ranking by probability; a candidate of several attributes stands where its best one does."""
    best: dict[int, float] = {}
    answers: dict[int, int] = {}
    for candidate, probability, answer in zip(question.candidate_of, probabilities, question.answers, strict=True):
        if answer is not None:
            best[candidate] = max(probability, best.get(candidate, -1.0))
            answers[candidate] = max(answer, answers.get(candidate, 0))
    order = sorted(best, key=lambda candidate: -best[candidate])
    return Ranking(tuple(answers[candidate] for candidate in order), max(best.values(), default=0.0))


def figures(rankings: Sequence[Ranking], *, threshold: float) -> RankingFigures:
    """The figures of these rankings, abstaining where the best probability is below `threshold`."""
    answerable = [one for one in rankings if 1 in one.answers]
    abstained = [one for one in rankings if one.best < threshold]
    rightly = sum(1 not in one.answers for one in abstained)
    unanswerable = len(rankings) - len(answerable)
    return RankingFigures(
        precision_at_1=_mean([float(one.answers[0]) for one in answerable]),
        mean_average_precision=_mean([_average_precision(one.answers) for one in answerable]),
        mrr_at_5=_mean([_reciprocal_rank(one.answers[:_DEPTH]) for one in answerable]),
        abstention_precision=rightly / len(abstained) if abstained else None,
        abstention_recall=rightly / unanswerable if unanswerable else None,
        questions=len(rankings),
        unanswerable=unanswerable,
    )


def _average_precision(answers: Sequence[int]) -> float:
    places = [place for place, answer in enumerate(answers, start=1) if answer]
    return _mean([number / place for number, place in enumerate(places, start=1)])


def _reciprocal_rank(answers: Sequence[int]) -> float:
    return 1.0 / (answers.index(1) + 1) if 1 in answers else 0.0


def _mean(numbers: Sequence[float]) -> float:
    return float(np.mean(numbers)) if numbers else 0.0
