"""Whether a sentence says yes, says no, denies, or owns that something is not known."""

from __future__ import annotations

import re

_ANSWER = re.compile(r"^\W*(yes|no)\b(?=\s*[,.:;!])", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:no|not|none|nothing|cannot|neither|nor|never|without)\b|n['’]t\b", re.IGNORECASE)
_OPPOSITES = (("higher", "lower"), ("more", "less"), ("in stock", "out of stock"))


def answer(text: str) -> str | None:
    """The `yes` or `no` that the text opens with; None where it opens with neither."""
    found = _ANSWER.match(text)
    return found and found.group(1).lower()


def denies(text: str) -> bool:
    """Whether the text holds a negation."""
    return bool(_NEGATION.search(text))


def same(draft: str, reply: str) -> bool:
    """Whether the reply keeps the draft's yes or no, denies where the draft does, and says no opposite of it."""
    opened = answer(draft)
    kept = answer(reply) == opened if opened == "yes" else answer(reply) != "yes"
    return kept and denies(draft) == denies(reply) and not _turned(draft, reply)


def _turned(draft: str, reply: str) -> bool:
    return any(
        _says(draft, one) and _says(reply, other) and not _says(draft, other) and not _says(reply, one)
        for pair in _OPPOSITES
        for one, other in (pair, pair[::-1])
    )


def _says(text: str, words: str) -> bool:
    return re.search(rf"\b{words}\b", text, re.IGNORECASE) is not None


def refuses(text: str) -> bool:
    """Whether the text denies without answering no: what it asks for is not stated, not carried, or cannot be done."""
    return denies(text) and answer(text) is None
