"""The fitted part of the attribute ranker: a logistic model as a JSON file of coefficients."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.resources import files
from typing import Any

import numpy as np

from retrieval.ranking.features import FEATURES, Matrix

_FARTHEST = 5.0


@dataclass(frozen=True, slots=True)
class RankerModel:
    """Coefficients over standardised features; `threshold` is the probability from which an attribute answers."""

    features: tuple[str, ...]
    means: tuple[float, ...]
    scales: tuple[float, ...]
    coefficients: tuple[float, ...]
    intercept: float
    threshold: float

    def probabilities(self, rows: Matrix) -> Matrix:
        """The calibrated probability of each row."""
        rows = standardised(rows, np.asarray(self.means), np.asarray(self.scales))
        scores = rows @ np.asarray(self.coefficients) + self.intercept
        probabilities: Matrix = 1.0 / (1.0 + np.exp(-scores))
        return probabilities

    def as_json(self) -> str:
        """The file's text."""
        return json.dumps(asdict(self), indent=1)


def standardised(rows: Matrix, means: Matrix, scales: Matrix) -> Matrix:
    """Rows in standard deviations from the means, five at most: what is rare decides nothing by itself."""
    clipped: Matrix = np.clip((rows - means) / scales, -_FARTHEST, _FARTHEST)
    return clipped


def read_model(text: str) -> RankerModel:
    """The model of a file's text; raises ValueError when it was fitted for other features than this program's."""
    data: Mapping[str, Any] = json.loads(text)
    if tuple(data["features"]) != FEATURES:
        raise ValueError(f"expected coefficients of {len(FEATURES)} features {FEATURES}, got {data['features']}")
    return RankerModel(
        features=FEATURES,
        means=tuple(data["means"]),
        scales=tuple(data["scales"]),
        coefficients=tuple(data["coefficients"]),
        intercept=data["intercept"],
        threshold=data["threshold"],
    )


def load_model() -> RankerModel:
    """The model that is shipped with this package."""
    return read_model((files("retrieval.ranking") / "models" / "attribute_ranker.json").read_text(encoding="utf-8"))
