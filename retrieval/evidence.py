"""The evidence for an answer: passages of given products, and policy sections, by hybrid retrieval."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

from elastic_transport import TransportError
from elasticsearch import ApiError
from haystack import Document, Pipeline
from haystack.core.errors import PipelineRuntimeError

from retrieval.client import asking, connect
from retrieval.codec import decode_evidence
from retrieval.embedders import Embedder
from retrieval.errors import IndexMissing, RetrievalError
from retrieval.pipeline import JOINER, hybrid_pipeline, question_inputs
from retrieval.policies import bearing_on
from retrieval.schema import Evidence
from retrieval.settings import RetrievalSettings
from retrieval.shop_index import alias_of

_LONGEST_QUESTION = 500


class HybridEvidenceRetriever:
    """Finds passages and policy sections by their words and their meaning at once; safe to share between threads."""

    def __init__(self, settings: RetrievalSettings, embedder: Embedder) -> None:
        self._embedder = embedder
        self._passages = _Passages(settings, alias_of(settings.shop, "evidence"))
        self._policies = _Passages(settings, alias_of(settings.shop, "policies"))

    def passages(self, question: str, *, product_ids: Sequence[str], top_k: int = 5) -> list[Evidence]:
        """Passages of these products, best first; `score` is the cosine to the question. Raises `RetrievalError`."""
        asked = question.strip()[:_LONGEST_QUESTION]
        if not (asked and product_ids):
            return []
        vector = self._embedder.embed([asked])[0]
        of_products = {"field": "meta.product_id", "operator": "in", "value": list(product_ids)}
        return [_evidence(found, vector) for found in self._passages.find(asked, vector, of_products)[:top_k]]

    def policies(self, question: str, *, top_k: int = 3) -> list[Evidence]:
        """Policy sections that bear on the question, best first, none if none does; `score` is the cosine to it,
        or what just bears on it where the heading says all that is asked.

        Raises `RetrievalError`.
        """
        asked = question.strip()[:_LONGEST_QUESTION]
        if not asked:
            return []
        vector = self._embedder.embed([asked])[0]
        found = [_evidence(one, vector) for one in self._policies.find(asked, vector, None)]
        return bearing_on(found, asked)[:top_k]


class _Passages:
    """The pipeline over one alias, its failures in this package's words."""

    def __init__(self, settings: RetrievalSettings, alias: str) -> None:
        self._alias = alias
        self._client = connect(settings)
        self._pipeline: Pipeline = hybrid_pipeline(settings, alias)
        self._found = False
        self._finding = threading.Lock()

    def find(self, question: str, vector: list[float], filters: dict[str, Any] | None) -> list[Document]:
        self._be_there()
        try:
            outputs = self._pipeline.run(question_inputs(question, vector, filters))
        except PipelineRuntimeError as error:
            self._found = False
            cause = error.__cause__
            if not isinstance(cause, ApiError | TransportError):
                raise RetrievalError(f"{self._alias}: {error}") from error
            with asking(self._client, self._alias):
                raise cause from error
        documents: list[Document] = outputs[JOINER]["documents"]
        return documents

    def _be_there(self) -> None:
        # Haystack's store would make an absent index, under the name that the alias must have.
        with self._finding:
            if self._found:
                return
            with asking(self._client, self._alias):
                if not self._client.indices.exists_alias(name=self._alias):
                    raise IndexMissing(self._alias)
            self._found = True


def _evidence(document: Document, vector: Sequence[float]) -> Evidence:
    cosine = sum(a * b for a, b in zip(vector, document.embedding or (), strict=False))
    return decode_evidence({**document.meta, "id": document.id, "content": document.content}, score=cosine)
