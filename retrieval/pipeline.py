"""The hybrid passage retrieval as a Haystack pipeline: BM25 and dense, joined by reciprocal rank fusion."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from haystack import Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.document_stores.types import FilterPolicy
from haystack.utils import Secret
from haystack_integrations.components.retrievers.elasticsearch import (
    ElasticsearchBM25Retriever,
    ElasticsearchEmbeddingRetriever,
)
from haystack_integrations.document_stores.elasticsearch import ElasticsearchDocumentStore

from retrieval.settings import RetrievalSettings

BM25 = "bm25"
DENSE = "dense"
JOINER = "joiner"
# What no question may see: merged with the filters of each run, which may only narrow it further.
_ACTIVE: Mapping[str, Any] = {"field": "meta.active", "operator": "==", "value": True}
_TOP_K = 20


def hybrid_pipeline(settings: RetrievalSettings, alias: str) -> Pipeline:
    """A pipeline over the documents behind `alias`; nothing is sent before its first run."""
    pipeline = Pipeline()
    pipeline.add_component(
        BM25,
        ElasticsearchBM25Retriever(
            document_store=_store(settings, alias),
            filters=dict(_ACTIVE),
            # A word of the question is found as it is: fuzzy words find other products' words.
            fuzziness="0",
            top_k=_TOP_K,
            filter_policy=FilterPolicy.MERGE,
        ),
    )
    pipeline.add_component(
        DENSE,
        ElasticsearchEmbeddingRetriever(
            document_store=_store(settings, alias),
            filters=dict(_ACTIVE),
            top_k=_TOP_K,
            filter_policy=FilterPolicy.MERGE,
        ),
    )
    pipeline.add_component(JOINER, DocumentJoiner(join_mode="reciprocal_rank_fusion", top_k=_TOP_K))
    pipeline.connect(f"{BM25}.documents", f"{JOINER}.documents")
    pipeline.connect(f"{DENSE}.documents", f"{JOINER}.documents")
    return pipeline


def question_inputs(question: str, vector: list[float], filters: dict[str, Any] | None) -> dict[str, dict[str, Any]]:
    """What `Pipeline.run` takes for one question."""
    return {
        BM25: {"query": question, "filters": filters},
        DENSE: {"query_embedding": vector, "filters": filters},
    }


def _store(settings: RetrievalSettings, alias: str) -> ElasticsearchDocumentStore:
    return ElasticsearchDocumentStore(
        hosts=settings.elasticsearch_url,
        index=alias,
        # The key's name is serialised with the pipeline, never the key.
        api_key=Secret.from_env_var("ELASTICSEARCH_API_KEY", strict=False),
        api_key_id=None,
        request_timeout=settings.request_timeout_s,
        max_retries=1,
        retry_on_timeout=False,
    )
