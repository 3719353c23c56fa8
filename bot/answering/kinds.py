"""Which kinds of question a text puts, beside price and stock: search, comparison, summary."""

from __future__ import annotations

import re

from bot.answering.money import price_limit
from bot.answering.reading import Reading
from bot.answering.types import Intent
from retrieval.quantities import is_quantity

_SEARCH = re.compile(
    r"\b(looking for|search(?:ing)? for|shopping for|recommend\w*|suggest\w*|show me|find me|in the market for|"
    r"(?<!do )(?<!should )(?:i|we) (?:need|want)(?! to know\b)|i(?:'d| would) like|gift for|"
    r"(?:do|does|can|could) (?:you|u|ya|the shop|this shop) (?:guys )?(?:have|sell|carry|stock|offer|got) (?:an?|any|"
    r"some|other|more|something|\w+s\b)|"
    r"have you got (?:an?|any|some)|got an?y?|are there (?:any|some)|"
    r"(?:which|what) (?:\w+ ){0,4}(?:do you|have you|are there|would you|can you|are under|are below|have|has|is best)|"
    r"(?:what|which)(?:'s| is| are) (?:the|your) (?:\w+est|most \w+|least \w+|best) (?:\w+ ){1,4}(?:do )?you "
    r"(?:have|sell|carry|stock|offer|got)|"
    r"any (?:\w+ ){1,4}(?:under|below|for less|with|that)|anything|something (?:like|under|for|with)|alternatives?|"
    r"similar)\b",
    re.IGNORECASE,
)
# What may be a model: letters with digits, or a long number.
_CODE = re.compile(r"\b(?=\w*\d)(?=\w*[a-z])\w+|\d{4,}", re.IGNORECASE)
_ASKING = re.compile(r"\W*(?:(?:and|so|ok(?:ay)?|but)\W+)?(?:what|how|when|where|why|whose|who)\b", re.IGNORECASE)
# One attribute of one thing, however little it is known: "what is the capacity of the 300A?".
_OF_ONE = re.compile(
    r"\b(?:what(?:'s| is| are)|know|tell me) the (?:[\w()/-]+ ){1,6}?(?:of|for|on) (?:the|this|that)\b"
    r"(?! (?:\w+est|most|least)\b)",
    re.IGNORECASE,
)
_LEFT = re.compile(r"\bany (?:more )?left\b", re.IGNORECASE)
_COMPARE = re.compile(
    r"\b(compar(?:e[ds]?|able|ing|isons?)|differen(?:ce|ces|t) (?:between|from|to)|differ|vs\.?|versus|"
    r"which(?: one| of (?:the two|them|"
    r"these|those))? (?:is|are|has|have|weighs|costs|lasts)|"
    r"\w+er than|(?:more|less|better) \w* ?than|or the|same as)\b|what(?:'s| is| are) the differen\w+",
    re.IGNORECASE,
)
_SUMMARY = re.compile(
    r"\b(tell me (?:more )?about|what(?: is|'s) (?:it|this)(?=\s*[?.!]*$)|describe|more (?:info|information|details)|"
    r"details (?:of|on|about)|"
    r"specs?\b|specifications?|describe|overview|info(?:rmation)? (?:on|about))",
    re.IGNORECASE,
)
_VARIANTS = re.compile(
    r"\b(?:come|comes|available|have|get|order|buy|offered|exist|exists|sell)\b.{0,30}\b(?:in|as|other|another|different)\b|"
    r"\b(?:version|variant)s?\b|"
    r"\b(?:what|which|other|another|different|any)\b.{0,12}\b(colou?rs?|sizes?|versions?|variants?|capacities)\b",
    re.IGNORECASE,
)


def is_search(reading: Reading, intent: Intent | None) -> bool:
    """Whether products are looked for, rather than one asked about."""
    if _LEFT.search(reading.text):
        return False
    if _OF_ONE.search(reading.text) and not _SEARCH.search(reading.text):
        return False
    if reading.asks_stock and (reading.points or not (_SEARCH.search(reading.text) or intent == "search_products")):
        return False
    if intent == "search_products" or limits_a_price(reading):
        return True
    return bool(_SEARCH.search(reading.text)) and intent not in ("ask_policy", "order_status", "request_human")


def limits_a_price(reading: Reading) -> bool:
    """Whether it says no more than a kind of thing and what that may cost: "black toner for Brother under 50"."""
    limit = price_limit(reading.text, bare=True)
    if limit is None or reading.points or reading.is_yes_no or _ASKING.match(reading.text):
        return False
    rest = reading.text[: limit.span[0]] + reading.text[limit.span[1] :]
    return all(is_quantity(code.group()) for code in _CODE.finditer(rest))


def is_worded_as_search(text: str) -> bool:
    """Whether the words themselves look for products, whatever the intent."""
    return bool(_SEARCH.search(text))


def is_comparison(text: str) -> bool:
    """Whether two products are set against each other."""
    return bool(_COMPARE.search(text))


def is_summary(text: str) -> bool:
    """Whether a product is asked about as a whole."""
    return bool(_SUMMARY.search(text))


def is_about_variants(text: str) -> bool:
    """Whether other versions of a product are asked for."""
    return bool(_VARIANTS.search(text))
