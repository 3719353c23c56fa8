"""Intents without Rasa: the nearest of the very examples Rasa is trained on, by the embedder."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, cast, get_args

import yaml

from bot.answering.types import Intent

ASSISTANT_DATA = Path(__file__).resolve().parent / "assistant" / "data"
NEIGHBOURS = 5
# Below this cosine of the nearest example a text is like nothing the bot was shown.
OUT_OF_SCOPE_BELOW = 0.28
_MARKUP = re.compile(r"\[([^\]]+)\](?:\([^)]*\)|\{[^}]*\})")


class Embedding(Protocol):
    """Turns texts into unit vectors."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, in order."""


@dataclass(frozen=True)
class ExemplarIntents:
    """Classifies by the five nearest examples, each counting by its cosine."""

    embedder: Embedding
    examples: tuple[tuple[str, Intent], ...]
    _vectors: Any

    @classmethod
    def from_examples(cls, embedder: Embedding, examples: Sequence[tuple[str, Intent]]) -> ExemplarIntents:
        """A classifier over these examples, embedded once."""
        import numpy as np

        return cls(embedder, tuple(examples), np.asarray(embedder.embed([text for text, _ in examples])))

    @classmethod
    def from_folder(cls, embedder: Embedding, folder: Path = ASSISTANT_DATA) -> ExemplarIntents:
        """A classifier over the examples of a Rasa data folder."""
        return cls.from_examples(embedder, list(read_examples(folder)))

    def classify(self, text: str) -> Intent:
        """The intent of a text; `out_of_scope` for what is near no example."""
        import numpy as np

        cosines = self._vectors @ np.asarray(self.embedder.embed([text])[0])
        nearest = np.argsort(-cosines)[:NEIGHBOURS]
        if not len(nearest) or cosines[nearest[0]] < OUT_OF_SCOPE_BELOW:
            return "out_of_scope"
        votes: dict[Intent, float] = {}
        for place in nearest:
            intent = self.examples[place][1]
            votes[intent] = votes.get(intent, 0.0) + float(cosines[place]) ** 3
        return max(votes, key=lambda intent: votes[intent])


def read_examples(folder: Path) -> Iterator[tuple[str, Intent]]:
    """The examples of every nlu.yml under a folder, their entity markup removed; unknown intents are left out."""
    known = set(get_args(Intent))
    for path in sorted(folder.rglob("nlu.yml")):
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
        for entry in content.get("nlu") or ():
            intent = entry.get("intent")
            if intent not in known:
                continue
            for line in str(entry.get("examples") or "").splitlines():
                example = _MARKUP.sub(r"\1", line.strip().removeprefix("-").strip())
                if example:
                    yield example, cast(Intent, intent)
