"""Yes or no over a boolean attribute, worded as its label allows."""

from __future__ import annotations

import re

from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.values import label_text

_INCLUDED = re.compile(r"^(.*?)\s*\(?included\)?$|^includes?\s+(.*)$|^with\s+(.*)$", re.IGNORECASE)
_SUPPORT = re.compile(r"^(.*?)\s+(?:support(?:ed)?)$|^supports?\s+(?:for\s+)?(.*)$", re.IGNORECASE)
_ADJECTIVE = re.compile(
    r"(?:^|[\s-])(?:\w*(?:able|ible|proof|resistant|free|ready|certified|compliant|compatible|enabled|operated|mountable|safe|less)"
    r"|rugged|wireless|wired|cordless|portable|waterproof|electric|built[- ]in|rechargeable|adjustable|curved|smart|"
    r"backlit|stackable|organic|vegan|handmade|refurbished|quiet|open-back|closed-back|glazed|oven-safe)$",
    re.IGNORECASE,
)
_ODD = re.compile(r"\b(by|is|are|required|needed|allowed|of|per|use)\b", re.IGNORECASE)

_EMPTY = frozenset(
    map(stem, ("included", "includes", "support", "supported", "has", "with", "use", "the", "a", "of", "in"))
)
_ABBREVIATION = 3


def boolean_kind(label: str, *, value: bool) -> tuple[str, str]:
    """The draft kind that says a boolean attribute, and the words its <attribute> is filled with."""
    answer = "yes" if value else "no"
    for pattern, kind in ((_INCLUDED, "included"), (_SUPPORT, "support")):
        match = pattern.match(label.strip())
        inner = next((group for group in match.groups() if group), None) if match else None
        if inner:
            return f"{kind}_{answer}", label_text(inner)
    if _ADJECTIVE.search(label.strip()):
        return f"property_{answer}", label_text(label)
    return f"listed_{answer}" if _ODD.search(label) else f"attribute_{answer}", label_text(label)


def speaks_of(label: str, reading: Reading) -> bool:
    """Whether a question uses a word of the label: a yes about something else ("charging cable") answers nothing."""
    named = {stem(part) for token in tokens_of(label) for part in (token, *token.split("-"))} - _EMPTY
    joined = "".join(tokens_of(label)).replace("-", "")
    asked = {stem(part) for token in reading.tokens for part in (token, *token.split("-"))} - _EMPTY
    if named & asked or joined in "".join(reading.tokens).replace("-", ""):
        return True
    return any(name.startswith(word) for word in asked if len(word) >= _ABBREVIATION for name in named)
