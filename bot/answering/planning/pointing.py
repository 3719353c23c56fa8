"""A question with the words that only say which product is meant taken out, so that they ask for no attribute."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.vocabulary import VERBS, words
from retrieval.schema import Product

_PIECE = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*|[^\w\s]|_")
_DEFINITE = words("the this that these those my your our a an")
_BEFORE_NAME = _DEFINITE | VERBS | words("of for about on in with regarding re and , : - . ? ! (")
_AFTER_NAME = VERBS | words(", : - ? ! . )")
_POINTER = "it"


def pointed(reading: Reading, product: Product) -> Reading:
    """The reading with the product's own words beside a pointer or after an article left out: "the scanner" is "it"."""
    naming, kind = _naming_words(product), _stems(product.product_type[-1:])
    labels = _stems(attribute.label for attribute in product.attributes)
    pieces = _PIECE.findall(reading.text)
    kept = _beside_pointer(pieces, naming, labels)
    kept = _kind_named(kept, naming, kind, labels)
    return reading if kept == pieces else Reading(re.sub(r"\s+([?!.,:])", r"\1", " ".join(kept)))


def _beside_pointer(pieces: Sequence[str], naming: frozenset[str], labels: frozenset[str]) -> list[str]:
    """Without the naming words right before each pointer, and right after one that opens the question."""
    kept: list[str] = []
    for piece in pieces:
        if piece.lower() == _POINTER:
            _drop_run(kept, naming, labels)
        kept.append(piece)
    if kept[:1] and kept[0].lower() == _POINTER:
        end = 1
        while end < len(kept) and _stem(kept[end]) in naming:
            end += 1
        # Where nothing follows, the last word may be what is asked: "it speakers?".
        asked = end > 1 and _stem(kept[end - 1]) in labels and not any(map(tokens_of, kept[end:]))
        if not asked and (end == len(kept) or kept[end].lower() in _AFTER_NAME):
            del kept[1:end]
    return kept


def _drop_run(kept: list[str], naming: frozenset[str], labels: frozenset[str]) -> None:
    start = len(kept)
    while start and _stem(kept[start - 1]) in naming and kept[start - 1].lower() not in _BEFORE_NAME:
        start -= 1
    run = kept[start:]
    # One word alone may be what is asked: "screen it?".
    if not run or (len(run) == 1 and _stem(run[0]) in labels):
        return
    if start == 0 or kept[start - 1].lower() in _BEFORE_NAME:
        del kept[start - (1 if start and kept[start - 1].lower() in _DEFINITE else 0) :]


def _kind_named(
    pieces: Sequence[str], naming: frozenset[str], kind: frozenset[str], labels: frozenset[str]
) -> list[str]:
    """With "the barcode scanner" as "it" where that is what the product is."""
    kept: list[str] = []
    place = 0
    while place < len(pieces):
        end = place + 1
        while pieces[place].lower() in _DEFINITE and end < len(pieces) and _stem(pieces[end]) in naming:
            end += 1
        run = pieces[place + 1 : end]
        ends = end == len(pieces) or pieces[end].lower() in _AFTER_NAME
        named = bool(run) and ends and _stem(run[-1]) in kind and (len(run) > 1 or _stem(run[0]) not in labels)
        kept.append(_POINTER if named else pieces[place])
        place = end if named else place + 1
    return kept


def _naming_words(product: Product) -> frozenset[str]:
    return _stems((product.title, product.brand or "", *product.product_type))


def _stems(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(_stem(token) for text in texts for token in tokens_of(text))


def _stem(word: str) -> str:
    """The stem of a word without its plural: "scanners" and "scanner" meet."""
    word = word.lower()
    return stem(word[:-1] if word.endswith("s") and len(word) > 3 else word)
