"""How a message goes on from a search: the next of what was found, the same with one limit more, or something else."""

from __future__ import annotations

import re

from bot.answering.money import price_limit
from bot.answering.reading import Reading
from bot.answering.wishes.qualities import Quality, quality_in
from bot.answering.wishes.wish import wished
from retrieval.facets.canonical import canonical
from retrieval.measures.quantity import written_quantities

_LEAD = r"^(?:(?:ok|okay|and|but|so|now|well|great|thanks|please|hm+|yes|no|actually)[,.!]?\s+)*"
_MORE = re.compile(
    rf"{_LEAD}(?:(?:can|could) (?:you|i) )?(?:please )?(?:show|see|list|give)?\s*(?:me|us)?\s*(?:are there|do you have|"
    r"have you got|what(?:'s| is)?|is there|any(?:thing)?|some(?:thing)?|the)?\s*(?:any|some)?\s*"
    r"(?:more(?: (?:of them|of those|results|options|products|like that))?|others?|other (?:ones|options|results)|"
    r"next(?: (?:page|ones?|\w+ results?|results?))?|else(?: (?:do you have|have you got|is there))?|the rest|"
    r"rest of them)(?: (?:please|then|to show|you have))*[\s.?!]*$",
    re.IGNORECASE,
)
_NARROWS = re.compile(
    rf"{_LEAD}(?:(?:show|give|find) me (?:only|just)|only|just|in|with|without|under|below|over|above|less than|"
    r"more than|at least|at most|up to|between|from|by|cheaper than|(?:do you have|have you got|are there|got|"
    r"what about|how about|any|which are|which ones are|something|anything)\s+"
    r"(?:(?:any|some|them|those|one|ones|it|that are|available)\s+)?"
    r"(?:only|in|with|without|under|below|over|above|between|from|by|that (?:is|are|has|have))|"
    r"(?:i )?(?:want|prefer|need)(?: it| them)? (?:in|with|without|under|below|from|by))\b",
    re.IGNORECASE,
)
_ONES = re.compile(
    rf"{_LEAD}(?:(?:only|just|any|the|show me|do you have|what about|how about)\s+)*[\w-]+(?: [\w-]+)? ones[\s.?!]*$",
    re.I,
)
_KIND_OF = re.compile(
    r"\b(one|ones|something|anything|any|similar|alternatives?|models?|options?|versions?|else)\b", re.IGNORECASE
)
_OF_ITSELF = re.compile(r"\b(it|this|that|(?:which|who) (?:is|are)|^is|^are|does)\b", re.IGNORECASE)
_ONLY = re.compile(rf"{_LEAD}(?:(?:show|give|find) me )?(?:only|just)\b", re.IGNORECASE)
_LONGEST = 10


def wants_more(text: str) -> bool:
    """Whether the next of what was found is asked for."""
    return _MORE.match(text.strip()) is not None


def wants_other(text: str) -> Quality | None:
    """The quality by which something else is asked for, "a bigger one", and nothing beside it."""
    quality = quality_in(text)
    if quality is None or quality.degree == "positive":
        return None
    rest = f"{text[: quality.span[0]]} {text[quality.span[1] :]}"
    if wished(rest) or price_limit(text, bare=True) or any(True for _ in written_quantities(text)):
        return None
    asks = _KIND_OF.search(rest) or not _OF_ITSELF.search(rest)
    return quality if asks and not re.search(r"\b(?:than|or)\b", rest, re.IGNORECASE) else None


def refined(text: str, earlier: str) -> str | None:
    """The earlier wish with what a message adds to it; None for a message that does not go on from it.

    A new price, measure or order takes the place of the one said before.
    """
    stripped = text.strip()
    if len(Reading(stripped).tokens) > _LONGEST:
        return None
    limit = price_limit(stripped, bare=True)
    if not (_NARROWS.match(stripped) or _ONES.match(stripped) or (limit and not _beside(stripped, limit.span))):
        return None
    if limit:
        earlier = _without_price(earlier)
    for quantity, _ in written_quantities(stripped):
        earlier = _without_measure(earlier, canonical(quantity)[0])
    return f"{earlier} {_ONLY.sub('', stripped).strip()}".strip()


def ranked(earlier: str, quality: Quality) -> str:
    """The earlier wish in another order."""
    before = quality_in(earlier)
    if before is not None and before.degree != "positive":
        earlier = f"{earlier[: before.span[0]]} {earlier[before.span[1] :]}"
    return f"{quality.said} {earlier}".strip()


def _beside(text: str, span: tuple[int, int]) -> list[str]:
    """What a message says beside its price."""
    return wished(f"{text[: span[0]]} {text[span[1] :]}")


def _without_price(text: str) -> str:
    limit = price_limit(text, bare=True)
    return f"{text[: limit.span[0]]} {text[limit.span[1] :]}".strip() if limit else text


def _without_measure(text: str, dimension: str) -> str:
    for quantity, written in written_quantities(text):
        if canonical(quantity)[0] == dimension:
            text = text.replace(written, " ")
    return text
