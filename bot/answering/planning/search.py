"""Looking for products: what fits the wish and its limits, and which limit to let go when nothing does."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.answering.money import PriceLimit, minor_units, money_text, price_limit
from bot.answering.naming import names_apart, safe_mention, short_name
from bot.answering.planning.clarify import choose_payload, shortened
from bot.answering.planning.facts import card, offer_fact, product_sources
from bot.answering.planning.price import price_now, price_words
from bot.answering.ports import ProductSearch
from bot.answering.reading import Reading
from bot.answering.shop import ShopFacts
from bot.answering.types import AnswerPlan, Button, Card, Claim, Focus, Question
from bot.answering.values import raw_text
from bot.answering.vocabulary import words
from retrieval.filters import SearchLimits
from retrieval.naming import naming_words
from retrieval.schema import Product

MOST_SHOWN = 4
_LIMIT = 50
_MOSTLY = 0.5
_IN_STOCK = re.compile(r"\b(in[- ]stock|available (?:now|today)|right now|ready to ship)\b", re.IGNORECASE)
_CHEAPEST = re.compile(r"\b(cheap(?:est|er)?|least expensive|lowest price|affordable|budget)\b", re.IGNORECASE)
_WISH_WORDS = words(
    """
    gift gifts need needs recommend recommendation recommendations suggest suggestion suggestions best top nice
    cool shop thing things store newer newest latest something nicer model models alike else products items option
    options
    kind type range choice choices offer offers browse buying brand brands catalogue catalog assortment
    selection dollar dollars max maximum budget affordable searching shopping market similar alternative
    alternatives new old home person people friend mom dad wife husband
    """
)
_SAME = {
    "tv": "television",
    "telly": "television",
    "fridge": "refrigerator",
    "hoover": "vacuum",
    "notebook": "laptop",
    "cellphone": "smartphone",
    "earphones": "earbuds",
    "ram": "memory",
}


@dataclass(frozen=True, slots=True)
class Wish:
    """What is looked for: the words, and the limits that every hit must keep."""

    words: str
    price: PriceLimit | None = None
    in_stock: bool = False


def wish_of(reading: Reading) -> Wish:
    """The wish a question puts."""
    price = price_limit(reading.text, bare=True)
    text = reading.text if price is None else f"{reading.text[: price.span[0]]} {reading.text[price.span[1] :]}"
    return Wish(_IN_STOCK.sub(" ", text).strip(), price, bool(_IN_STOCK.search(reading.text)))


def search_plan(
    reading: Reading, search: ProductSearch, shop: ShopFacts, question: Question, *, only_if_found: bool = False
) -> AnswerPlan | None:
    """The products that fit a wish; None when it names nothing, or with `only_if_found` when nothing fits."""
    wish = wish_of(reading)
    if not _asked(wish.words) and wish.price is None:
        return None
    found, missing = _fitting(wish, search, shop)
    if found and not missing and not _is_beside(found, wish, search, shop):
        return found_plan(found, reading, shop, question)
    if only_if_found:
        return None
    without_limit = _relaxed(wish, search, shop, question)
    if without_limit:
        return without_limit
    if found and missing:
        return _nearly(found, f'"{safe_mention(" ".join(missing))}"', shop, question)
    return _nothing(wish, question)


def _is_beside(found: Sequence[Product], wish: Wish, search: ProductSearch, shop: ShopFacts) -> bool:
    """Whether these only go with what is looked for, which there is beyond the limits: chairs for "a desk under 300".

    A type is named by its last word: "desk" does not name "Desk chairs".
    """
    if wish == Wish(wish.words) or _is_of_kind(found[0], wish):
        return False
    beyond, _ = _fitting(Wish(wish.words), search, shop)
    return any(_is_of_kind(each, wish) for each in beyond)


def _is_of_kind(product: Product, wish: Wish) -> bool:
    kind = naming_words(" ".join(product.product_type[-1:]))
    return bool(kind) and kind[-1] in _asked(wish.words)


def _fitting(wish: Wish, search: ProductSearch, shop: ShopFacts) -> tuple[tuple[Product, ...], list[str]]:
    """Hits that carry most of the wish's own words, and which words none of them carries."""
    low, high = (wish.price.low, wish.price.high) if wish.price else (None, None)
    within = SearchLimits(
        min_price_minor=None if low is None else minor_units(low, shop.currency),
        max_price_minor=None if high is None else minor_units(high, shop.currency),
        in_stock=wish.in_stock,
    )
    hits = search.search(wish.words, within=within, limit=_LIMIT)
    asked = _asked(wish.words)
    if not asked:
        return tuple(hits), []
    scored = [(_score(product, asked), product) for product in hits if not _denies(product, asked)]
    best = max((score for score, _ in scored), default=(0.0, 0, 0, 0))
    if best[0] < _MOSTLY:
        return (), []
    kept = tuple(product for score, product in scored if score == best)
    carried = _carried(kept[0])
    return kept, [word for word in asked if word not in carried]


