"""Judges replies against gold: is every fact about a product that was named, right, and supported?"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from retrieval.schema import Product
from tests.bench.near_identical.catalogue import squash
from tests.bench.near_identical.generate import stated
from tests.bench.near_identical.gold import UNNAMED, Asked, Form, Gold

Result = Mapping[str, Any]
ABOUT_A_PRODUCT = frozenset(("answer", "not_stated", "conflicting"))
NAMING: tuple[Form, ...] = ("exact", "reformatted", "brand_model", "sentence", "pasted", "gtin")
_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_YES, _NO = frozenset(("yes", "true", "y")), frozenset(("no", "false", "n"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is to be said of one reply.

    `wrong_products`: ids that facts or the answer are about and the question did not name. `presumed`: one of them is
    what a misspelt or cut name was made of. `resolved`: exactly the products named are answered about. `expected`:
    the outcome is one of gold's. `value_right`: None where gold knows none, or the reply states nothing under that
    attribute. `unsupported`: numbers of the text that nothing given to the customer or by the customer supports.
    """

    wrong_products: tuple[str, ...]
    presumed: bool
    resolved: bool
    expected: bool
    value_right: bool | None
    unsupported: tuple[str, ...]

    @property
    def faults(self) -> tuple[str, ...]:
        """The names of what is wrong with the reply, gravest first."""
        found = {
            "wrong_product": bool(self.wrong_products),
            "wrong_value": self.value_right is False,
            "unsupported_number": bool(self.unsupported),
            "outcome": not self.expected,
        }
        return tuple(name for name, is_so in found.items() if is_so)


def judge(asked: Asked, result: Result, products: Mapping[str, Product]) -> Verdict:
    """The verdict on a reply; `products` are the catalogue's by id."""
    gold = asked.gold
    about = set(result["product_ids"]) if result["outcome"] in ABOUT_A_PRODUCT else set()
    about |= {fact["product_id"] for fact in result["facts"] if fact["product_id"] is not None}
    wrong = tuple(sorted(about - set(gold.product_ids)))
    return Verdict(
        wrong_products=wrong,
        presumed=bool(set(wrong) & set(gold.meant)),
        resolved=result["outcome"] in ABOUT_A_PRODUCT and about == set(gold.product_ids),
        expected=result["outcome"] in gold.outcomes,
        value_right=_value_right(gold, result),
        unsupported=_unsupported(asked, result, products),
    )


def figures(asked: Sequence[Asked], results: Mapping[str, Result], products: Mapping[str, Product]) -> dict[str, Any]:
    """All figures, each as a share with its 95 % Wilson interval; questions without a result are left out."""
    judged = [(one.gold, judge(one, results[one.gold.id], products)) for one in asked if one.gold.id in results]
    naming = [pair for pair in judged if pair[0].form in NAMING]
    return {
        "questions": len(judged),
        "wrong_product": share(judged, lambda pair: bool(pair[1].wrong_products)),
        "wrong_product_presuming_a_typo": share(judged, lambda pair: pair[1].presumed),
        "wrong_product_by_form": _by_form(judged, lambda pair: bool(pair[1].wrong_products)),
        "resolved": share(naming, lambda pair: pair[1].resolved),
        "resolved_by_form": _by_form(naming, lambda pair: pair[1].resolved),
        "resolved_by_spelling": _by(naming, lambda pair: pair[0].spelling, lambda pair: pair[1].resolved),
        "expected_outcome_by_family": _by(naming, lambda pair: pair[0].family, lambda pair: pair[1].expected),
        "clarified_of_ambiguous": share(
            [pair for pair in judged if pair[0].form == "ambiguous"], lambda pair: pair[1].expected
        ),
        "not_found_or_proposed_of_unknown": share(
            [pair for pair in judged if pair[0].form in UNNAMED], lambda pair: pair[1].expected
        ),
        "wrong_value": share(
            [pair for pair in judged if pair[1].value_right is not None], lambda pair: pair[1].value_right is False
        ),
        "asked_value_stated": share(
            [pair for pair in naming if pair[0].value is not None], lambda pair: pair[1].value_right is not None
        ),
        "unsupported_number": share(judged, lambda pair: bool(pair[1].unsupported)),
        "outcomes": dict(Counter(results[gold.id]["outcome"] for gold, _ in judged)),
    }


