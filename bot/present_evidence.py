"""Evidence of a shop that may have no passages or no policies yet: what is not indexed holds nothing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import structlog

from bot.answering.ports import EvidenceRetriever
from retrieval.errors import IndexMissing
from retrieval.schema import Evidence

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class PresentEvidence:
    """A retriever whose absent indexes are empty ones; every other error stays what it is."""

    retriever: EvidenceRetriever

    def passages(self, question: str, *, product_ids: Sequence[str], top_k: int = 5) -> list[Evidence]:
        """Passages of these products, best first; none where no passages are indexed."""
        return _or_none(lambda: self.retriever.passages(question, product_ids=product_ids, top_k=top_k))

    def policies(self, question: str, *, top_k: int = 3) -> list[Evidence]:
        """Policy sections, best first; none where no policies are indexed."""
        return _or_none(lambda: self.retriever.policies(question, top_k=top_k))


def _or_none(find: Callable[[], list[Evidence]]) -> list[Evidence]:
    try:
        return find()
    except IndexMissing as error:
        _log.warning("evidence_not_indexed", alias=error.alias)
        return []
