"""The part of a text that asks: an identifier anywhere in it counts, what else is told asks for nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.answering.mentions import Named, named_products, unknown_models
from bot.answering.ports import ProductLookup
from bot.answering.reading import Reading, clean, tokens_of
from bot.answering.vocabulary import QUESTION_STARTS, words

LONG = 300
# A wish without a model is told in several sentences; what is longer than this is no wish.
_LONGEST_WISH = 1_000
_MOST_NAMED = 4
_SENTENCE = re.compile(r"[^\n\r\u2028\u2029]+?(?:[?!\u3002\uff1f]+(?=\s|$)|\.(?=\s|$)|(?=[\n\r\u2028\u2029])|$)")
# In a chat a picture ends a sentence as well as a stop does.
_PICTURE = "\u2600-\u27bf\U0001f300-\U0001faff"
_TOLD = re.compile(rf"[^{_PICTURE}]+?(?:[?!\u3002\uff1f]+(?=\s|$)|\.(?=\s|$)|(?=[{_PICTURE}])|$)")
_ASKS = QUESTION_STARTS | words("what what's whats which who whose when where why how compare price tell")
_ASKING = re.compile(
    r"\b(?:tell me|do you|can you|could you|would you|i(?:'d| would)? (?:need|want|like) to know|i wonder|yes or no|"
    r"how (?:much|many|long)|price of)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Sentence:
    text: str
    start: int
    end: int

    @property
    def asks(self) -> bool:
        words_of = tokens_of(self.text)[:1]
        return (
            self.text.rstrip().endswith(("?", "？"))
            or bool(words_of and words_of[0] in _ASKS)
            or bool(_ASKING.search(self.text))
        )

    def holds(self, named: Named) -> bool:
        return self.start <= named.start < self.end


def asking_part(text: str, lookup: ProductLookup) -> str:
    """What a text asks, with the names of what it asks about, cleaned; of a short one, without small talk.

    Of a long one a sentence that names a product and asks comes first, then one that asks and the names elsewhere in
    the text; of several the last. Raises `retrieval.RetrievalError`.
    """
    if len(text) <= LONG:
        return _without_small_talk(clean(text), lookup)
    lines = "\n".join(clean(line) for line in re.split(r"[\n\r\u2028\u2029]+", text))
    sentences = [_Sentence(m.group(), m.start(), m.end()) for m in _SENTENCE.finditer(lines) if m.group().strip()]
    known = named_products(lines, lookup)
    asking = [sentence for sentence in sentences if sentence.asks]
    naming = _naming(asking, known) or _naming(asking, unknown_models(lines, known))
    if naming:
        return clean(naming[-1].text)
    if known:
        told = [sentence for sentence in sentences if any(map(sentence.holds, known))]
        return _joined(known, asking[-1]) if asking else clean(told[-1].text)
    if len(lines) <= _LONGEST_WISH or not asking:
        return clean(lines)[:_LONGEST_WISH]
    return clean(asking[-1].text)


def _without_small_talk(text: str, lookup: ProductLookup) -> str:
    """Only the sentences that ask or name a product, where one does both and points at no other; else the whole."""
    sentences = [_Sentence(m.group(), m.start(), m.end()) for m in _TOLD.finditer(text) if tokens_of(m.group())]
    asking = [sentence for sentence in sentences if sentence.asks]
    if len(sentences) == 1 or not asking:
        return text
    known = named_products(text, lookup)
    names = [*known, *unknown_models(text, known)]
    naming = _naming(asking, names)
    if not naming or any(_points_back(sentence, names) for sentence in naming):
        return text
    return clean(" ".join(one.text for one in sentences if one.asks or any(map(one.holds, names))))


def _points_back(sentence: _Sentence, names: Sequence[Named]) -> bool:
    """Whether a pronoun stands before the first name: "which of them needs the QL-510"."""
    first = min(named.start for named in names if sentence.holds(named))
    return Reading(sentence.text[: first - sentence.start]).points


def _naming(sentences: Sequence[_Sentence], named: Sequence[Named]) -> list[_Sentence]:
    return [sentence for sentence in sentences if any(map(sentence.holds, named))]


def _joined(known: Sequence[Named], asking: _Sentence) -> str:
    """The names before the sentence that asks about them."""
    names = tuple(dict.fromkeys(named.text for named in known))[:_MOST_NAMED]
    return clean(f"{', '.join(names)}: {asking.text}")
