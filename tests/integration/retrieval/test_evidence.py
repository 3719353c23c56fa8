"""Passages and policies found in a real Elasticsearch."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from elasticsearch import Elasticsearch

from retrieval.client import connect
from retrieval.errors import IndexMissing, IndexUnavailable
from retrieval.evidence import HybridEvidenceRetriever
from retrieval.index import PassageIndex, PolicyIndex
from retrieval.policies import policy_text
from retrieval.schema import Evidence, PolicySection
from retrieval.settings import RetrievalSettings
from tests.fakes.embedders import HashingEmbedder

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
PASSAGES = {
    "lamp": ["The arm folds flat for travel.", "A warm reading light for the desk."],
    "kettle": ["The kettle boils a litre in three minutes.", "The handle stays cool and folds away."],
    "radio": ["Receives FM and DAB stations."],
}
SECTIONS = {
    "returns": ("Returns", "How long you have", "You may return an unused product within thirty days of delivery."),
    "canada": ("Shipping", "Countries we ship to", "We ship to the United States and Canada."),
    "warranty": ("Warranty", "What is covered", "Defects in material are covered for two years."),
}


def passage(product_id: str, number: int, text: str) -> Evidence:
    return Evidence(
        id=f"{product_id}#d{number}", kind="description", text=text, score=0.0, source="feed", version=7, as_of=NOW,
        product_id=product_id, url=f"/products/{product_id}",
    )  # fmt: skip


def section(key: str) -> PolicySection:
    title, heading, text = SECTIONS[key]
    return PolicySection(
        id=f"policy:{key}", policy=title.lower(), title=title, heading=heading, text=text, url=f"/policies/{key}",
        source="policies", version=7, as_of=NOW,
    )  # fmt: skip


@pytest.fixture
def settings(elasticsearch_url: str, shop: str) -> RetrievalSettings:
    return RetrievalSettings(shop=shop, elasticsearch_url=elasticsearch_url, request_timeout_s=5.0)


@pytest.fixture
def client(settings: RetrievalSettings) -> Iterator[Elasticsearch]:
    with connect(settings) as client:
        yield client


@pytest.fixture
def retriever(client: Elasticsearch, settings: RetrievalSettings) -> HybridEvidenceRetriever:
    embedder = HashingEmbedder(dims=1024)
    passages = [passage(one, number, text) for one, texts in PASSAGES.items() for number, text in enumerate(texts)]
    index = PassageIndex(client, settings.shop)
    index.create(embedder.dims)
    index.upsert(passages, embeddings={one.id: embedder.embed([one.text])[0] for one in passages})
    index.refresh()
    policies = PolicyIndex(client, settings.shop)
    policies.create(embedder.dims)
    sections = [section(key) for key in SECTIONS]
    policies.upsert(sections, embeddings={one.id: embedder.embed([policy_text(one)])[0] for one in sections})
    policies.refresh()
    return HybridEvidenceRetriever(settings, embedder)


def test_passages_are_of_the_given_products_only(retriever: HybridEvidenceRetriever) -> None:
    found = retriever.passages("does the handle fold away?", product_ids=["lamp", "radio"])
    assert {one.product_id for one in found} == {"lamp", "radio"}
    assert found[0].text == "The arm folds flat for travel."


def test_passages_keep_what_a_receipt_needs(retriever: HybridEvidenceRetriever) -> None:
    best = retriever.passages("which stations does it receive", product_ids=["radio"], top_k=1)[0]
    assert (best.id, best.kind, best.source, best.version, best.as_of) == ("radio#d0", "description", "feed", 7, NOW)
    assert best.url == "/products/radio"
    assert 0.0 < best.score <= 1.0


def test_passages_of_no_product_or_no_question_are_none(retriever: HybridEvidenceRetriever) -> None:
    assert retriever.passages("does it fold?", product_ids=[]) == []
    assert retriever.passages("  ", product_ids=["lamp"]) == []


def test_a_deleted_passage_is_never_found(
    client: Elasticsearch, settings: RetrievalSettings, retriever: HybridEvidenceRetriever
) -> None:
    index = PassageIndex(client, settings.shop)
    index.delete(["lamp#d0"], version=8)
    index.refresh()
    found = retriever.passages("does the arm fold flat for travel?", product_ids=["lamp"])
    assert [one.id for one in found] == ["lamp#d1"]


def test_words_are_matched_as_written(retriever: HybridEvidenceRetriever) -> None:
    exact = retriever.passages("kettle", product_ids=["kettle"], top_k=1)[0]
    assert exact.text.startswith("The kettle")


def test_policies_come_nearest_first_with_a_cosine(retriever: HybridEvidenceRetriever) -> None:
    found = retriever.policies("do you ship to Canada?")
    assert found[0].id == "policy:canada"
    assert found[0].heading == "Countries we ship to"
    assert [one.score for one in found] == sorted((one.score for one in found), reverse=True)


def test_policies_are_none_when_none_bears_on_the_question(retriever: HybridEvidenceRetriever) -> None:
    assert retriever.policies("xylophone zebra quark") == []


def test_many_threads_may_ask_at_once(retriever: HybridEvidenceRetriever) -> None:
    asked = [("stations", "radio"), ("boils a litre", "kettle"), ("reading light", "lamp")] * 8
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda one: retriever.passages(one[0], product_ids=[one[1]], top_k=1)[0], asked))
    assert [one.product_id for one in found] == [product_id for _, product_id in asked]


def test_a_missing_index_is_said_and_not_made(client: Elasticsearch, settings: RetrievalSettings) -> None:
    retriever = HybridEvidenceRetriever(settings, HashingEmbedder())
    with pytest.raises(IndexMissing, match=f"shopclerk-{settings.shop}-evidence"):
        retriever.passages("does it fold?", product_ids=["lamp"])
    assert not client.indices.exists(index=f"shopclerk-{settings.shop}-evidence")


def test_an_index_dropped_meanwhile_is_said(
    client: Elasticsearch, settings: RetrievalSettings, retriever: HybridEvidenceRetriever
) -> None:
    assert retriever.policies("do you ship to Canada?")
    PolicyIndex(client, settings.shop).drop()
    for _ in range(2):
        with pytest.raises(IndexMissing):
            retriever.policies("do you ship to Canada?")


def test_a_silent_server_is_an_unavailable_index() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        retriever = HybridEvidenceRetriever(RetrievalSettings(elasticsearch_url=url), HashingEmbedder())
        with pytest.raises(IndexUnavailable) as caught:
            retriever.policies("do you ship to Canada?")
    assert caught.value.url == url
