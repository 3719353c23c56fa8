"""How many of something a wish demands: "at least 2 HDMI ports"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from bot.answering.vocabulary import NUMBER_WORDS
from retrieval.measures.quantity import Comparator, comparison, unit_name
from retrieval.naming import naming_words

_COUNT = re.compile(
    rf"(?<![\w.,$€£-])(\d{{1,3}}|{'|'.join(NUMBER_WORDS)})(?:\s*\+|\s+or more)?\s+(?=[a-z])", re.IGNORECASE
)
_FOLLOWING = 4
_END = re.compile(r"\b(?:and|or|with|for|under|below|in|that|which|from|by)\b|[,;.?!]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Count:
    """So many of what the naming words `of` say, one or more of them; `written` as the wish has it."""

    number: Decimal
    comparator: Comparator
    of: tuple[str, ...]
    written: str


def counts_in(text: str) -> Iterator[Count]:
    """The counts of a text; who names a number of things is content with more."""
    for match in _COUNT.finditer(text):
        rest = _END.split(text[match.end() :], maxsplit=1)[0]
        of = naming_words(rest)[:_FOLLOWING]
        if not of or unit_name(rest.split()[0]) is not None:
            continue
        written = match[1].lower()
        number = Decimal(NUMBER_WORDS[written]) if written in NUMBER_WORDS else Decimal(written)
        demanded = comparison(text[: match.start()], text[match.end(1) :])
        yield Count(number, "at_least" if demanded == "equal" else demanded, of, match[1])