Judged = tuple[Gold, Verdict]


def share(pairs: Sequence[Judged], of: Callable[[Judged], bool]) -> dict[str, Any]:
    """How many of the pairs, as a count, a rate and its 95 % interval."""
    count = sum(1 for pair in pairs if of(pair))
    low, high = wilson(count, len(pairs))
    rate = count / len(pairs) if pairs else None
    return {"count": count, "of": len(pairs), "rate": rate, "low": low, "high": high}


def wilson(count: int, total: int) -> tuple[float, float]:
    """The 95 % interval of a rate after E. B. Wilson (1927); 0 to 1 where nothing was counted."""
    if total == 0:
        return 0.0, 1.0
    z, rate = 1.959964, count / total
    middle = rate + z * z / (2 * total)
    reach = z * math.sqrt(rate * (1 - rate) / total + z * z / (4 * total * total))
    scale = 1 + z * z / total
    return max(0.0, (middle - reach) / scale), min(1.0, (middle + reach) / scale)


def _by_form(pairs: Sequence[Judged], of: Callable[[Judged], bool]) -> dict[str, Any]:
    return _by(pairs, lambda pair: pair[0].form, of)


def _by(pairs: Sequence[Judged], key: Callable[[Judged], str], of: Callable[[Judged], bool]) -> dict[str, Any]:
    names = dict.fromkeys(key(pair) for pair in pairs)
    return {name: share([pair for pair in pairs if key(pair) == name], of) for name in names}


def _value_right(gold: Gold, result: Result) -> bool | None:
    if gold.value is None or result["outcome"] != "answer":
        return None
    told = [
        str(fact["value"])
        for fact in result["facts"]
        if fact["attribute"] == gold.attribute and fact["product_id"] in gold.product_ids
    ]
    return any(_same(gold.value, one) for one in told) if told else None


def _same(gold: str, told: str) -> bool:
    """Whether a value is told as gold states it: yes or no, the same number, or the same words."""
    if squash(gold) in _YES | _NO:
        return (squash(told) in _YES) == (squash(gold) in _YES) and squash(told) in _YES | _NO
    numbers = numbers_in(gold)
    if len(numbers) == 1 and gold.strip().replace(".", "", 1).lstrip("-").isdigit():
        return numbers <= numbers_in(told)
    return squash(gold) == squash(told)


def numbers_in(text: str) -> set[Decimal]:
    """The numbers a text states, thousands separators read."""
    return {Decimal(found.replace(",", "")).normalize() for found in _NUMBER.findall(text)}


def _unsupported(asked: Asked, result: Result, products: Mapping[str, Product]) -> tuple[str, ...]:
    """The numbers that no fact, title, name or question supports; a list or proposal may state its products' data."""
    texts = [asked.question, *asked.gold.mentions]
    for fact in result["facts"]:
        texts += [str(fact["value"]), str(fact["unit"] or ""), str(fact["attribute"]), str(fact["as_of"] or "")]
    ids = [*result["product_ids"], *(fact["product_id"] for fact in result["facts"] if fact["product_id"])]
    listing = result["outcome"] not in ABOUT_A_PRODUCT
    for product in (products[each] for each in dict.fromkeys(ids) if each in products):
        texts += [product.title, *(one.raw for one in product.identifiers)]
        texts += [attribute.label for attribute in product.attributes]
        if listing:
            texts += [stated(attribute) for attribute in product.attributes]
            texts.append(str(product.offer.price))
    supported = set().union(*(numbers_in(text) for text in texts))
    left = sorted(numbers_in(result["text"]) - supported)
    if (listing or len(result["product_ids"]) > 1) and len(left) == 1 and left[0] == int(left[0]) <= len(products):
        # "Without that, there are 26": how many products there are, which no fact can hold.
        return ()
    return tuple(f"{number:f}" for number in left)
