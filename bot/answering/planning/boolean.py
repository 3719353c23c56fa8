"""Yes or no over a boolean attribute, worded as its label allows."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.values import label_text
from bot.answering.vocabulary import VERBS, words
from retrieval.ranking.concepts import load_concepts

_INCLUDED = re.compile(r"^(.*?)\s*\(?included\)?$|^includes?\s+(.*)$|^with\s+(.*)$", re.IGNORECASE)
_SUPPORT = re.compile(r"^(.*?)\s+(?:support(?:ed)?)$|^supports?\s+(?:for\s+)?(.*)$", re.IGNORECASE)
_ADJECTIVE = re.compile(
    r"(?:^|[\s-])(?!available)(?:\w*(?:able|ible|proof|resistant|free|ready|certified|compliant|compatible|enabled|operated|mountable|safe|less)"
    r"|rugged|wireless|wired|cordless|portable|waterproof|electric|built[- ]in|rechargeable|adjustable|curved|smart|"
    r"backlit|stackable|organic|vegan|handmade|refurbished|quiet|open-back|closed-back|glazed|oven-safe)$",
    re.IGNORECASE,
)
_ODD = re.compile(r"\b(by|is|are|required|needed|allowed|of|per|use)\b", re.IGNORECASE)

_EMPTY = words(
    "included includes include support supports supported has with use the a of in by for built integrated feature "
    "features function functions mode option options system technology sensor reader scanner port ports jack slot "
    "connector button control equipped embedded come comes have has having able"
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
    """Whether a question asks for what the label says: a yes about something else answers nothing.

    They share a word or a concept, and one of them says nothing that the other leaves out: a "charging cable" is
    no "wireless charging", a "case" is a "carrying case".
    """
    label = label.casefold()
    if _is_named(label, reading):
        return True
    asked, stated = load_concepts().asked(reading.text.casefold()), load_concepts().stated(label)
    shared = asked.keys() & stated.keys()
    named, wanted = _words_of(tokens_of(label)), _words_of(reading.content)
    said = _words_of(token for name in shared for token in tokens_of(asked[name].words))
    bare = _words_of(tokens_of(load_concepts().without(label, shared)))
    common = {word for word in named if _among(word, wanted)}
    if not (common or shared or _joined(tokens_of(label)) in _joined(reading.tokens)):
        return False
    left_of_label = {word for word in bare if not _among(word, wanted)}
    left_of_question = {word for word in wanted - said if not _among(word, named)}
    return not (left_of_label and left_of_question)


def _is_named(label: str, reading: Reading) -> bool:
    """Whether a label of several words stands in the question as it is: "plug and play"."""
    words = tokens_of(label)
    return len(words) > 1 and f" {' '.join(words)} " in f" {' '.join(reading.tokens)} "


def _words_of(tokens: Iterable[str]) -> frozenset[str]:
    parts = (part for token in tokens for part in (token, *token.split("-")))
    return frozenset(part for part in parts if part not in _EMPTY and part not in VERBS and part)


def _joined(tokens: Iterable[str]) -> str:
    return "".join(tokens).replace("-", "")


def _among(word: str, others: Iterable[str]) -> bool:
    """Whether a word is one of the others, their stem or their abbreviation: "adjust" and "adjustable"."""
    return any(_same(word, other) for other in others)


def _same(one: str, other: str) -> bool:
    stems = {stem(one), stem(stem(one))} & {stem(other), stem(stem(other))}
    return (
        bool(stems)
        or (len(other) >= _ABBREVIATION and one.startswith(other))
        or (len(one) >= _ABBREVIATION and other.startswith(one))
    )
