"""How much a sentence sounds like a voice: a naive Bayes classifier over words and word pairs, voice against plain."""

from __future__ import annotations

import json
import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tuning import placeholders
from tuning.errors import ModelUnavailable

NAME = "style.json"
_TOKEN = re.compile(r"[a-z]+(?:['’][a-z]+)?|[.,:;!?]|<>", re.IGNORECASE)


@dataclass(frozen=True)
class StyleModel:
    """Log-odds of each feature, voice against plain; unknown features say nothing."""

    odds: Mapping[str, float]

    @classmethod
    def fit(cls, voiced: Iterable[str], plain: Iterable[str]) -> StyleModel:
        """The model that tells these two sets of sentences apart, with add-one smoothing."""
        heard, unheard = (Counter(f for text in texts for f in _features(text)) for texts in (voiced, plain))
        known = heard.keys() | unheard.keys()
        total, other = heard.total() + len(known), unheard.total() + len(known)
        return cls(
            {f: round(math.log((heard[f] + 1) / total) - math.log((unheard[f] + 1) / other), 4) for f in sorted(known)}
        )

    def score(self, text: str) -> float:
        """0 (plain) to 1 (the voice): the probability after the mean evidence of the features, weighed as ten."""
        found = [self.odds[f] for f in _features(text) if f in self.odds]
        return 1 / (1 + math.exp(-10 * sum(found) / len(found))) if found else 0.5


def write_style(folder: Path, style: StyleModel) -> None:
    """Writes the model beside the adapter whose voice it knows."""
    (folder / NAME).write_text(json.dumps(dict(style.odds), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def read_style(folder: Path) -> StyleModel:
    """The style model of an adapter; raises `ModelUnavailable`."""
    try:
        return StyleModel(json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError) as error:
        raise ModelUnavailable(f"{folder / NAME}: expected a style model, got {error}") from error


def _features(text: str) -> list[str]:
    words = ["^", *_TOKEN.findall(placeholders.PATTERN.sub("<>", text).lower()), "$"]
    return [*words[1:-1], *(f"{one} {other}" for one, other in zip(words, words[1:], strict=False))]
