"""What the words of a question say on their face: whether it points, and what it asks of price and stock."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property

from bot.answering.money import price_limit
from bot.answering.vocabulary import FUNCTION_WORDS, PRONOUNS, QUESTION_STARTS, SHOP_WORDS, words

_TOKEN = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*\+?")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_EAST_ASIAN = "\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af"
_SCRIPTS_MEET = re.compile(rf"(?<=[A-Za-z0-9])(?=[{_EAST_ASIAN}])|(?<=[{_EAST_ASIAN}])(?=[A-Za-z0-9])")
_SPACE = re.compile(r"\s+")

_PRICE = re.compile(
    r"\b(pric(?:e|es|ed|ing|ey|y)|costs?|costing|expensive|cheap|afford\w*|msrp|rrp|on sale|sale price|discount(?:ed)?|"
    r"reduced|how much (?:is|are|for|'s|was|would|do i|do they|does (?:it|this|that|one) (?:go|sell)|money|dollars)|"
    r"how much(?=\s*[?.!]*$)|(?:under|below|over|above|less than|more than|within) [$€£])",
    re.IGNORECASE,
)
_PRICE_ELSEWHERE = re.compile(
    r"\b(ship(?:s|ped|ping)?|deliver\w*|postage|returns?|refund\w*|price match\w*|gift|installation|restocking|"
    r"repairs?)\b",
    re.IGNORECASE,
)
_STOCK = re.compile(
    r"\b(in[- ]stock|out of stock|stock(?:ed)?|availab(?:le|ility)|any (?:more )?left|how many (?:are|do you have|"
    r"have you got)|"
    r"left\b|sold out|sell out|back in|be back|restock\w*|pre-?orders?|pre-?ordered|back-?order\w*|on hand|"
    r"(?:can|could|may) i (?:still )?(?:buy|order|get|purchase) (?:it|this|that|one|the)|still (?:have|sell|carry|"
    r"sold)|"
    r"do (?:you|u|ya) (?:guys |folks )?(?:still |currently |also )?(?:have|got|stock|carry|sell) "
    r"(?:it|this|that|these|them|the|one)|have you got (?:it|this|that|these|the)|"
    r"when (?:can|will|do) .{0,40}\b(?:available|back|arrive|buy|come in))",
    re.IGNORECASE,
)
_STOCK_ELSEWHERE = re.compile(
    r"\b(colou?rs?|sizes?|versions?|available (?:in|with|as|at|for)|warranty|left(?:-| )?(?:hand|side|ear|right)|"
    r"(?:it|this|that|them|one|these) (?:in|with) (?!stock))\b",
    re.IGNORECASE,
)
_CARRIED = re.compile(
    r"\b(?:(?:do|does|can|could|would) (?:you|u|ya|the shop|this shop|your shop) (?:guys |folks )?"
    r"(?:still |currently |also |even |happen to )*(?:have|got|stock|carry|sell|offer|keep)|(?:have|'ve) you got|"
    r"(?:are|is) you(?:r shop)? (?:carrying|selling)|you (?:carry|sell))\b",
    re.IGNORECASE,
)
_NOW = re.compile(
    r"\b(in[- ]stock|out of stock|availab(?:le|ility)|left|sold out|on hand|right now|today|back|pre-?order\w*|"
    r"back-?order\w*|restock\w*|how many|when)\b",
    re.IGNORECASE,
)
_ATTRIBUTE_HOW_MUCH = re.compile(
    r"\bhow much\b.*\b(weigh\w*|memory|ram|storage|power|space|capacity|water|hold)\b", re.I
)
_RETURN = re.compile(r"\b(when|how soon|how long)\b", re.IGNORECASE)
_REDUCED = re.compile(r"\b(on sale|reduced|discount(?:ed)?|sale price|special offer|offers?)\b", re.IGNORECASE)


_CLAUSE = re.compile(r"\?\s+|\s*[,;]?\s+(?:and|also|plus)\s+|;\s*", re.IGNORECASE)


def clean(text: str) -> str:
    """The text in NFC on one line, without control, direction and zero-width characters."""
    text = _INVISIBLE.sub("", unicodedata.normalize("NFC", text)).replace("’", "'")
    return _SPACE.sub(" ", "".join(" " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else c for c in text)).strip()


def scripts_apart(text: str) -> str:
    """The text with Latin letters and digits apart from the Chinese, Japanese or Korean ones written on to them."""
    return _SCRIPTS_MEET.sub(" ", text)


def tokens_of(text: str) -> list[str]:
    """The words of a text, lower-cased; hyphens and points inside a word stay."""
    return [token.lower() for token in _TOKEN.findall(text.replace("’", "'"))]


def stem(word: str) -> str:
    """A crude English stem: enough to match `weighs` with `weight`, `colours` with `color`."""
    word = word.lower().replace("colour", "color").replace("grey", "gray").replace("aluminium", "aluminum")
    for ending in (
        "ations",
        "ation",
        "ings",
        "ing",
        "ities",
        "ity",
        "ies",
        "ness",
        "able",
        "ible",
        "ed",
        "es",
        "s",
        "t",
        "e",
        "y",
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True)
class Reading:
    """A cleaned question with what its words ask; cheap, and never an identity."""

    text: str

    @cached_property
    def tokens(self) -> tuple[str, ...]:
        """Its words, lower-cased."""
        return tuple(tokens_of(self.text))

    @cached_property
    def content(self) -> tuple[str, ...]:
        """Its words without function words, pronouns and the words of price and stock."""
        skip = FUNCTION_WORDS | PRONOUNS | SHOP_WORDS
        return tuple(token for token in self.tokens if token not in skip and token.removesuffix("'s") not in skip)

    @cached_property
    def points(self) -> bool:
        """Whether it points at a product by a pronoun."""
        return any(token.removesuffix("'s") in PRONOUNS for token in self.tokens)

    @cached_property
    def says_something(self) -> bool:
        """Whether anything is asked beyond a bare pointer or name."""
        return bool(self.content) or self.asks_price or self.asks_stock

    @cached_property
    def clauses(self) -> tuple[str, ...]:
        """Its parts that ask each for itself: "how much is it" and "how much does it weigh"."""
        return tuple(clause for clause in _CLAUSE.split(self.text) if clause and clause.strip()) or ("",)

    @cached_property
    def asks_price(self) -> bool:
        """Whether a product's price is asked for."""
        return any(map(_asks_price, self.clauses))

    @cached_property
    def asks_stock(self) -> bool:
        """Whether a product's availability is asked for."""
        return any(_STOCK.search(clause) and not _STOCK_ELSEWHERE.search(clause) for clause in self.clauses)

    @cached_property
    def asks_if_carried(self) -> bool:
        """Whether it asks no more than that the shop sells it: "do you carry it?", and not how many are left."""
        return bool(_CARRIED.search(self.text)) and not _NOW.search(self.text)

    @cached_property
    def asks_reduction(self) -> bool:
        """Whether it asks if the price is reduced."""
        return bool(_REDUCED.search(self.text))

    @cached_property
    def asks_when(self) -> bool:
        """Whether a point in time is asked for."""
        return bool(_RETURN.search(self.text))

    @cached_property
    def is_yes_no(self) -> bool:
        """Whether it can be answered by yes or no."""
        words = [token for token in self.tokens[:6] if token not in _LEAD]
        return bool(words) and words[0] in QUESTION_STARTS


def asks_anew(reading: Reading) -> bool:
    """Whether it is a question of its own, and no mere choice or name."""
    if reading.asks_price or reading.asks_stock:
        return True
    words = [token for token in reading.tokens[:3] if token not in ("and", "so", "ok", "okay", "well", "but")]
    return bool(words) and (reading.is_yes_no or words[0] in ("what", "how", "when", "where", "why", "does"))


def _asks_price(clause: str) -> bool:
    if _PRICE_ELSEWHERE.search(clause) or _ATTRIBUTE_HOW_MUCH.search(clause):
        return False
    return bool(_PRICE.search(clause)) or price_limit(clause) is not None


_LEAD = words("hi hello hey so and but ok okay also well please thanks then um uh oh sorry great good morning")
