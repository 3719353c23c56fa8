"""Which products a question is about: by identity first; similarity only proposes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import takewhile

from bot.answering.asked import asked_of_it
from bot.answering.beside import checked, cut_names, with_near
from bot.answering.choosing import picked, stated_choice
from bot.answering.kinds import is_about_variants, is_comparison, limits_a_price
from bot.answering.labelled import label_words, without_labels
from bot.answering.mentions import Named, is_listed, named_products, unknown_models
from bot.answering.money import price_limit
from bot.answering.narrowing import narrow, pick
from bot.answering.ports import ProductLookup
from bot.answering.reading import Reading, asks_anew, tokens_of
from bot.answering.resolution import Resolution, one_or_several, several
from bot.answering.titled import titled_products
from bot.answering.types import ProductMatch, Question
from bot.answering.vocabulary import COMPANION, FUNCTION_WORDS, PRONOUNS, VERBS
from bot.answering.within import named_within
from retrieval.keys import normalise_key
from retrieval.schema import Product

_BRAND_BEFORE = re.compile(r"((?:[A-Z][\w&'-]*\s+){1,3})$")
_ABOUT = 4
_MOST_STRANGERS = 20
_OTHER_VERSION = re.compile(
    r"\bthe (?:[\w-]+ ){0,4}(?:one|version|variant|model)\b|^(?:and|what about|how about) (?:in|the)\b", re.IGNORECASE
)


class Resolver:
    """Finds the products of a question through the lookup, never by similarity."""

    def __init__(self, lookup: ProductLookup) -> None:
        self._lookup = lookup

    def resolve(self, question: Question, reading: Reading, *, wants_search: bool) -> Resolution:
        """The products the question names, points at or carries over; raises `retrieval.RetrievalError`."""
        if question.chosen_product_id is not None:
            return self._chosen(question)
        text = reading.text
        current = self._current(question)
        chosen = stated_choice(question, text, self._lookup)
        if chosen:
            return chosen
        mentions = checked(text, _beside_price(named_products(text, self._lookup), text), self._lookup)
        if wants_search and limits_a_price(reading):
            # "Black toner under 50" looks for any, though one product is called no more than that.
            mentions = [mention for mention in mentions if _has_digit(mention)]
        named = [mention for mention in mentions if mention.products]
        strangers = self._strangers(text, mentions, wants_search=wants_search)
        known, of_labels = {normalise_key(mention.text) for mention in named}, label_words(named)
        strangers = [
            s
            for s in strangers
            if normalise_key(s.text) not in known
            and not of_labels.issuperset(map(normalise_key, tokens_of(s.text)))
            and not _is_beside(s, text, mentions=mentions, current=current, reading=reading)
        ]
        describes = wants_search and not named and _describes(reading, strangers)
        if strangers and not describes:
            beside = tuple(_settle(_about(text, group), group.products, current) for group in _groups(named))
            match = replace(self._unknown(text, strangers), beside=beside)
            return Resolution(match, asked_of_it(text, [*strangers, *named]))
        if named:
            return self._named(text, named, current)
        return self._unnamed(question, reading, current, wants_search=wants_search)

    def _strangers(self, text: str, mentions: Sequence[Named], *, wants_search: bool) -> list[Named]:
        """The models that nobody has, with the products they are nearly the name of."""
        strangers = [m for m in mentions if not m.products] + unknown_models(text, mentions)
        if strangers:
            return with_near(text, strangers[:_MOST_STRANGERS], self._lookup)
        return [] if mentions or wants_search else cut_names(text, self._lookup)

    def _chosen(self, question: Question) -> Resolution:
        products = self._lookup.by_ids([question.chosen_product_id or ""])
        status = ProductMatch("resolved", tuple(products)) if products else ProductMatch("none")
        return Resolution(status, question.focus.pending_question or "")

    def _current(self, question: Question) -> tuple[Product, ...]:
        """The products pointed at by `it`: those last spoken of, unless the shopper has moved to another page."""
        page, focus = question.page_product_id, question.focus
        moved = page is not None and page != focus.page_product_id
        ids = (page,) if page is not None and (moved or not focus.product_ids) else focus.product_ids
        return tuple(self._lookup.by_ids(ids)) if ids else ()

    def _unknown(self, text: str, strangers: Sequence[Named]) -> ProductMatch:
        stranger = max(strangers, key=lambda s: len(s.text))
        brand = _BRAND_BEFORE.search(text[: stranger.start])
        words = [w for w in (brand[1].split() if brand else []) if w.lower() not in FUNCTION_WORDS]
        within = named_within(text, stranger, self._lookup)
        if within:
            return ProductMatch("unknown", mention=stranger.text, proposals=within, within_names=True)
        near = (*stranger.near, *self._lookup.propose(normalise_key(stranger.text), limit=20))
        proposals = tuple({product.id: product for product in near}.values())
        return ProductMatch("unknown", mention=" ".join((*words, stranger.text)), proposals=proposals)

    def _named(self, text: str, named: Sequence[Named], current: Sequence[Product]) -> Resolution:
        groups = _groups(named)
        if len(groups) > 1 and COMPANION.search(text) and not is_comparison(text):
            groups = groups[:1]
        chosen = [_settle(_about(text, group), group.products, current) for group in groups]
        asked = asked_of_it(text, [mention for mention in named if any(_covers(group, mention) for group in groups)])
        if len(chosen) == 1 and len(current) == 1 and is_comparison(text) and _others(current, chosen[0]):
            chosen = [tuple(current), chosen[0]]
        unsettled = next((products for products in chosen if len(products) > 1), None)
        if unsettled:
            match = several(unsettled, mention=groups[0].text)
            beside = tuple(products for products in chosen if products is not unsettled)
            return Resolution(replace(match, beside=beside), asked)
        return Resolution(
            ProductMatch("resolved", tuple(p for products in chosen for p in products), groups[0].text), asked
        )

    def _unnamed(
        self, question: Question, reading: Reading, current: tuple[Product, ...], *, wants_search: bool
    ) -> Resolution:
        if question.focus.pending_product_ids:
            choice = picked(question, reading, self._lookup)
            if choice:
                return choice
        sibling = self._sibling(reading, current)
        if sibling:
            return sibling
        text, pointing = reading.text, bool(reading.points and current)
        if wants_search and not pointing and not (current and is_about_variants(text)):
            return Resolution(ProductMatch("none"), text)
        if not pointing:
            titled = titled_products(reading, self._lookup, current=current)
            if titled.missing:
                return Resolution(ProductMatch("unknown", mention=titled.missing, proposals=titled.products), text)
            if titled.products:
                return Resolution(one_or_several(_settle(text, titled.products, current)), text)
        return self._pointed_at(question, reading, current)

    def _pointed_at(self, question: Question, reading: Reading, current: tuple[Product, ...]) -> Resolution:
        """What "it" is: the products spoken of, else those a customer was asked to choose from and has not yet."""
        waiting = question.focus.pending_product_ids if reading.points and not current else ()
        pending = tuple(self._lookup.by_ids(waiting)) if waiting else ()
        return Resolution(one_or_several(pending), reading.text) if pending else _carried(reading.text, current)

    def _sibling(self, reading: Reading, current: Sequence[Product]) -> Resolution | None:
        """Another version of the product spoken of, where the words name one: "and in black?", "the 32 GB one"."""
        of_offer = (reading.asks_price or reading.asks_stock) and " in " in reading.text
        if len(current) != 1 or not (of_offer or _OTHER_VERSION.search(reading.text)):
            return None
        kept = pick((*current, *self._lookup.siblings(current[0])), reading.text)
        if not kept or any(each.id == current[0].id for each in kept):
            return None
        kept = _nearest(kept, current[0])
        asked = _OTHER_VERSION.sub("it", reading.text, count=1)
        return Resolution(one_or_several(kept), asked if asks_anew(reading) else "")


def _carried(text: str, current: tuple[Product, ...]) -> Resolution:
    """The products already spoken of; two of them only where they are compared."""
    if not current:
        return Resolution(ProductMatch("none"), text)
    if len(current) > 1 and not is_comparison(text):
        return Resolution(one_or_several(_settle(text, current, ())), text)
    return Resolution(ProductMatch("resolved", current), text)


def _beside_price(named: Sequence[Named], text: str) -> list[Named]:
    """The mentions beside what is said of the price: "under $300" does not name the HP 300."""
    limit = price_limit(text)
    start, end = limit.span if limit else (0, 0)
    return [mention for mention in named if not (mention.start < end and start < mention.end)]


def _has_digit(named: Named) -> bool:
    return any(character.isdigit() for character in named.text)


def _groups(named: Sequence[Named]) -> list[Named]:
    """Mentions of the same products joined: "HP 250 G3 P4A12EA" is one product named twice."""
    groups: list[Named] = []
    for mention in named:
        for place, group in enumerate(groups):
            ids = {product.id for product in mention.products}
            shared = tuple(product for product in group.products if product.id in ids)
            if shared:
                text = group.text if len(group.products) <= len(mention.products) else mention.text
                groups[place] = Named(text, group.start, max(group.end, mention.end), shared)
                break
        else:
            groups.append(mention)
    return groups


def _covers(group: Named, mention: Named) -> bool:
    ids = {product.id for product in group.products}
    return any(product.id in ids for product in mention.products)


def _nearest(siblings: Sequence[Product], product: Product) -> tuple[Product, ...]:
    """The siblings that share most identifiers with the product: its own model in the other colour."""
    own = {identifier.key for identifier in product.identifiers}
    shared = [len(own & {identifier.key for identifier in each.identifiers}) for each in siblings]
    return tuple(each for each, count in zip(siblings, shared, strict=True) if count == max(shared))


def _others(one: Sequence[Product], other: Sequence[Product]) -> bool:
    return not {product.id for product in one} & {product.id for product in other}


def _settle(words: str, products: Sequence[Product], current: Sequence[Product]) -> tuple[Product, ...]:
    """The products left after the words beside the mention; among equals the one already being looked at.

    The name of an attribute is what is asked, also where it stands in one of the titles.
    """
    kept = narrow(products, without_labels(words, products))
    if len(kept) == len(products):
        looked_at = tuple(product for product in current if any(product.id == each.id for each in kept))
        return looked_at if len(looked_at) == 1 else kept
    return kept


def _about(text: str, mention: Named) -> str:
    """The words around a mention that may describe it, nearest first: at most four each side, none beyond a verb."""
    sides = (text[: mention.start], re.split(r"[?.!]\s", text[mention.end :])[0])
    before, after = (tokens_of(without_labels(side, mention.products)) for side in sides)
    return " ".join((*_until_verb(reversed(before[-_ABOUT:])), *_until_verb(after[:_ABOUT])))


def _until_verb(tokens: Iterable[str]) -> list[str]:
    return list(takewhile(lambda token: token not in VERBS, tokens))


def _is_beside(
    stranger: Named, text: str, *, mentions: Sequence[Named], current: Sequence[Product], reading: Reading
) -> bool:
    """Whether an unknown model is something else than the product asked about: a companion, or a value of it."""
    key = normalise_key(stranger.text)
    if any(normalise_key(product.brand or "") == key for mention in mentions for product in mention.products):
        return True
    if is_listed(text, stranger, [one for one in mentions if one.products]) and not COMPANION.search(text):
        return False
    if any(
        key in normalise_key(" ".join((p.title, p.description, *(str(a.value) for a in p.attributes)))) for p in current
    ):
        return True
    is_companion = bool(COMPANION.search(text[: stranger.start]))
    coded = any(mention.products and _has_digit(mention) for mention in mentions)
    pointed_at = bool(current and reading.points)
    if (coded or pointed_at) and stranger not in mentions and not _begins_name(stranger, text, mentions):
        return is_companion or not is_comparison(text)
    return is_companion and (coded or bool(current) or reading.points)


def _begins_name(stranger: Named, text: str, mentions: Sequence[Named]) -> bool:
    """Whether a model that is nearly a product's name stands before a mention with no verb between: one longer name."""
    return bool(stranger.near) and any(
        mention.start > stranger.start and not set(tokens_of(text[stranger.end : mention.start])) & VERBS
        for mention in mentions
    )


def _describes(reading: Reading, strangers: Sequence[Named]) -> bool:
    """Whether a search says more of the product than the unknown model."""
    if any(stranger.near for stranger in strangers):
        return False
    words = {token for stranger in strangers for token in tokens_of(stranger.text)}
    return bool(set(reading.content) - words) and not re.search(r"\bthe\s+\S*\d", reading.text, re.IGNORECASE)


def says_only_a_name(asked: str) -> bool:
    """Whether nothing is asked beyond a pointer: "what about it?"."""
    reading, skip = Reading(asked), FUNCTION_WORDS | PRONOUNS
    if reading.asks_price or reading.asks_stock:
        return False
    return not [token for token in reading.tokens if token.removesuffix("'s") not in skip]
