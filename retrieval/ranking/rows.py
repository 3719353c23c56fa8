"""From a question and attributes to the rows of features: reading, embedding, comparing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from retrieval.embedders import Embedder
from retrieval.ranking.attribute_text import AttributeReading, read_attribute
from retrieval.ranking.features import Matrix, features
from retrieval.ranking.question_reading import QuestionReading, read_question
from retrieval.schema import Attribute
from retrieval.vector_cache import VectorCache

_LONGEST_QUESTION = 500
# So many attributes have their whole statement embedded for a question; a product may state hundreds.
_SHORTLIST = 24
_HINT = 0.3


class AttributeRows:
    """Makes rows of features; an attribute's texts are embedded once, and the embedder remembers questions."""

    def __init__(self, embedder: Embedder, *, cache_folder: Path | None = None) -> None:
        self._embedder = embedder
        self._cache = VectorCache(embedder, folder=cache_folder)

    def rows(self, question: str, attributes: Sequence[Attribute]) -> Matrix:
        """One row an attribute, in the order of `attributes`; there is at least one."""
        asked = question.strip()[:_LONGEST_QUESTION]
        readings = [read_attribute(attribute) for attribute in attributes]
        reading = read_question(asked)
        vector = np.asarray(self._embedder.embed([asked])[0], dtype=np.float32)
        labels = (self._cache.vectors([one.label for one in readings]) @ vector).astype(np.float64)
        hints = [_hinted(reading, one) for one in readings]
        near = np.argsort(-(labels + _HINT * np.asarray(hints)), kind="stable")[:_SHORTLIST]
        statements = labels.copy()
        statements[near] = self._cache.vectors([readings[place].statement for place in near]) @ vector
        return features(reading, readings, labels, statements)

    def warm(self, attributes: Iterable[Attribute]) -> None:
        """Embeds the texts of these attributes beforehand."""
        readings = [read_attribute(attribute) for attribute in attributes]
        if readings:
            self._cache.vectors([text for one in readings for text in (one.label, one.statement)])


def _hinted(question: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether something besides the label's meaning speaks for an attribute."""
    return bool(question.concepts.keys() & attribute.concepts.keys() or question.carrying & attribute.value_stems)
