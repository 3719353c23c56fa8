"""The answer about one product: its price, stock, versions, attributes and texts, in the order they are asked."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering.kinds import is_about_variants, is_summary
from bot.answering.labelled import without_labels
from bot.answering.naming import plain, short_name
from bot.answering.planning.attribute import THRESHOLD, AttributeAnswer, attribute_answer
from bot.answering.planning.echo import namesakes, told_apart
from bot.answering.planning.facts import card, policy_source, product_sources
from bot.answering.planning.identity import identity_claim
from bot.answering.planning.not_stated import not_stated_claim
from bot.answering.planning.parts import parts_of
from bot.answering.planning.policy import LIKELY, policy_section, speaks_of_policy
from bot.answering.planning.price import price_claim, price_words
from bot.answering.planning.quoting import passage_claim, policy_claim, sentences
from bot.answering.planning.stock import stock_claim
from bot.answering.planning.variants import variants_claim
from bot.answering.ports import AttributeRanker, EvidenceRetriever, ProductLookup
from bot.answering.reading import Reading
from bot.answering.resolve import says_only_a_name
from bot.answering.shop import ShopFacts
from bot.answering.types import AnswerPlan, Claim, Focus, Outcome, Question, Source
from retrieval.schema import Product

_SEVERAL = 2
_MISSING_OFFER = frozenset(("price_not_stated", "stock_not_stated"))


@dataclass(frozen=True, slots=True)
class ProductPlanner:
    """Plans answers about one product from the ports."""

    lookup: ProductLookup
    evidence: EvidenceRetriever
    ranker: AttributeRanker
    shop: ShopFacts
    threshold: float = THRESHOLD

    def offer(self, product: Product, reading: Reading, now: datetime) -> tuple[Claim, ...]:
        """What is asked of price and stock, if anything."""
        reading = Reading(without_labels(reading.text, (product,)))
        claims = []
        if reading.asks_price:
            claims.append(price_claim(product, reading, self.shop, now))
        if reading.asks_stock:
            claims.append(stock_claim(product, reading, self.shop, now))
        if reading.asks_if_carried and [claim.kind for claim in claims] == ["stock_not_stated"]:
            return self._carried(product, now)
        return tuple(claims)

    def _carried(self, product: Product, now: datetime) -> tuple[Claim, ...]:
        """That the shop has it, by showing it, with its price."""
        here = Claim("here_is", {"product": short_name(product)})
        return (here,) if product.offer.price is None else (here, price_claim(product, Reading(""), self.shop, now))

    def attribute(self, product: Product, reading: Reading) -> AttributeAnswer | None:
        """What the attributes answer, if anything."""
        return attribute_answer(product, reading, self.ranker, threshold=self.threshold)

    def plan(self, product: Product, reading: Reading, question: Question) -> AnswerPlan | None:
        """The answer from the product's own data; None where it holds none."""
        now = question.asked_at
        if says_only_a_name(reading.text):
            return self._finish(product, self._summary(product, now), "answer", reading, question)
        beside = without_labels(reading.text, (product,))
        if is_about_variants(beside):
            variants = variants_claim(product, self.lookup.siblings(product), reading)
            if variants:
                return self._finish(product, (variants,), "answer", reading, question)
        told = self._parts(product, reading, question) or self._identity(product, reading, question)
        if told:
            return told
        claims = self.offer(product, reading, now)
        if claims:
            return self._with_rest(product, claims, reading, question)
        if is_summary(beside):
            return self._finish(product, self._summary(product, now), "answer", reading, question)
        answer = self.attribute(product, reading)
        if answer:
            outcome: Outcome = "conflicting" if answer.conflicting else "answer"
            return self._finish(product, (answer.claim,), outcome, reading, question, attribute=answer.attribute.name)
        quoted = passage_claim(
            product, reading, self.evidence.passages(reading.text, product_ids=[product.id], top_k=5)
        )
        return self._finish(product, (quoted,), "answer", reading, question) if quoted else None

    def _identity(self, product: Product, reading: Reading, question: Question) -> AnswerPlan | None:
        claim = identity_claim(product, reading)
        return self._finish(product, (claim,), "answer", reading, question) if claim else None

    def _parts(self, product: Product, reading: Reading, question: Question) -> AnswerPlan | None:
        """What each part of the question asks; None where it has one only, or one that nothing is known of."""
        claims: list[Claim] = []
        conflicting = False
        for part in parts_of(reading, product):
            answer = None
            identity = identity_claim(product, part)
            told = (identity,) if identity else self.offer(product, part, question.asked_at)
            if not told:
                answer = self.attribute(product, part)
                told = (answer.claim,) if answer else self._named_missing(product, part)
            if not told:
                return None
            conflicting = conflicting or bool(answer and answer.conflicting)
            claims += [claim for claim in told if claim not in claims]
        if len(claims) < _SEVERAL or not any(claim.facts for claim in claims):
            return None
        return self._finish(product, tuple(claims), "conflicting" if conflicting else "answer", reading, question)

    def _named_missing(self, product: Product, part: Reading) -> tuple[Claim, ...]:
        """That the catalogue does not state what a part asks for, where that has a name."""
        claim = not_stated_claim(product, part, (), self.ranker)
        return (claim,) if "attribute" in claim.values else ()

    def not_stated(self, product: Product, reading: Reading, question: Question) -> AnswerPlan:
        """That the catalogue does not say it."""
        claim = not_stated_claim(product, reading, self.lookup.siblings(product, limit=10), self.ranker)
        return self._finish(product, (claim,), "not_stated", reading, question)

    def _with_rest(
        self, product: Product, claims: tuple[Claim, ...], reading: Reading, question: Question
    ) -> AnswerPlan:
        """The offer, and what the other clauses of the question ask of the attributes."""
        clauses = [Reading(clause) for clause in reading.clauses]
        now = question.asked_at
        rest = [r for r in clauses if r.content and not self.offer(product, r, now)] if len(clauses) > 1 else []
        further = [found for clause in rest[:1] if (found := self._rest(product, clause))]
        every = (*claims, *(claim for claim, _ in further))
        missing = all(claim.kind in _MISSING_OFFER for claim in every)
        plan = self._finish(product, every, "not_stated" if missing else "answer", reading, question)
        return replace(plan, sources=(*plan.sources, *(source for _, sources in further for source in sources)))

    def _rest(self, product: Product, clause: Reading) -> tuple[Claim, tuple[Source, ...]] | None:
        """What a further clause asks, with its policy: of the policies where it speaks of them, else of attributes."""
        if speaks_of_policy(clause.text):
            section = policy_section(clause, self.evidence, at_least=LIKELY)
            return (policy_claim(clause, section), (policy_source(section),)) if section else None
        answer = self.attribute(product, clause)
        return (answer.claim, ()) if answer else None

    def _summary(self, product: Product, now: datetime) -> tuple[Claim, ...]:
        """What the product is, in the shop's own first sentence, with its price."""
        first = next(iter(sentences(product.description)), "")
        here, *price = self._carried(product, now)
        if first and len(first) <= 240:
            here = Claim("passage", {"product": short_name(product), "quote": plain(first)})
        return (here, *price)

    def _finish(
        self,
        product: Product,
        claims: tuple[Claim, ...],
        outcome: Outcome,
        reading: Reading,
        question: Question,
        *,
        attribute: str | None = None,
    ) -> AnswerPlan:
        focus = Focus((product.id,), attribute, reading.text or None, (), question.page_product_id)
        known = product.id == question.page_product_id or product.id in question.focus.product_ids
        shown = () if known else (card(product, price=price_words(product, self.shop, question.asked_at)),)
        # What is asked has its own time; that of what only tells namesakes apart is no matter.
        sources = product_sources((product,), claims)
        claims = told_apart(claims, product, namesakes(product, self.lookup))
        return AnswerPlan(outcome, claims, cards=shown, sources=sources, focus=focus, product_ids=(product.id,))
