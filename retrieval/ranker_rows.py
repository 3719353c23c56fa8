"""From a question and attributes to the rows of features: reading, embedding, comparing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from retrieval.attribute_text import read_attribute
from retrieval.embedders import Embedder
from retrieval.question_reading import read_question
from retrieval.ranker_features import Matrix, features
from retrieval.schema import Attribute
from retrieval.vector_cache import VectorCache

_LONGEST_QUESTION = 500


class AttributeRows:
    """Makes rows of features; an attribute's texts are embedded once, and the embedder remembers questions."""

    def __init__(self, embedder: Embedder, *, cache_folder: Path | None = None) -> None:
        self._embedder = embedder
        self._cache = VectorCache(embedder, folder=cache_folder)

    def rows(self, question: str, attributes: Sequence[Attribute]) -> Matrix:
        """One row an attribute, in the order of `attributes`; there is at least one."""
        asked = question.strip()[:_LONGEST_QUESTION]
        readings = [read_attribute(attribute) for attribute in attributes]
        vectors = self._cache.vectors([text for one in readings for text in (one.label, one.statement)])
        cosines = (vectors @ np.asarray(self._embedder.embed([asked])[0], dtype=np.float32)).astype(np.float64)
        return features(read_question(asked), readings, cosines[0::2], cosines[1::2])

    def warm(self, attributes: Iterable[Attribute]) -> None:
        """Embeds the texts of these attributes beforehand."""
        readings = [read_attribute(attribute) for attribute in attributes]
        if readings:
            self._cache.vectors([text for one in readings for text in (one.label, one.statement)])
