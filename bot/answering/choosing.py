"""What a reply to "which one do you mean?" picks, or that it wants to see the others."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.answering.narrowing import MOST_SHOWN, carries, dividing, pick
from bot.answering.ports import ProductLookup
from bot.answering.reading import Reading, asks_anew
from bot.answering.resolution import Resolution, one_or_several
from bot.answering.types import ProductMatch, Question
from bot.answering.values import value_text
from retrieval.schema import Product

# What the button says that goes on to the next of many products.
OTHERS = "show the others"
_OTHERS = re.compile(
    r"(?:(?:please )?show (?:me )?)?(?:the |some )?(?:others?|more|next|rest|remaining)(?: ones| products)?(?: please)?"
    r"|none of (?:these|those|them)|not (?:any|one) of (?:these|those|them)",
    re.IGNORECASE,
)
# What agrees to the one product proposed.
_YES = re.compile(
    r"(?:(?:yes|yep|yeah|yup|ye|sure|ok|okay|right|correct|exactly|indeed|of course)[ ,.!]*)?"
    r"(?:please|(?:that|this|the) one|(?:that|it)(?:'?s| is) (?:it|right|correct|the one|the product)|i do|it is)?",
    re.IGNORECASE,
)


def stated_choice(question: Question, text: str, lookup: ProductLookup) -> Resolution | None:
    """What a reply picks that is no more than a yes, a value of one asked about, or the next of them; else None."""
    said = text.strip(" .!?").lower()
    if not said or not question.focus.pending_product_ids:
        return None
    wants_others = _OTHERS.fullmatch(said) is not None
    products = tuple(lookup.by_ids(question.focus.pending_product_ids))
    if len(products) == 1 and _YES.fullmatch(said):
        return Resolution(ProductMatch("resolved", products, mention=""), question.focus.pending_question or "")
    kept = _after_shown(products) if wants_others else _stating(products, said)
    if not kept or len(kept) == len(products):
        return Resolution(ProductMatch("none"), text) if wants_others else None
    return Resolution(one_or_several(kept), question.focus.pending_question or "")


def picked(question: Question, reading: Reading, lookup: ProductLookup) -> Resolution | None:
    """What a reply picks among those asked about, with the question it answers; None where it picks nothing."""
    pending = tuple(lookup.by_ids(question.focus.pending_product_ids))
    about_them = carries(pending, reading.content) or (reading.points and asks_anew(reading))
    kept = pick(pending, reading.text) if about_them else ()
    if not kept or len(kept) == len(pending):
        return None
    asked = reading.text if asks_anew(reading) else question.focus.pending_question or ""
    return Resolution(one_or_several(kept), asked)


def _stating(products: Sequence[Product], said: str) -> tuple[Product, ...]:
    return tuple(each for each in products if any(value_text(one).lower() == said for one in each.attributes))


def _after_shown(products: tuple[Product, ...]) -> tuple[Product, ...]:
    """Those that had no button of their own; all of them where the buttons were values."""
    if len(products) <= MOST_SHOWN:
        return ()
    one = one_or_several(products)
    return products if dividing(products, one.distinguishing) else products[MOST_SHOWN - 1 :]