def _score(product: Product, asked: Sequence[str]) -> tuple[float, int, int, int]:
    """The share of the words it carries; then how many name its type, how few others do, how many stand in its title.

    So "desk" finds the type "Desks" before "Desk chairs".
    """
    carried, kind = _carried(product), frozenset(naming_words(" ".join(product.product_type[-1:])))
    title = frozenset(naming_words(product.title)) | kind
    named = sum(word in kind for word in asked)
    others = len(kind) - named if named else 0
    return sum(w in carried for w in asked) / len(asked), named, -others, sum(w in title for w in asked)


def found_plan(found: tuple[Product, ...], reading: Reading, shop: ShopFacts, question: Question) -> AnswerPlan:
    """The products that fit, at most four of them shown; cheapest first where the reading asks for that."""
    now = question.asked_at
    if _CHEAPEST.search(reading.text):
        found = tuple(sorted(found, key=lambda each: (price_now(each, now) is None, price_now(each, now) or 0)))
    shown = found[:MOST_SHOWN]
    facts = tuple(
        offer_fact(each, "price", f"{amount:f}", unit=each.offer.currency or shop.currency)
        for each in shown
        if (amount := price_now(each, now)) is not None
    )
    claim = _found_claim(found, shop, question, facts_of=Claim("found_some", {"count": _count(found)}, facts))
    buttons = _buttons(shown)
    ids = tuple(each.id for each in shown)
    focus = Focus(
        product_ids=ids if len(ids) == 1 else (),
        pending_product_ids=ids if len(ids) > 1 else (),
        page_product_id=question.page_product_id,
    )
    cards = _cards(shown, shop, question)
    sources = product_sources(shown, (claim,))
    return AnswerPlan("answer", (claim,), buttons, cards, sources, focus, ids)


def _found_claim(found: Sequence[Product], shop: ShopFacts, question: Question, *, facts_of: Claim) -> Claim:
    if len(found) > 1:
        return facts_of
    name, price = short_name(found[0]), price_words(found[0], shop, question.asked_at)
    if price is None:
        return Claim("here_is", {"product": name}, facts_of.facts)
    return Claim("found_one", {"product": name, "price": price}, facts_of.facts)


def _relaxed(wish: Wish, search: ProductSearch, shop: ShopFacts, question: Question) -> AnswerPlan | None:
    """That nothing fits, with the one limit without which something does, and what that is; None where none helps."""
    for relaxed, constraint in _relaxations(wish, shop):
        found, missing = _fitting(relaxed, search, shop)
        if not found or missing or _is_beside(found, relaxed, search, shop):
            continue
        if wish.price and relaxed == replace(wish, price=None):
            return _above_limit(found, wish.price, shop, question)
        return _nearly(found, constraint, shop, question)
    return None


def _nothing(wish: Wish, question: Question) -> AnswerPlan:
    """That nothing fits."""
    mention = safe_mention(" ".join(_wished(wish.words)) or wish.words)
    limited = wish.price is not None or wish.in_stock
    claim = Claim("found_none", {}) if limited else Claim("not_found", {"mention": mention})
    return AnswerPlan("not_found", (claim,), focus=question.focus)


