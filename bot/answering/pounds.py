"""Pounds in a question: money in a shop that sells for pounds sterling, a weight in any other."""

from __future__ import annotations

import re

_POUNDS = re.compile(r"(?<![\w.,$€£])(\d[\d,]*(?:\.\d+)?)\s*pounds\b", re.IGNORECASE)
_OF_PRICE = re.compile(
    r"\b(?:cost|pric|cheap|expensive|spend|spent|budget|pay|sell|afford|worth|money|discount|deal)\w*|\bhow much\b"
    r"(?!.*\b(?:weigh|hold|lift|carry))",
    re.IGNORECASE,
)
_OF_WEIGHT = re.compile(
    r"\b(?:weigh\w*|weight|heav\w*|light(?:er|est|weight)?|lift\w*|load\w*|holds?|support\w*|carry|bear|mass|ounces?|oz|"
    r"dumb-?bells?|body)\b",
    re.IGNORECASE,
)
_STERLING = "GBP"


def pounds_told(text: str, currency: str) -> str:
    """The text with each number of pounds written as what it means in a shop of this currency: "£50" or "50 lb".

    Words of price or of weighing beside it decide for any shop.
    """
    of_price, of_weight = bool(_OF_PRICE.search(text)), bool(_OF_WEIGHT.search(text))
    is_money = of_price if of_price is not of_weight else currency == _STERLING
    return _POUNDS.sub(r"£\1" if is_money else r"\1 lb", text)
