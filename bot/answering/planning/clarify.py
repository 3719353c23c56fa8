"""Asking which product is meant, naming only what sets the candidates apart; and saying that a name is not carried."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

from bot.answering.choosing import OTHERS
from bot.answering.naming import names_apart, plain, safe_mention, short_name
from bot.answering.narrowing import MOST_SHOWN, PRICE, dividing, stated
from bot.answering.planning.facts import card
from bot.answering.planning.price import price_words
from bot.answering.shop import ShopFacts
from bot.answering.types import AnswerPlan, Button, Claim, Focus, ProductMatch, Question
from bot.answering.values import label_text
from retrieval.schema import Product

_MAX_TITLE = 40
_MAX_PENDING = 50


def choose_payload(product: Product) -> str:
    """What pressing a product's button sends."""
    return f"/choose_product{json.dumps({'product_id': product.id}, separators=(',', ':'))}"


def which_one_plan(match: ProductMatch, asked: str, question: Question, shop: ShopFacts) -> AnswerPlan:
    """Asks which of several products is meant, with a button for each or for each value of what divides them best."""
    products, labels = match.products, match.distinguishing
    focus = Focus(
        product_ids=question.focus.product_ids,
        pending_question=asked,
        pending_product_ids=tuple(product.id for product in products[:_MAX_PENDING]),
        page_product_id=question.focus.page_product_id,
    )
    divided = dividing(products, labels) if len(products) > MOST_SHOWN else None
    if divided:
        labels, buttons = divided[:1], tuple(Button(value, value) for value in divided[1])
    elif len(products) > MOST_SHOWN:
        first = product_buttons(products[: MOST_SHOWN - 1], labels, shop, question)
        buttons = (*first, Button("Others", OTHERS))
    else:
        buttons = product_buttons(products, labels, shop, question)
    claim = _which_claim(len(products), labels)
    return AnswerPlan("clarify", (claim,), buttons=buttons, focus=focus, product_ids=focus.pending_product_ids)


def which_product_plan(asked: str, question: Question) -> AnswerPlan:
    """Asks for the product where none is known; the question waits for it."""
    focus = Focus(pending_question=asked, page_product_id=question.focus.page_product_id)
    return AnswerPlan("clarify", (Claim("which_product", {}),), focus=focus)


def is_meant_plan(
    found: Sequence[Product], asked: str, shop: ShopFacts, question: Question, *, mention: str | None = None
) -> AnswerPlan:
    """Asks which of these is meant, stating nothing of them; the question waits. One is asked about by its name.

    `mention` is a part of their names.
    """
    names = (shortened(name) for name in names_apart(found))
    buttons = tuple(Button(name, choose_payload(each)) for name, each in zip(names, found, strict=True))
    cards = tuple(card(each, price=price_words(each, shop, question.asked_at)) for each in found)
    focus = Focus(
        product_ids=question.focus.product_ids,
        pending_question=asked,
        pending_product_ids=tuple(product.id for product in found),
        page_product_id=question.page_product_id,
    )
    claim = Claim("which_of_name", {"mention": safe_mention(mention)}) if mention else Claim("which_product", {})
    ids: tuple[str, ...] = ()
    if len(found) == 1:
        claim, ids = Claim("is_it", {"product": short_name(found[0])}), (found[0].id,)
    return AnswerPlan("clarify", (claim,), buttons=buttons, cards=cards, focus=focus, product_ids=ids)


def not_found_plan(match: ProductMatch, asked: str, question: Question, shop: ShopFacts) -> AnswerPlan:
    """Says that a name is not carried, and proposes the nearest names without answering for them."""
    mention = {"mention": safe_mention(match.mention or "")}
    if not match.proposals:
        return AnswerPlan("not_found", (Claim("not_found", mention),), focus=question.focus)
    proposals, buttons = _proposed(match.proposals)
    focus = Focus(
        product_ids=question.focus.product_ids,
        pending_question=asked,
        pending_product_ids=tuple(product.id for product in match.proposals[:_MAX_PENDING]),
        page_product_id=question.focus.page_product_id,
    )
    cards = tuple(card(each, price=price_words(each, shop, question.asked_at)) for each in proposals)
    return AnswerPlan("not_found", (Claim("not_found_propose", mention),), buttons=buttons, cards=cards, focus=focus)


