from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.present_evidence import PresentEvidence
from retrieval.errors import IndexMissing, IndexUnavailable, RetrievalError
from retrieval.schema import Evidence
from tests.fakes.bot import Conversation


class Failing:
    def __init__(self, error: RetrievalError) -> None:
        self._error = error

    def passages(self, question: str, *, product_ids: Sequence[str], top_k: int = 5) -> list[Evidence]:
        raise self._error

    def policies(self, question: str, *, top_k: int = 3) -> list[Evidence]:
        raise self._error


def test_what_is_not_indexed_is_not_stated() -> None:
    evidence = PresentEvidence(Failing(IndexMissing("shopclerk-x-policies")))
    assert Conversation(evidence=evidence).ask("is it waterproof?", page="H1").outcome == "not_stated"


def test_an_index_that_cannot_be_asked_is_unavailable() -> None:
    evidence = PresentEvidence(Failing(IndexUnavailable("http://x", "refused")))
    with pytest.raises(IndexUnavailable):
        evidence.policies("returns?")
    assert Conversation(evidence=evidence).ask("is it waterproof?", page="H1").outcome == "unavailable"
