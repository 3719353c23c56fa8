"""The composition root of everything that answers in process: settings in, a pipeline out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import structlog

from bot.answering.pipeline import AnsweringPipeline
from bot.answering.ports import Phraser, ProductLookup, ProductSearch
from bot.answering.receipt import FileReceiptBook
from bot.answering.types import Question, Reply
from bot.answering.voice import Wordsmith
from bot.intents import ExemplarIntents
from bot.present_evidence import PresentEvidence
from bot.present_offers import PresentOffers, PresentSearch
from bot.settings import BotSettings
from retrieval.embedders import Embedder, load_embedder
from retrieval.settings import RetrievalSettings

_log = structlog.get_logger(__name__)
VOICE_OFF = "off"


@dataclass(frozen=True)
class ClassifyingPipeline:
    """A pipeline for callers without Rasa: it classifies a question that nobody has classified."""

    pipeline: AnsweringPipeline
    intents: ExemplarIntents

    def answer(self, question: Question) -> Reply:
        """The reply; never raises."""
        if question.intent is None and question.chosen_product_id is None:
            question = replace(question, intent=self.intents.classify(question.text))
        return self.pipeline.answer(question)


def build_pipeline(
    settings: BotSettings | None = None,
    *,
    retrieval: RetrievalSettings | None = None,
    embedder: Embedder | None = None,
) -> AnsweringPipeline:
    """The pipeline of this process: loads the embedder and the voice, seconds the first time."""
    from retrieval.client import connect
    from retrieval.evidence import HybridEvidenceRetriever
    from retrieval.products import ElasticsearchProductLookup
    from retrieval.ranking.ranker import EmbeddingAttributeRanker
    from retrieval.search import HybridProductSearch
    from retrieval.synonyms import load_synonyms

    settings = settings or BotSettings.from_environment()
    retrieval = retrieval or RetrievalSettings.from_environment()
    embedder = embedder or load_embedder(retrieval)
    client = connect(retrieval)
    synonyms = load_synonyms(retrieval)
    phraser, lexicon = load_voice(settings)
    ranker = EmbeddingAttributeRanker(embedder, cache_folder=settings.state_dir / "embeddings")
    lookup, search = _offered(
        settings,
        ElasticsearchProductLookup(client, retrieval.shop),
        HybridProductSearch(client, retrieval.shop, embedder, synonyms=synonyms),
    )
    return AnsweringPipeline(
        lookup=lookup,
        search=search,
        evidence=PresentEvidence(HybridEvidenceRetriever(retrieval, embedder)),
        ranker=ranker,
        phraser=phraser,
        clock=_now,
        deadline_s=settings.deadline_s,
        shop=settings.shop_facts,
        receipts=FileReceiptBook(settings.receipts_dir),
        adapter=settings.voice if phraser else None,
        wordsmith=Wordsmith(phraser, lexicon, timeout_s=settings.voice_timeout_s),
        attribute_threshold=ranker.threshold,
        synonyms=synonyms,
    )


def _offered(
    settings: BotSettings, lookup: ProductLookup, search: ProductSearch
) -> tuple[ProductLookup, ProductSearch]:
    """Both as they are, or without prices and stock that are too old, as configured."""
    if not settings.withholds_stale:
        return lookup, search
    facts = settings.shop_facts
    return PresentOffers(lookup, facts, _now), PresentSearch(search, facts, _now)


def _now() -> datetime:
    return datetime.now(UTC)


def build_classifying_pipeline(
    settings: BotSettings | None = None,
    *,
    retrieval: RetrievalSettings | None = None,
    embedder: Embedder | None = None,
) -> ClassifyingPipeline:
    """The pipeline with its own intents, for the terminal and for evaluation."""
    retrieval = retrieval or RetrievalSettings.from_environment()
    embedder = embedder or load_embedder(retrieval)
    pipeline = build_pipeline(settings, retrieval=retrieval, embedder=embedder)
    return ClassifyingPipeline(pipeline, ExemplarIntents.from_folder(embedder))


def load_voice(settings: BotSettings) -> tuple[Phraser | None, Mapping[str, frozenset[str]]]:
    """The shop's generator and its lexicon; none when the voice is off or cannot be loaded, which is logged."""
    if settings.voice == VOICE_OFF:
        return None, {}
    from tuning.errors import TuningError
    from tuning.generator import load_generator

    try:
        generator = load_generator(settings.voice)
    except TuningError as error:
        _log.error("voice_not_loaded", voice=settings.voice, error=str(error))
        return None, {}
    return generator, generator.lexicon
