"""Identity: how identifiers are compared, and where a text may mention one.

Two spellings are the same identifier when their keys are equal. Keys fold case, width and separators and nothing
else: O and 0, I and 1 stay apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate, islice, pairwise

from retrieval.quantities import is_amount, is_quantity
from retrieval.schema import Product

READ_CHARACTERS = 10_000
READ_TOKENS = 2_500
MAX_MENTIONS = 4_000
MAX_TOKENS = 32
MAX_TOKENS_OF_LONG_TEXT = 12
LONG_TEXT_TOKENS = 200
MAX_KEY = 200
SHORTEST_ACROSS_PAUSE = 5
LONG_NUMBER = 6

_MARKS = "".join(chr(code) for code in range(0x300, 0x3100) if unicodedata.category(chr(code)).startswith("M"))
_WORD = rf"(?:[^\W_]|[{_MARKS}])+"
_KEY_PART = re.compile(_WORD)
# A plus at a word's end names another model (S10+): it is spelled out, so that "S10+" and "S10 Plus" are one.
_TOKEN = re.compile(rf"{_WORD}(?:[+＋](?![^\W_]))?")
_BREAK = re.compile(r"[\n\r]")
_PAUSE = re.compile(r"[,.:;?!]\s|[\u3002\uff1f\uff01]")
_PIECE_BEFORE, _PIECE_AFTER = re.compile(r"[^\s/]+$"), re.compile(r"[^\s/,;?!]+")
_DIGIT = re.compile(r"\d")
_GLUE = re.compile(r"[-_/.·:&#+*\u2010-\u2015\u2212\uff0d]+")


@dataclass(frozen=True, slots=True)
class Mention:
    """A stretch of a text that may name a product: `text[start:end]`, compared by `key`.

    `whole` is False for a part of a longer hyphenated word, such as 2110 in TN-2110.
    """

    key: str
    text: str
    start: int
    end: int
    tokens: int
    whole: bool


@dataclass(frozen=True, slots=True)
class _Token:
    key: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class _Run:
    """Words with no sentence end between; `glued[n]`: word n is joined to the one before it."""

    tokens: tuple[_Token, ...]
    digits_before: tuple[int, ...]
    glued: tuple[bool, ...]
    pauses_before: tuple[int, ...]


def normalise_key(text: str) -> str:
    """The form in which identifiers are compared: NFKC, casefolded, letters and digits only; idempotent."""
    return "".join(_fold(match.group()) for match in _TOKEN.finditer(text))


def looks_like_model(token: str) -> bool:
    """Whether a word is written as model numbers are: letters with digits, or six digits and more, and no quantity."""
    key = normalise_key(token[: MAX_KEY + 1])
    if not 1 < len(key) <= MAX_KEY or not any(character.isdigit() for character in key):
        return False
    if not any(character.isalpha() for character in key):
        return len(key) >= LONG_NUMBER and not is_amount(token)
    return not is_quantity(token)


def gtin_keys(key: str) -> tuple[str, ...]:
    """The keys of one GTIN in its 12, 13 and 14 digit spellings, which differ in leading zeros only."""
    if not (key.isascii() and key.isdigit() and 8 <= len(key) <= 14):
        return (key,)
    digits = key.lstrip("0")
    return tuple(dict.fromkeys((key, *(digits.zfill(length) for length in (8, 12, 13, 14) if len(digits) <= length))))


def product_keys(product: Product) -> frozenset[str]:
    """Every key under which a product is found by identity: its identifiers, its id, its GTIN's other spellings."""
    keys = {normalise_key(product.id)}
    for identifier in product.identifiers:
        keys.update(gtin_keys(identifier.key) if identifier.kind == "gtin" else (identifier.key,))
    return frozenset(key for key in keys if key)


def apart(word: str) -> list[str]:
    """The models that a word joins by slashes, "TN-2110/TN-2120", where they are of one form; else the word alone."""
    pieces = word.split("/")
    return pieces if all(_are_alike(one, other) for one, other in pairwise(pieces)) else [word]


