"""Whether a stretch of text that equals an identifier really names it: "90" and "Photo" are identifiers too."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.narrowing import vocabulary
from bot.answering.reading import stem, tokens_of
from bot.answering.vocabulary import COLOURS, FUNCTION_WORDS, PRONOUNS, SHOP_WORDS, VERBS
from retrieval.keys import Mention
from retrieval.quantities import is_quantity
from retrieval.schema import Product

_COMMON = FUNCTION_WORDS | PRONOUNS | SHOP_WORDS | COLOURS
_LONG_NUMBER = 5
_BESIDE = 3
_PAIR = 2
_SHORTEST_NAME = 2
_BEFORE = re.compile(r"([^\W_]+)[\s'#-]{1,3}$")
_DEFINITE = re.compile(r"\b(?:the|this|your|my)\s+$", re.IGNORECASE)
_SUBJECT = re.compile(r"\b(?:does|do|is|of|for|about|carry|sell|have|has|stock|got|on|compare)\s+$", re.IGNORECASE)
_OPENS = re.compile(r"(?:^|[.?!,;:]\s+|[^\w\s]\s*)(?:(?:and|hi|hello|hey|ok|so)\b[\s,]*)?$", re.IGNORECASE)
_ENDS_NAME = re.compile(
    r"\s*(?:[?.!,:;)]|[-–—]\s|$|(?:is|has|have|does|did|was|will|can|got|weigh|cost|last|come|comes|work|works|print|"
    r"prints|support|supports|compatible|fit|fits|price|please|pls|thanks|thx|and|or|vs|versus|made|in stock|available|"
    r"today|now|right now|still|yet|with|for|from|at|to|as|expensive|cheap|cheaper|i|we)\b)",
    re.IGNORECASE,
)
_OPERATOR = re.compile(r"[\^~=<>|\\{}]")
_NEXT_WORD = re.compile(r"\s*([^\W\d_][^\W_]*)")
_UNIT_AFTER = re.compile(r"[\s-]{0,2}(?!in stock\b)([^\W\d_]+|[\"%°″”])", re.IGNORECASE)


def believed(text: str, mention: Mention, products: Sequence[Product]) -> Sequence[Product]:
    """The products the mention names: a common word, a number or a quantity must stand where a name stands."""
    if not products or _is_code_of_a_query(text, mention):
        return ()
    if any(character.isdigit() for character in mention.key):
        if _is_code(mention):
            return products
    elif mention.tokens > 1 and any(word not in _COMMON for word in tokens_of(mention.text)):
        return _alone(text, mention, products)
    branded = _branded(text, mention, products)
    if branded or not _stands_as_name(text, mention, products):
        return branded
    return products if mention.key.isdigit() else _alone(text, mention, products)


def _is_code_of_a_query(text: str, mention: Mention) -> bool:
    """Whether a number is an operand of some query language: the boost in "^100", the test in "1"="1"."""
    short = mention.key.isdigit() and len(mention.key) < _LONG_NUMBER
    return short and bool(_OPERATOR.search(f"{text[: mention.start][-2:]}{mention.text}"))


def could_be_name(text: str, mention: Mention) -> bool:
    """Whether a number ends as a name does, and counts or measures nothing."""
    if len(mention.key) < _SHORTEST_NAME or mention.key.isalpha() or _is_counted(text, mention):
        return False
    return _ENDS_NAME.match(text[mention.end :]) is not None


def _is_code(mention: Mention) -> bool:
    """Whether it is written as only an identifier is: no quantity, or a long number in one piece."""
    digits = sum(character.isdigit() for character in mention.key)
    if digits >= _LONG_NUMBER and " " not in mention.text:
        return True
    if mention.key.isdigit() or is_quantity(mention.text):
        return False
    edges = mention.text.split()[0], mention.text.split()[-1]
    return mention.tokens != _PAIR or not any(edge.islower() and edge in FUNCTION_WORDS for edge in edges)


def _branded(text: str, mention: Mention, products: Sequence[Product]) -> list[Product]:
    beside = _BEFORE.search(text[: mention.start])
    brand = beside[1].lower() if beside else ""
    if not brand or _is_counted(text, mention):
        return []
    return [product for product in products if brand in tokens_of(product.brand or "")]


def _stands_as_name(text: str, mention: Mention, products: Sequence[Product]) -> bool:
    """Whether it stands as the subject asked about: "the 90 in stock", "does 122A fit", "7020 threads"."""
    if all(token in _COMMON for token in tokens_of(mention.text)):
        return False
    before, after = text[: mention.start], text[mention.end :]
    if mention.key.isalpha():
        capitalised = mention.text[:1].isupper() and mention.start > 0
        definite = _DEFINITE.search(before) and _ENDS_NAME.match(after)
        return mention.tokens == 1 and len(mention.key) > 3 and bool(capitalised or definite)
    if len(mention.key) < _SHORTEST_NAME or _is_counted(text, mention):
        return False
    if _DEFINITE.search(before) or _OPENS.search(before):
        return bool(_ENDS_NAME.match(after)) or _asks_of(after, products)
    return bool(_SUBJECT.search(before) and _ENDS_NAME.match(after))


def _is_counted(text: str, mention: Mention) -> bool:
    """Whether a number is followed by what it counts or measures: "82 inches", "5000 mAh"."""
    after = _UNIT_AFTER.match(text, mention.end)
    # "Compare the 2840 with the 2800 I saw": the shopper is no unit.
    if after is None or after[1] == "I":
        return False
    return mention.key.isdigit() and is_quantity(f"{mention.text} {after[1]}")


def _asks_of(after: str, products: Sequence[Product]) -> bool:
    """Whether the word after a name is one that a product's data says: "7020 processor threads"."""
    word = _NEXT_WORD.match(after)
    return word is not None and any(stem(word[1]) in vocabulary(product) for product in products)


def _alone(text: str, mention: Mention, products: Sequence[Product]) -> list[Product]:
    """The products that carry the words right before a descriptive name too, where one carries those right after it.

    A longer name is another's; but what only one of several namesakes states may just be what is asked.
    """
    before = tokens_of(re.split(r"[?.!]\s", text[: mention.start])[-1])[-_BESIDE:][::-1]
    after = tokens_of(re.split(r"[?.!]", text[mention.end :])[0])[:_BESIDE]
    kept = [product for product in products if _carries_run(product, before)]
    return kept if any(_carries_run(product, after) for product in kept) else []


def _carries_run(product: Product, side: Sequence[str]) -> bool:
    known = vocabulary(product)
    for token in side:
        if token in VERBS or token in FUNCTION_WORDS:
            break
        if token not in _COMMON and stem(token) not in known:
            return False
    return True
