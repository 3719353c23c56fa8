"""What the shop's policies say to a question: quoted, with where they stand."""

from __future__ import annotations

import re

from bot.answering.planning.facts import policy_source
from bot.answering.planning.quoting import policy_claim
from bot.answering.ports import EvidenceRetriever
from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.types import AnswerPlan, Claim, Focus
from retrieval.schema import Evidence

# Cosines from which a section is taken to bear on a question: asked of policies, and asked of anything.
LIKELY = 0.35
SURE = 0.5
_POLICY_WORDS = re.compile(
    r"\b(shipping (?:cost|fee|policy|time|option)|ships?\b|shipping\b|deliver\w*|return(?:s|ed|ing)? |returns?\b|"
    r"refund\w*|exchange\w*|"
    r"warrant\w*|guarantee\w*|money back|cancel\w*|pay(?:ment|ments|pal)?\b|klarna|credit cards?|gift cards?|privacy|"
    r"damaged|defective|customs|duties|pick ?up|store hours|opening hours|price match\w*|installments?)",
    re.IGNORECASE,
)


_EXCEPTION = re.compile(r"\b(not|cannot|except)\b", re.IGNORECASE)
# A section shorter than this only opens its page.
_OPENING = 80


def speaks_of_policy(text: str) -> bool:
    """Whether a text uses the words of shipping, returns, payment or warranty."""
    return bool(_POLICY_WORDS.search(text))


def policy_section(reading: Reading, evidence: EvidenceRetriever, *, at_least: float) -> Evidence | None:
    """The policy section that bears on a question, or None where none does enough."""
    sections = [section for section in evidence.policies(reading.text, top_k=6) if section.score >= at_least]
    asked = {stem(word) for word in reading.content}
    return max(sections, key=lambda section: _bearing(section, asked), default=None)


def _bearing(section: Evidence, asked: set[str]) -> float:
    """The cosine, more for the question's words in page name, heading and text.

    Less for a heading that speaks of other things, for an exception, and for a line that only opens the page.
    """
    heading = Reading(section.heading or "")
    named = {stem(word) for word in heading.content}
    page = {stem(word) for word in tokens_of((section.url or "").rsplit("/", 1)[-1].replace("-", " "))}
    held = {stem(word) for word in tokens_of(section.text)}
    praised = 0.06 * len(asked & named) + 0.06 * len(asked & page) + 0.03 * len(asked & held)
    exception = bool(_EXCEPTION.search(f"{heading.text}. {section.text[:40]}"))
    blamed = 0.02 * len(named - asked) + 0.1 * exception + 0.1 * (len(section.text) < _OPENING)
    return section.score + praised - blamed


def policy_plan(reading: Reading, section: Evidence, focus: Focus) -> AnswerPlan:
    """The section quoted; the focus stays on the product."""
    claim = policy_claim(reading, section)
    return AnswerPlan("policy", (claim,), sources=(policy_source(section),), focus=focus)


def policy_not_stated_plan(focus: Focus) -> AnswerPlan:
    """That the policies do not say it."""
    return AnswerPlan("not_stated", (Claim("policy_not_stated", {}),), focus=focus)
