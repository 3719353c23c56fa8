"""The loss that the ranker's fit makes small."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest

from retrieval.ranking.objective import Objective

# Two questions: of three attributes the second answers, of two none does.
ROWS = np.array([[0.2, 1.0], [1.5, -0.5], [-0.3, 0.1], [0.4, 0.4], [-1.0, 0.7]])
ANSWERS = np.array([0.0, 1.0, 0.0, 0.0, 0.0])
OBJECTIVE = Objective(ROWS, ANSWERS, np.array([1.0, 1.0, 1.0, 0.5, 0.5]), np.array([0, 3]), alone=0.3, ridge=0.1)


@pytest.mark.parametrize("point", [(0.0, 0.0, 0.0), (0.7, -0.4, -1.5), (2.0, 1.0, 0.3)])
def test_objective_gradient_is_the_slope_of_its_value(point: tuple[float, ...]) -> None:
    at = np.array(point)
    _, gradient = OBJECTIVE(at)
    for place in range(len(at)):
        step = np.zeros(len(at))
        step[place] = 1e-6
        slope = (OBJECTIVE(at + step)[0] - OBJECTIVE(at - step)[0]) / 2e-6
        assert gradient[place] == pytest.approx(slope, abs=1e-5)


def test_objective_at_zero_is_the_log_of_the_choices() -> None:
    value, _ = replace(OBJECTIVE, alone=0.0)(np.zeros(3))
    # One of three attributes and none; none of two attributes and none, at half the weight.
    assert value == pytest.approx(math.log(4) + 0.5 * math.log(3))


def test_objective_is_less_where_the_answer_leads() -> None:
    leads, trails = np.array([3.0, 0.0, -1.0]), np.array([-3.0, 0.0, -1.0])
    assert OBJECTIVE(leads)[0] < OBJECTIVE(trails)[0]


def test_objective_bears_scores_beyond_measure() -> None:
    value, gradient = OBJECTIVE(np.array([1e3, -1e3, 5e2]))
    assert np.isfinite(value)
    assert np.isfinite(gradient).all()