def _above_limit(found: Sequence[Product], limit: PriceLimit, shop: ShopFacts, question: Question) -> AnswerPlan:
    """That nothing costs so little, with the least that something costs, cheapest first."""
    now = question.asked_at
    priced = sorted((amount, each.id, each) for each in found if (amount := price_now(each, now)) is not None)
    constraint = _limit_words(limit, shop)
    if not priced or limit.high is None or priced[0][0] <= limit.high:
        return _nearly(found, constraint, shop, question)
    amount, _, cheapest = priced[0]
    fact = offer_fact(cheapest, "price", f"{amount:f}", unit=cheapest.offer.currency or shop.currency)
    values = {
        "constraint": constraint,
        "product": short_name(cheapest),
        "price": price_words(cheapest, shop, now) or "",
    }
    claim = Claim("found_none_closest", values, (fact,))
    plan = _nearly([each for *_, each in priced], constraint, shop, question)
    return replace(plan, claims=(claim,), sources=product_sources((cheapest,), (claim,)))


def _nearly(found: Sequence[Product], constraint: str, shop: ShopFacts, question: Question) -> AnswerPlan:
    """That nothing fits all of a wish, and what fits without one part of it."""
    claim = Claim("found_none_without", {"constraint": constraint, "count": _count(found)})
    if len(found) == 1:
        claim = Claim("found_none_without_one", {"constraint": constraint, "product": short_name(found[0])})
    shown = found[:MOST_SHOWN]
    focus = Focus(pending_product_ids=tuple(each.id for each in shown), page_product_id=question.page_product_id)
    buttons, cards = _buttons(shown, single=True), _cards(shown, shop, question)
    return AnswerPlan("not_found", (claim,), buttons=buttons, cards=cards, focus=focus)


def _buttons(shown: Sequence[Product], *, single: bool = False) -> tuple[Button, ...]:
    """A button for each product, where there is a choice or `single` allows one alone."""
    names = names_apart(shown) if len(shown) > 1 or single else []
    return tuple(Button(shortened(name), choose_payload(each)) for name, each in zip(names, shown, strict=False))


def _cards(shown: Sequence[Product], shop: ShopFacts, question: Question) -> tuple[Card, ...]:
    return tuple(card(each, price=price_words(each, shop, question.asked_at)) for each in shown)


def _relaxations(wish: Wish, shop: ShopFacts) -> list[tuple[Wish, str]]:
    relaxed = []
    if wish.in_stock:
        relaxed.append((replace(wish, in_stock=False), "the wish for stock"))
    if wish.price:
        relaxed.append((replace(wish, price=None), _limit_words(wish.price, shop)))
    if wish.price and wish.in_stock:
        relaxed.append((Wish(wish.words), f"{_limit_words(wish.price, shop)} and the wish for stock"))
    return relaxed


def _limit_words(limit: PriceLimit, shop: ShopFacts) -> str:
    low, high = (
        None if edge is None else money_text(edge, shop.currency, locale=shop.locale)
        for edge in (limit.low, limit.high)
    )
    if low and high:
        return f"the limits of {low} and {high}"
    return f"the limit of {high or low}"


def _count(found: Sequence[Product]) -> str:
    return str(len(found)) if len(found) < _LIMIT else f"more than {_LIMIT - 1}"


def _wished(words: str) -> list[str]:
    return [word for word in Reading(words).content if word not in _WISH_WORDS]


def _asked(words: str) -> list[str]:
    joined = " ".join(_SAME.get(word, word) for word in _wished(words))
    return list(naming_words(re.sub(r"(\d)([a-z]{1,3})\b", r"\1 \2", joined)))


def _denies(product: Product, asked: Sequence[str]) -> bool:
    """Whether the product states that it lacks what is wished for."""
    lacking = (attribute.label for attribute in product.attributes if attribute.value is False)
    return any(words and words <= set(asked) for words in (frozenset(naming_words(label)) for label in lacking))


def _carried(product: Product) -> frozenset[str]:
    texts = [product.title, product.brand or "", *product.product_type, product.description, *product.highlights]
    for attribute in product.attributes:
        if attribute.value is not False:
            texts.append(f"{attribute.label} {raw_text(attribute.value)}")
    return frozenset(word for text in texts for word in naming_words(text))