def _proposed(proposals: Sequence[Product]) -> tuple[list[Product], tuple[Button, ...]]:
    """One product and one button a group; a group's button says the name its variants share."""
    groups: dict[str, list[Product]] = {}
    for product in proposals:
        groups.setdefault(product.item_group_id or product.id, []).append(product)
    shown = list(groups.values())[:MOST_SHOWN]
    names = names_apart([group[0] for group in shown])
    payloads = [choose_payload(group[0]) if len(group) == 1 else _shared_name(group) for group in shown]
    buttons = tuple(Button(shortened(name), payload) for name, payload in zip(names, payloads, strict=True))
    return [group[0] for group in shown], buttons


def _shared_name(group: Sequence[Product]) -> str:
    shared = set.intersection(*({i.key for i in product.identifiers} for product in group))
    named = next((i.raw for i in group[0].identifiers if i.key in shared), None)
    return named or choose_payload(group[0])


def product_buttons(
    products: Sequence[Product], labels: Sequence[str], shop: ShopFacts, question: Question
) -> tuple[Button, ...]:
    """One button a product, titled by what sets it apart: short, and no two alike."""
    titles = (
        _by_title_difference(products)
        or _by_values(products, labels, shop, question)
        or [shortened(name) for name in names_apart(products)]
    )
    if len(set(titles)) < len(titles):
        titles = [
            f"{title[: _MAX_TITLE - len(each.id) - 3]} ({each.id})"
            for title, each in zip(titles, products, strict=True)
        ]
    return tuple(Button(title, choose_payload(each)) for title, each in zip(titles, products, strict=True))


def _by_title_difference(products: Sequence[Product]) -> list[str] | None:
    """The words of each title that not every title has, where these are few and tell all apart."""
    words = [re.sub(r"\s*\([^()]*\)\s*$", "", _kept_together(plain(product.title))).split(" ") for product in products]
    shared = set.intersection(*({_bare(word) for word in each} for each in words))
    titles = [
        " ".join(word for word in each if _bare(word) not in shared).replace("\u00a0", " ").strip(" ,;()-")
        for each in words
    ]
    fit = all(0 < len(title) <= 28 for title in titles) and len({title.lower() for title in titles}) == len(titles)
    return titles if fit else None


def _kept_together(title: str) -> str:
    """The title with each number tied to its unit."""
    return re.sub(r"(\d) (GB|TB|MB|cm|mm|m|W|l|kg|g|inch(?:es)?)\b", "\\1\u00a0\\2", title)


def _by_values(
    products: Sequence[Product], labels: Sequence[str], shop: ShopFacts, question: Question
) -> list[str] | None:
    """The values of the fewest attributes that tell all apart."""
    parts: list[list[str]] = [[] for _ in products]
    for label in labels[:3]:
        for each, product in zip(parts, products, strict=True):
            value = price_words(product, shop, question.asked_at) if label == PRICE else stated(product, label)
            each.append(_worded(label, value))
        titles = [shortened(" · ".join(part for part in each if part)) for each in parts]
        if all(titles) and len({title.lower() for title in titles}) == len(titles):
            return titles
    return None


def _which_claim(count: int, labels: Sequence[str]) -> Claim:
    values = {"count": str(count)}
    named = [label_text(label) for label in labels[:2]]
    if not named:
        return Claim("which_one", values)
    if len(named) == 1:
        return Claim("which_one_by", values | {"attribute": named[0]})
    return Claim("which_one_by_two", values | {"attribute_1": named[0], "attribute_2": named[1]})


def _worded(label: str, value: str | None) -> str:
    if value in ("yes", "no"):
        return f"{label}: {value}"
    return value or ""


def _bare(word: str) -> str:
    return re.sub(r"^\W+|\W+$", "", word).lower()


def shortened(title: str) -> str:
    """A button's title within its 40 characters."""
    return title if len(title) <= _MAX_TITLE else title[: _MAX_TITLE - 1].rsplit(" ", 1)[0].rstrip(" ,·-") + "…"