def mention_keys(text: str) -> list[Mention]:
    """Candidate mentions in text order, longest first at a place: runs of up to 32 words, at most 4,000 keys.

    The first 10,000 characters and 2,500 words are read; in a text of more than 200 words, runs have up to 12.
    Line ends divide; across a comma, a full stop and the like only keys of five characters and more are formed.
    Where there are more candidates, those with a digit come before the others and shorter runs before longer ones.
    """
    found: dict[str, Mention] = {}
    runs = list(_runs(text[:READ_CHARACTERS]))
    long_text = sum(len(run.tokens) for run in runs) > LONG_TEXT_TOKENS
    for with_digit in (True, False):
        for size in range(1, (MAX_TOKENS_OF_LONG_TEXT if long_text else MAX_TOKENS) + 1):
            for run in runs:
                _collect(text, run, size, with_digit=with_digit, found=found)
    return sorted(found.values(), key=lambda mention: (mention.start, -mention.end))


def _fold(token: str) -> str:
    plus = token[-1] in "+＋"
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", token).casefold())
    return "".join(_KEY_PART.findall(folded)) + ("plus" if plus else "")


def _runs(text: str) -> Iterator[_Run]:
    """Divides a text at sentence ends; what is too long for a key divides too."""
    tokens: list[_Token] = []
    end = 0
    for match in islice(_TOKEN.finditer(text), READ_TOKENS):
        too_long = match.end() - match.start() > MAX_KEY
        if tokens and (too_long or _BREAK.search(text, end, match.start())):
            yield _run(text, tokens)
            tokens = []
        end = match.end()
        key = "" if too_long else _fold(match.group())
        if key:
            tokens.append(_Token(key, match.start(), end))
    if tokens:
        yield _run(text, tokens)


def _run(text: str, tokens: list[_Token]) -> _Run:
    has_digit = (any(character.isdigit() for character in token.key) for token in tokens)
    glued = [are_joined(text, one.end, other.start) for one, other in pairwise(tokens)]
    pauses = (_PAUSE.search(text, one.end, other.start) is not None for one, other in pairwise(tokens))
    return _Run(
        tuple(tokens),
        tuple(accumulate(has_digit, initial=0)),
        (False, *glued, False),
        tuple(accumulate(pauses, initial=0)),
    )


def are_joined(text: str, end: int, start: int) -> bool:
    """Whether what stands between two words, `text[end:start]`, makes them one; no slash between models of one form."""
    if text[end:start] != "/":
        return _GLUE.fullmatch(text, end, start) is not None
    before, after = _PIECE_BEFORE.search(text[max(0, end - MAX_KEY) : end]), _PIECE_AFTER.match(text, start)
    return not (before and after and _are_alike(before.group(), after.group()))


def _are_alike(one: str, other: str) -> bool:
    """Whether two models differ in their digits alone, as TN-2110 and TN-2120 do."""
    if not (one and other):
        return False
    forms = {_DIGIT.sub("0", _fold(piece)) for piece in (one, other)}
    return len(forms) == 1 and looks_like_model(one) and any(character.isalpha() for character in one)


def _collect(text: str, run: _Run, size: int, *, with_digit: bool, found: dict[str, Mention]) -> None:
    for first in range(len(run.tokens) - size + 1):
        after = first + size
        if (run.digits_before[after] > run.digits_before[first]) != with_digit:
            continue
        if len(found) >= MAX_MENTIONS:
            return
        key = "".join([token.key for token in run.tokens[first:after]])
        known = found.get(key)
        whole = not (run.glued[first] or run.glued[after])
        shortest = SHORTEST_ACROSS_PAUSE if run.pauses_before[after - 1] > run.pauses_before[first] else 2
        if (known is not None and (known.whole or not whole)) or not shortest <= len(key) <= MAX_KEY:
            continue
        start, end = run.tokens[first].start, run.tokens[after - 1].end
        found[key] = Mention(key, text[start:end], start, end, size, whole)
