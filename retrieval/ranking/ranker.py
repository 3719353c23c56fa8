"""Which of a product's attributes answers a question, with a probability that can be believed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from retrieval.embedders import Embedder
from retrieval.ranking.model import RankerModel, load_model
from retrieval.ranking.rows import AttributeRows
from retrieval.ranking.rules import judged
from retrieval.schema import Attribute


class EmbeddingAttributeRanker:
    """Weighs cosines, words, concepts and measures; safe to share between threads.

    With a `cache_folder`, the embeddings of attributes outlive the process.
    """

    def __init__(
        self, embedder: Embedder, *, model: RankerModel | None = None, cache_folder: Path | None = None
    ) -> None:
        self._rows = AttributeRows(embedder, cache_folder=cache_folder)
        self._model = model or load_model()

    @property
    def threshold(self) -> float:
        """The probability from which an attribute is taken to answer; below it, the product does not state it."""
        return self._model.threshold

    def rank(self, question: str, attributes: Sequence[Attribute]) -> list[tuple[Attribute, float]]:
        """Every attribute with the calibrated probability (0..1) that it answers the question, best first."""
        if not attributes:
            return []
        likely = self._model.probabilities(self._rows.rows(question, attributes))
        probabilities = judged(question, attributes, likely)
        order = np.argsort(-probabilities, kind="stable")
        return [(attributes[place], float(probabilities[place])) for place in order]

    def warm(self, attributes: Iterable[Attribute]) -> None:
        """Embeds these attributes beforehand, so that the first question about them is answered as fast as the next."""
        self._rows.warm(attributes)
