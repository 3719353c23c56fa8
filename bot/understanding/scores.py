"""In-scope accuracy and out-of-scope recall, as configured and over thresholds of the classifier's confidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.understanding.labelled import OUT_OF_SCOPE, Labelled

THRESHOLDS = tuple(tenth / 10 for tenth in range(1, 10))


@dataclass(frozen=True, slots=True)
class Understood:
    """What the pipeline made of a text: its decision (None: out of scope), and its best intent with the confidence."""

    decided: str | None
    best: str
    confidence: float

    def at(self, threshold: float) -> str | None:
        """The intent where its confidence reaches the threshold; None for out of scope."""
        return self.best if self.confidence >= threshold else None


@dataclass(frozen=True, slots=True)
class Scores:
    """Shares from 0 to 1; None where the file has no utterance of the kind."""

    in_scope_accuracy: float | None
    out_of_scope_recall: float | None


def scores(utterances: Sequence[Labelled], decisions: Sequence[str | None]) -> Scores:
    """Right intents among what is in scope, and refusals among what is not; a refusal is wrong in scope."""
    said = list(zip(utterances, (None if one == OUT_OF_SCOPE else one for one in decisions), strict=True))
    return Scores(
        _share([intent == one.label for one, intent in said if one.label != OUT_OF_SCOPE]),
        _share([intent is None for one, intent in said if one.label == OUT_OF_SCOPE]),
    )


def over_thresholds(utterances: Sequence[Labelled], understood: Sequence[Understood]) -> dict[float, Scores]:
    """The scores at each threshold, a best intent below it counting as out of scope."""
    return {at: scores(utterances, [one.at(at) for one in understood]) for at in THRESHOLDS}


def _share(right: Sequence[bool]) -> float | None:
    return round(sum(right) / len(right), 4) if right else None
