"""Folds that keep groups of questions whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

FOLDS = 5


def folds(groups: Sequence[str], *, number: int = FOLDS) -> list[int]:
    """A fold for each question: a group is never in two of them, and they are of about one size."""
    filled = [0] * number
    fold_of: dict[str, int] = {}
    for group, size in sorted(Counter(groups).items(), key=lambda entry: (-entry[1], entry[0])):
        fold_of[group] = filled.index(min(filled))
        filled[fold_of[group]] += size
    return [fold_of[group] for group in groups]
