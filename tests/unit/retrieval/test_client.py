from __future__ import annotations

from typing import Any

import pytest
from elasticsearch import Elasticsearch

from retrieval.client import check_answer
from retrieval.errors import IndexMissing, IndexUnavailable, RetrievalError


@pytest.mark.parametrize(
    ("answer", "raised"),
    [
        # As Elasticsearch 8.19 answers a multi-get of an index whose shard is not started yet.
        ({"_id": "K-1", "error": {"type": "no_shard_available_action_exception", "reason": "none"}}, IndexUnavailable),
        ({"status": 503, "error": {"type": "search_phase_execution_exception", "reason": "none"}}, IndexUnavailable),
        ({"status": 404, "error": {"type": "index_not_found_exception", "reason": "none"}}, IndexMissing),
        ({"status": 400, "error": {"type": "parsing_exception", "reason": "wrong"}}, RetrievalError),
    ],
)
def test_one_failed_answer_of_many_is_raised_by_its_kind(answer: dict[str, Any], raised: type[Exception]) -> None:
    with Elasticsearch("http://127.0.0.1:9") as client, pytest.raises(RetrievalError) as caught:
        check_answer(client, "shop", answer)
    assert type(caught.value) is raised


def test_an_answer_without_an_error_raises_nothing() -> None:
    with Elasticsearch("http://127.0.0.1:9") as client:
        check_answer(client, "shop", {"_id": "K-1", "found": True})
