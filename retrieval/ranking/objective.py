"""What the fit makes small: the log loss of each attribute, and of each question's choice among its attributes.

The choice has one more candidate, of score 0: that none answers. It is what ranks; the loss of each attribute keeps
the scores probabilities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.features import Matrix

Counts: TypeAlias = NDArray[np.int64]

# A score beyond is as sure as can be, and its odds would no longer be a number.
_STEEPEST = 30.0


@dataclass(frozen=True, slots=True)
class Objective:
    """Rows of all questions one under another; `starts` is where each question's begin, `weights` is one a row."""

    rows: Matrix
    answers: Matrix
    weights: Matrix
    starts: Counts
    alone: float
    ridge: float

    def __call__(self, point: Matrix) -> tuple[float, Matrix]:
        """The loss at coefficients and intercept, and its gradient."""
        scores = np.clip(self.rows @ point[:-1] + point[-1], -_STEEPEST, _STEEPEST)
        chosen, pull = self._of_choices(scores)
        each = np.logaddexp(0.0, scores) - self.answers * scores
        pull = pull + self.alone * (1.0 / (1.0 + np.exp(-scores)) - self.answers)
        shrunk = self.ridge * point[:-1]
        value = chosen + self.alone * (self.weights @ each) + 0.5 * shrunk @ point[:-1]
        weighed = self.weights * pull
        return float(value), np.append(self.rows.T @ weighed + shrunk, weighed.sum())

    def _of_choices(self, scores: Matrix) -> tuple[float, Matrix]:
        """The summed log loss of the choices, and how it pulls at each score."""
        odds = np.exp(scores)
        right = np.add.reduceat(odds * self.answers, self.starts)
        answered = right > 0.0
        every = np.add.reduceat(odds, self.starts) + 1.0
        right = np.where(answered, right, 1.0)
        of = np.repeat(np.arange(len(self.starts)), np.diff(np.append(self.starts, len(scores))))
        pull = odds / every[of] - np.where(answered[of], odds * self.answers / right[of], 0.0)
        return float(self.weights[self.starts] @ (np.log(every) - np.log(right))), pull
