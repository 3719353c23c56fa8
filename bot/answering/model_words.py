"""Numbers that count and measure nothing: a question that holds one speaks of a certain model, known or not."""

from __future__ import annotations

import re

from bot.answering.money import price_limit
from retrieval.quantities import is_quantity

_WORD = re.compile(r"[^\s,;!?()\[\]{}\"“”|<>]+")
_EDGES = ".,:'’*_~`#-"


def holds_model_words(text: str) -> bool:
    """Whether a word with a digit is neither a measure, a count, a limit of price nor a standard's name."""
    limit = price_limit(text, bare=True)
    words = list(_WORD.finditer(text))
    for place, match in enumerate(words):
        word = match.group().strip(_EDGES)
        if not any(character.isdigit() for character in word):
            continue
        if limit and limit.span[0] <= match.start() < limit.span[1]:
            continue
        before = words[place - 1].group() if place else ""
        after = words[place + 1].group() if place + 1 < len(words) else ""
        if not _measures(word, before, after):
            return True
    return False


def _measures(word: str, before: str, after: str) -> bool:
    """Whether a word is a measure, alone or with the word beside it: "24-inch", "24 inch", "Windows 10"."""
    if word.isdigit():
        return is_quantity(f"{word} {after.strip(_EDGES)}") or (bool(before) and is_quantity(f"{before} {word}"))
    return is_quantity(word) or (bool(before) and is_quantity(f"{before} {word}"))
