"""Whether a voiced text says what its draft says and nothing more; the fact lock's second half."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Set

from bot.answering.draft import PLACEHOLDER, placeholders
from bot.answering.vocabulary import words
from retrieval.keys import looks_like_model

_WORD = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*")
_YES = frozenset(("yes", "yep", "yeah", "yup", "indeed", "certainly", "absolutely", "definitely", "correct", "sure"))
_NEGATION = words(
    "no not never without neither nor none nothing nowhere cannot nobody isn aren doesn don didn won can't hardly "
    "unable"
)
_NUMBER_WORDS = words(
    """
    zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    eighteen twenty thirty forty fifty sixty seventy eighty ninety hundred thousand million dozen half quarter
    double triple twice once couple
    """
)
_UNITS = words(
    """
    hour hours minute minutes day days week weeks month months year years gram grams kilogram kilograms kg inch
    inches cm mm metre metres meter meters watt watts volt volts gb tb mb percent dollar dollars euro euros cent
    cents pound pounds ounce ounces litre litres liter liters
    """
)
_FORBIDDEN = words(
    """
    guarantee guaranteed guarantees promise promised best perfect cheapest free hurry amazing excellent ideal
    fastest lightest strongest always ever unlimited lifetime tomorrow tonight immediately instantly discount
    refund certified safest top recommend recommended probably maybe perhaps likely might
    """
)
_SPOKEN_ONE = re.compile(
    r"\b(?:which|that|this|the|another|any|each) one\b|\bone of (?:our|the|these|them|us)\b", re.IGNORECASE
)
_LONGEST = 2.6
_ALLOWED_EXTRA = 60


def faults(draft: str, voiced: str, *, lexicon: Set[str] | None = None) -> list[str]:
    """What is wrong with a voiced text, as short names fit for a counter; empty when it may be sent."""
    found = [name for name, wrong in _checks(draft, voiced) if wrong]
    if lexicon is not None and not _words(voiced) <= {word.lower() for word in lexicon} | _words(draft):
        found.append("lexicon")
    return found


def _checks(draft: str, voiced: str) -> Iterable[tuple[str, bool]]:
    yield "empty", not voiced.strip()
    yield "placeholders", Counter(placeholders(draft)) != Counter(placeholders(voiced))
    yield "order", _order(draft) != _order(voiced)
    bare_draft, bare = PLACEHOLDER.sub(" ", draft), PLACEHOLDER.sub(" ", voiced)
    yield "markup", bool(re.search(r"[<>{}\[\]\n\r\t|\\*_#`]|https?:", bare))
    yield "digits", any(character.isdigit() for character in bare)
    yield "polarity", _yes(bare_draft) != _yes(bare) or _negated(bare_draft) != _negated(bare)
    said, drafted = _words(_SPOKEN_ONE.sub(" ", bare)), _words(bare_draft)
    yield "numbers", bool((said & _NUMBER_WORDS) - drafted)
    yield "units", bool((said & _UNITS) - drafted)
    yield "claims", bool((said & _FORBIDDEN) - drafted)
    yield (
        "names",
        bool(_names(bare) - _names(bare_draft) - drafted) or any(looks_like_model(word) for word in bare.split()),
    )
    yield "question", bare_draft.rstrip().endswith("?") != bare.rstrip().endswith("?")
    yield "ending", not _ends(draft, voiced)
    yield "repetition", _repeats(voiced)
    yield "length", len(voiced) > _LONGEST * len(draft) + _ALLOWED_EXTRA


def _order(text: str) -> list[str]:
    """The placeholders in their order within each type: <product_1> stays before <product_2>."""
    return sorted(placeholders(text), key=lambda name: name.rstrip("_12345"))


def _words(text: str) -> set[str]:
    return {word.lower().replace("’", "'") for word in _WORD.findall(PLACEHOLDER.sub(" ", text))}


def _yes(text: str) -> bool:
    return bool(_words(text) & _YES)


def _negated(text: str) -> bool:
    words = _words(text)
    return bool(words & _NEGATION) or any(word.endswith("n't") for word in words)


def _names(text: str) -> set[str]:
    """Capitalised words that do not open a sentence, and words in capitals."""
    inner = re.findall(r"(?<=[a-z,;:] )([A-Z][a-z]+)", text)
    capitals = re.findall(r"\b[A-Z]{2,}\b", text)
    return {name.lower() for name in (*inner, *capitals) if name not in ("I", "OK")}


def _ends(draft: str, voiced: str) -> bool:
    end = voiced.rstrip()
    return end.endswith((".", "!", "?")) or (draft.endswith("<quote>") and end.endswith("<quote>"))


def _repeats(text: str) -> bool:
    """Whether a word follows itself, or four words come twice."""
    words = text.lower().split()
    if any(one == other and one.isalpha() for one, other in zip(words, words[1:], strict=False)):
        return True
    runs = [tuple(words[place : place + 4]) for place in range(len(words) - 3)]
    return len(set(runs)) < len(runs)
