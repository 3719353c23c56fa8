"""Money in a question and in a reply."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from babel.numbers import format_currency, get_currency_precision

_AMOUNT = r"(?:[$€£]|usd|eur|gbp)?\s*(\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?|\d+(?:\.\d{1,2})?)\s*(k\b)?"
_WORD = r"\s*(?:dollars?|bucks|usd|euros?|eur|pounds?|gbp|quid|[$€£])"
_BELOW = (
    r"(?:under|below|less than|cheaper than|up to|at most|max(?:imum)?(?: of)?|no more than|not more than|within|<=?|"
    r"budget (?:of|is)|lower than)"
)
_ABOVE = r"(?:over|above|more than|at least|from|starting at|min(?:imum)?(?: of)?|>=?|higher than)"
_MONEY = rf"(?:(?:[$€£]|usd|eur|gbp)\s*(?:\d[\d,]*(?:\.\d{{1,2}})?)|\d[\d,]*(?:\.\d{{1,2}})?{_WORD})"
_BETWEEN = re.compile(
    rf"\b(?:between|from)\s+{_AMOUNT}(?:{_WORD})?\s*(?:and|to|-|–)\s*{_AMOUNT}(?P<word>{_WORD})?", re.IGNORECASE
)
_UPPER = re.compile(rf"(?:\b{_BELOW})\s*(?P<all>{_AMOUNT}(?P<word>{_WORD})?)", re.IGNORECASE)
_LOWER = re.compile(rf"(?:\b{_ABOVE})\s*(?P<all>{_AMOUNT}(?P<word>{_WORD})?)", re.IGNORECASE)
_UNIT_FOLLOWS = re.compile(r"\s*-?\s*(?:[a-zµμ°%\"”″']{1,12})", re.IGNORECASE)
_POUNDS = re.compile(r"\s*pounds?", re.IGNORECASE)
_OF_PRICE = re.compile(r"\b(?:cost|pric|cheap|expensive|spend|budget|pay|sell|afford|worth)\w*", re.IGNORECASE)
# Of one thing that is pointed at, pounds without a word of price are its weight: "is it under 2 pounds?".
_OF_WEIGHT = re.compile(
    r"\b(?:weigh\w*|heav\w*|light(?:er|weight)?|lift|load)\b"
    r"|^\W*(?:(?:and|so|but)\W+)?(?:is|are|was|were|isn'?t|aren'?t)\s+(?:it|this|that|they|these|those|the)\b",
    re.IGNORECASE,
)
# Words that go on with the sentence and measure nothing: "under 300 in black", "under 300 please".
_GOES_ON = re.compile(
    r"(?:(?<=\s)|\s)\s*(?:(?:please|pls|for|with|without|and|or|that|which|if|but|to|from|on|at|by|then|thanks|available|only)\b|in\s+\w)",
    re.IGNORECASE,
)
_HAS_SIGN = re.compile(r"[$€£]|\b(?:usd|eur|gbp)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class PriceLimit:
    """What a question demands of the price; `span` is where it stands in the text."""

    low: Decimal | None = None
    high: Decimal | None = None
    span: tuple[int, int] = (0, 0)

    def admits(self, price: Decimal) -> bool:
        """Whether a price keeps both limits."""
        return (self.low is None or price >= self.low) and (self.high is None or price <= self.high)


def _amount(digits: str, thousand: str | None) -> Decimal:
    value = Decimal(digits.replace(",", ""))
    return value * 1000 if thousand else value


def _is_money(text: str, match: re.Match[str], *, bare: bool) -> bool:
    if _POUNDS.fullmatch(match.group("word") or "") and _OF_WEIGHT.search(text) and not _OF_PRICE.search(text):
        return False
    if _HAS_SIGN.search(match.group(0)) or match.group("word"):
        return True
    goes_on = _GOES_ON.match(text, match.end())
    return bare and (goes_on is not None or not _UNIT_FOLLOWS.match(text, match.end()))


def price_limit(text: str, *, bare: bool = False) -> PriceLimit | None:
    """The price limit a question states; a number without currency counts only when `bare` and no unit follows."""
    between = _BETWEEN.search(text)
    if between and _is_money(text, between, bare=bare):
        low, high = sorted((_amount(between[1], between[2]), _amount(between[3], between[4])))
        return PriceLimit(low, high, between.span())
    upper = _UPPER.search(text)
    if upper and _is_money(text, upper, bare=bare):
        return PriceLimit(high=_amount(upper[2], upper[3]), span=upper.span())
    lower = _LOWER.search(text)
    if lower and _is_money(text, lower, bare=bare):
        return PriceLimit(low=_amount(lower[2], lower[3]), span=lower.span())
    return None


def minor_units(amount: Decimal, currency: str) -> int:
    """An amount in the currency's minor units (cents)."""
    return int(amount.scaleb(get_currency_precision(currency)).to_integral_value())


def money_text(amount: Decimal, currency: str, *, locale: str) -> str:
    """An amount as the shop's locale writes it."""
    return format_currency(amount, currency, locale=locale)
