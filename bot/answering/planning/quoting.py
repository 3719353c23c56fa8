"""Quoting a passage or a policy: only sentences that hold what was asked, word for word."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.naming import plain, short_name
from bot.answering.planning.facts import evidence_fact
from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.types import Claim
from bot.answering.vocabulary import words
from retrieval.schema import Evidence, Product

MAX_QUOTE = 320
_SENTENCE = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9\"“])")
_LIST_MARK = re.compile(r"\s*(?:^|\s)[-*•]\s+")
_WEAK = frozenset(map(stem, words("use used long last work works time kind sort type come included include product")))


def passage_claim(product: Product, reading: Reading, passages: Sequence[Evidence]) -> Claim | None:
    """A sentence of the product's own texts that holds every word asked for; None where none does."""
    asked = _asked_stems(reading, product)
    if not asked - _WEAK:
        return None
    for passage in passages:
        for sentence in sentences(passage.text):
            if asked <= _stems(sentence) and len(sentence) <= MAX_QUOTE:
                quote = plain(sentence)
                return Claim(
                    "passage", {"product": short_name(product), "quote": quote}, (evidence_fact(passage, quote),)
                )
    return None


def policy_claim(reading: Reading, section: Evidence) -> Claim:
    """The sentences of a policy section that bear most on the question, in their order."""
    quote = plain(_closest(reading, sentences(section.text)))
    values = {"section": _inner(plain(section.heading or "this")), "quote": quote}
    return Claim("policy_says", values, (evidence_fact(section, quote),))


def _inner(heading: str) -> str:
    """A heading as it stands within a sentence; one that is a question, in quotation marks."""
    if heading.endswith("?"):
        return f'"{heading}"'
    return heading[:1].lower() + heading[1:] if heading[1:2].islower() or heading[1:2] == " " else heading


def sentences(text: str) -> list[str]:
    """The sentences of a text, list items each their own."""
    lines = (line for line in _LIST_MARK.sub("\n", text).splitlines() if line.strip())
    return [sentence.strip() for line in lines for sentence in _SENTENCE.split(line) if sentence.strip()]


def _closest(reading: Reading, texts: Sequence[str]) -> str:
    """Up to three sentences around the one that shares most words with the question, within the length of a quote."""
    asked = {stem(word) for word in reading.content}
    if not texts:
        return ""
    scores = [len(asked & _stems(text)) for text in texts]
    best = max(range(len(texts)), key=lambda place: (scores[place], -place))
    chosen = [best]
    for place in (best + 1, best - 1, best + 2):
        length = sum(len(texts[each]) + 1 for each in chosen)
        if 0 <= place < len(texts) and len(chosen) < 3 and length + len(texts[place]) <= MAX_QUOTE:
            chosen.append(place)
    first, last = min(chosen), max(chosen)
    return " ".join(texts[first : last + 1])[: MAX_QUOTE * 2]


def _asked_stems(reading: Reading, product: Product) -> set[str]:
    named = _stems(product.title) | _stems(" ".join(identifier.raw for identifier in product.identifiers))
    return {stem(word) for word in reading.content} - named


def _stems(text: str) -> set[str]:
    return {stem(part) for token in tokens_of(text) for part in (token, *token.split("-")) if part}
