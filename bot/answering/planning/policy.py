"""What the shop's policies say to a question: quoted, with where they stand."""

from __future__ import annotations

import re
from dataclasses import replace

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

_FOLLOWS = re.compile(
    r"^(?:(?:ok(?:ay)?|so|but|and|also|thanks|then)\W+)*"
    r"(?:(?:what|how) (?:about|if)|(?:and|also|even)\b(?=\W+(?:for|to|from|if|in|when|on|without|with)\b))"
    r"|\b(?:how long|how soon|who|when|where)\b.{0,24}\b(?:that|this)\b|\b(?:does|do|will) (?:that|this) apply\b",
    re.IGNORECASE,
)
_MOST_FOLLOWING = 5
_EXCEPTION = re.compile(r"\b(not|cannot|except)\b", re.IGNORECASE)
_ASKS_EXCEPTION = re.compile(r"\b(?:not|cannot|can't|\w+n't|except(?:ions?)?|exclu\w+|voids?)\b", re.IGNORECASE)
_OPENS = re.compile(
    r"\W*(?:(?:hi|hello|hey|so|and|but)\W+)*(how (?:long|much|many|soon|often|old)|what|when|where|who|how)\b",
    re.IGNORECASE,
)
# As many as retrieval gives: a heading may say what is asked where the cosine does not.
_CONSIDERED = 20
_FORM, _WHOLE, _NARROWED = 0.08, 0.08, 0.1
# A section shorter than this only opens its page.
_OPENING = 80


def speaks_of_policy(text: str) -> bool:
    """Whether a text uses the words of shipping, returns, payment or warranty."""
    return bool(_POLICY_WORDS.search(text))


def policy_follow_up(reading: Reading, focus: Focus) -> Reading | None:
    """A short question that goes on from the policy quoted last, asked with its topic; None for any other."""
    if focus.policy_topic is None or reading.asks_price or reading.asks_stock or len(reading.content) > _MOST_FOLLOWING:
        return None
    if speaks_of_policy(reading.text) or not _FOLLOWS.search(reading.text):
        return None
    return Reading(f"{focus.policy_topic}: {reading.text}")


def policy_section(
    reading: Reading, evidence: EvidenceRetriever, *, at_least: float, said: Reading | None = None
) -> Evidence | None:
    """The policy section that bears on a question, or None where none does enough.

    `said` is what of the question has just been said: a section that holds more of its words goes before.
    """
    sections = [each for each in evidence.policies(reading.text, top_k=_CONSIDERED) if each.score >= at_least]
    new = {stem(word) for word in said.content} if said else set()
    return max(sections, key=lambda each: (len(new & _stems(each)), _bearing(each, reading)), default=None)


def _stems(section: Evidence) -> set[str]:
    return {stem(word) for word in tokens_of(f"{section.heading or ''}. {section.text}")}


def _bearing(section: Evidence, reading: Reading) -> float:
    """The cosine, more for the question's words in page name, heading and text, and for a heading that opens alike.

    Less for a heading that speaks of other things or of one kind, for an exception where none is asked for, and for a
    line that only opens the page.
    """
    asked, heading = {stem(word) for word in reading.content}, Reading(section.heading or "")
    named = {stem(word) for word in heading.content}
    page = {stem(word) for word in tokens_of(_topic(section) or "")}
    held = {stem(word) for word in tokens_of(section.text)}
    praised = 0.06 * len(asked & named) + 0.06 * len(asked & page) + 0.03 * len(asked & held)
    praised += _FORM * (_opening(reading.text) == _opening(heading.text) is not None)
    exception = bool(_EXCEPTION.search(f"{heading.text}. {section.text[:40]}"))
    amiss = exception is not bool(_ASKS_EXCEPTION.search(reading.text))
    narrowed = _is_narrowed(heading, asked)
    praised += _WHOLE * (bool(asked) and asked <= named and not narrowed)
    blamed = 0.02 * len(named - asked) + _NARROWED * narrowed
    return section.score + praised - blamed - 0.1 * amiss - 0.1 * (len(section.text) < _OPENING)


def _opening(text: str) -> str | None:
    """How a question or a heading opens: "how long", "who"."""
    found = _OPENS.match(text)
    return found[1].lower() if found else None


def _is_narrowed(heading: Reading, asked: set[str]) -> bool:
    """Whether words before the thing asked for make it one kind or one case of it: "Batteries under warranty"."""
    stems = [stem(word) for word in heading.content]
    place = next((at for at, word in enumerate(stems) if word in asked), 0)
    return place > 0 and not _OPENS.match(heading.text) and not heading.is_yes_no


def policy_plan(reading: Reading, section: Evidence, focus: Focus) -> AnswerPlan:
    """The section quoted; the focus stays on the product, and keeps the topic for what follows."""
    claim = policy_claim(reading, section)
    return AnswerPlan(
        "policy", (claim,), sources=(policy_source(section),), focus=replace(focus, policy_topic=_topic(section))
    )


def _topic(section: Evidence) -> str | None:
    """The name of the section's page, or its heading where it has no page."""
    page = re.split(r"[#?]", section.url or "")[0].rstrip("/").rsplit("/", 1)[-1]
    return page.replace("-", " ") or section.heading


def policy_not_stated_plan(focus: Focus) -> AnswerPlan:
    """That the policies do not say it."""
    return AnswerPlan("not_stated", (Claim("policy_not_stated", {}),), focus=focus)
