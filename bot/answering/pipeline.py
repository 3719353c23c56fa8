"""The answering path: read, resolve, plan, draft, phrase, verify, reply. It never raises, and keeps its deadline."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property

import structlog

from bot.answering.draft import draft_of
from bot.answering.excerpt import LONG, asking_part
from bot.answering.kinds import is_search
from bot.answering.metrics import DEGRADED, LATENCY, REPLIES
from bot.answering.plan import Planner
from bot.answering.planning.attribute import THRESHOLD
from bot.answering.planning.product import ProductPlanner
from bot.answering.ports import AttributeRanker, EvidenceRetriever, Phraser, ProductLookup, ProductSearch
from bot.answering.pounds import pounds_told
from bot.answering.reading import Reading, clean, scripts_apart
from bot.answering.receipt import NoReceipts, ReceiptBook, new_receipt_id
from bot.answering.resolve import Resolver
from bot.answering.shop import ShopFacts
from bot.answering.types import AnswerPlan, Claim, Draft, Fact, Question, Reply
from bot.answering.voice import Wording, Wordsmith
from bot.answering.wishes.finder import Finder
from bot.answering.wishes.remembered import RememberedSearch
from retrieval.deadline import reading_within
from retrieval.errors import RetrievalError
from retrieval.synonyms import NO_SYNONYMS, Synonyms

MAX_CHARACTERS = 10_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class AnsweringPipeline:
    """Answers one question after another from the ports it is given; safe to share between threads."""

    lookup: ProductLookup
    search: ProductSearch
    evidence: EvidenceRetriever
    ranker: AttributeRanker
    phraser: Phraser | None
    clock: Callable[[], datetime]
    deadline_s: float
    shop: ShopFacts
    receipts: ReceiptBook = field(default_factory=NoReceipts)
    adapter: str | None = None
    wordsmith: Wordsmith | None = None
    attribute_threshold: float = THRESHOLD
    synonyms: Synonyms = NO_SYNONYMS

    @cached_property
    def _words(self) -> Wordsmith:
        return self.wordsmith or Wordsmith(self.phraser)

    def answer(self, question: Question) -> Reply:
        """The reply to a question; whatever fails, an honest sentence with outcome `unavailable`."""
        started = time.monotonic()
        receipt_id = new_receipt_id(self.clock())
        try:
            with reading_within(self.deadline_s):
                plan = self._plan(question)
            wording = self._word(question, plan, seconds=self.deadline_s - (time.monotonic() - started))
        except Exception as error:  # noqa: BLE001  # the process's edge: a customer always gets an answer
            _degraded(error, receipt_id)
            plan = AnswerPlan("unavailable", (Claim("unavailable", {}),), focus=question.focus)
            wording = Wording(draft_of(plan.claims[0]).text, "draft")
        reply = _reply(plan, wording, receipt_id, latency_ms=(time.monotonic() - started) * 1000)
        self.receipts.write(question, reply, adapter=self.adapter)
        REPLIES.labels(outcome=reply.outcome, voice=reply.voice).inc()
        LATENCY.observe(reply.latency_ms / 1000)
        return reply

    def _plan(self, question: Question) -> AnswerPlan:
        if len(question.text) > MAX_CHARACTERS:
            return AnswerPlan("out_of_scope", (Claim("too_long", {}),), focus=question.focus)
        question = _to_the_point(question, self.lookup)
        question = replace(question, text=pounds_told(scripts_apart(question.text), self.shop.currency))
        reading = Reading(question.text)
        wants_search = is_search(reading, question.intent)
        resolution = Resolver(self.lookup).resolve(question, reading, wants_search=wants_search)
        planner = Planner(
            ProductPlanner(self.lookup, self.evidence, self.ranker, self.shop, self.attribute_threshold),
            Finder(RememberedSearch(self.search), self.shop, self.synonyms, question.asked_at),
        )
        return planner.plan(question, reading, resolution, wants_search=wants_search)

    def _word(self, question: Question, plan: AnswerPlan, *, seconds: float) -> Wording:
        variant = _variant(question)
        drafts: list[Draft] = [draft_of(claim, turn=variant) for claim in plan.claims]
        return self._words.word(drafts, variant=variant, seconds=max(0.0, seconds))


def _to_the_point(question: Question, lookup: ProductLookup) -> Question:
    """The question to the point; of a long text's intents only those that want a person."""
    text = asking_part(question.text, lookup)
    kept = (
        len(question.text) <= LONG
        or text == clean(question.text)
        or question.intent in ("order_status", "request_human")
    )
    return replace(question, text=text, intent=question.intent if kept else None)


def _variant(question: Question) -> int:
    """Which wording: the same for the same words in the same conversation, varied between others."""
    return zlib.crc32(f"{question.conversation_id}\n{question.text}".encode())


def _reply(plan: AnswerPlan, wording: Wording, receipt_id: str, *, latency_ms: float) -> Reply:
    facts: tuple[Fact, ...] = tuple(dict.fromkeys(fact for claim in plan.claims for fact in claim.facts))
    return Reply(
        text=wording.text,
        outcome=plan.outcome,
        product_ids=plan.product_ids,
        facts=facts,
        buttons=plan.buttons,
        cards=plan.cards,
        sources=plan.sources,
        voice=wording.voice,
        receipt_id=receipt_id,
        latency_ms=round(latency_ms, 1),
        focus=plan.focus,
    )


def _degraded(error: Exception, receipt_id: str) -> None:
    reason = type(error).__name__
    DEGRADED.labels(reason=reason).inc()
    if isinstance(error, RetrievalError):
        _log.error("answer_unavailable", receipt_id=receipt_id, reason=reason, error=str(error))
    else:
        _log.exception("answer_failed", receipt_id=receipt_id, reason=reason)
