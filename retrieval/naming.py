"""Which words name a product, and how well the words of a text name one."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

_READ_CHARACTERS = 2_000
_MOST_WORDS = 64
_REMEMBERED_CHARACTERS, _REMEMBERED_TEXTS = 200, 16_384
_WORD = re.compile(r"[^\W_]+")
# Words of a question that name nothing; a title that holds one is still found by its other words.
_FUNCTION_WORDS = """
    a about am an and any are as at be been by can could d did do does doing for from get give had has have having hello
    hey hi how i if in into is it its ll long many may me mine much my need of off on or our out please re s shall she
    should show so some t tell thank thanks than that the their them then there these they this those to too us ve very
    want was we were what whats when where which who why will with would you your
"""

_NAMES_NOTHING = frozenset(_FUNCTION_WORDS.split())

T = TypeVar("T")


def naming_words(text: str) -> tuple[str, ...]:
    """The distinct words of a text that can name a product, folded and in singular, at most 64, in text order."""
    return _remembered(text) if len(text) <= _REMEMBERED_CHARACTERS else _read(text)


def _read(text: str) -> tuple[str, ...]:
    folded = unicodedata.normalize("NFKC", text[:_READ_CHARACTERS]).casefold().replace("’", "'").replace("'s", "")
    plain = "".join(c for c in unicodedata.normalize("NFD", folded) if not unicodedata.combining(c))
    words = (_singular(word) for word in _WORD.findall(plain) if word not in _NAMES_NOTHING)
    return tuple(dict.fromkeys(words))[:_MOST_WORDS]


# Catalogues say the same labels and values over and over.
_remembered = lru_cache(maxsize=_REMEMBERED_TEXTS)(_read)


def best_named(words: Sequence[str], candidates: Iterable[T], words_of: Callable[[T], Iterable[str]]) -> list[T]:
    """The candidates named by all of `words`, or else by more than half of them; fewest other words first."""
    wanted = set(words)
    ranked: list[tuple[int, int, T]] = []
    for candidate in candidates:
        own = set(words_of(candidate))
        shared = len(wanted & own)
        if 2 * shared > len(wanted):
            ranked.append((-shared, len(own), candidate))
    ranked.sort(key=lambda entry: entry[:2])
    if ranked and -ranked[0][0] == len(wanted):
        ranked = [entry for entry in ranked if -entry[0] == len(wanted)]
    return [candidate for _, _, candidate in ranked]


def _singular(word: str) -> str:
    if len(word) > 4 and word.endswith("ies"):
        return word[:-3] + "y"
    if len(word) > 4 and word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word
