"""The hybrid pipeline as a document: it can be written down and read back, and holds what makes it safe."""

from __future__ import annotations

from haystack import Pipeline

from retrieval.pipeline import BM25, DENSE, JOINER, hybrid_pipeline
from retrieval.settings import RetrievalSettings

SETTINGS = RetrievalSettings(elasticsearch_url="http://search.example:9200", elasticsearch_api_key="not-to-be-written")


def test_hybrid_pipeline_survives_yaml() -> None:
    pipeline = hybrid_pipeline(SETTINGS, "shopclerk-demo-evidence")
    again = Pipeline.loads(pipeline.dumps())
    assert again.to_dict() == pipeline.to_dict()
    assert set(again.to_dict()["components"]) == {BM25, DENSE, JOINER}


def test_hybrid_pipeline_never_writes_the_key_down() -> None:
    assert "not-to-be-written" not in hybrid_pipeline(SETTINGS, "shopclerk-demo-evidence").dumps()


def test_hybrid_pipeline_merges_filters_and_matches_words_exactly() -> None:
    components = hybrid_pipeline(SETTINGS, "shopclerk-demo-evidence").to_dict()["components"]
    assert components[BM25]["init_parameters"]["fuzziness"] == "0"
    for name in (BM25, DENSE):
        parameters = components[name]["init_parameters"]
        assert parameters["filter_policy"] == "merge"
        assert parameters["filters"] == {"field": "meta.active", "operator": "==", "value": True}
        assert parameters["document_store"]["init_parameters"]["index"] == "shopclerk-demo-evidence"
    assert components[JOINER]["init_parameters"]["join_mode"] == "reciprocal_rank_fusion"
