"""Finds the products of a wish: surveys the category, turns the wish into limits, searches within them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering.money import PriceLimit, minor_units, money_text
from bot.answering.planning.price import price_now
from bot.answering.ports import ProductSearch
from bot.answering.shop import ShopFacts
from bot.answering.values import raw_text
from bot.answering.wishes.constraints import Constraint, constraints_of
from bot.answering.wishes.survey import Stated, Survey
from bot.answering.wishes.wish import Wish, units_apart
from retrieval.facets.encoding import measure_stated, truth_of
from retrieval.facets.order import SearchOrder
from retrieval.filters import NO_LIMITS, SearchLimits
from retrieval.naming import naming_words
from retrieval.schema import Product
from retrieval.synonyms import Synonyms

MOST_FOUND = 50
_SURVEYED = 50
_MOSTLY = 0.5
_SENTENCE_ENDS = re.compile(r"(?<=[.!?])\s")
_Score = tuple[float, int, int, int]
_NO_SCORE: _Score = (0.0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Sought:
    """A wish with what the category makes of it; `asked` are the words that no constraint stands for."""

    wish: Wish
    category: str | None
    brand: str | None
    constraints: tuple[Constraint, ...]
    surveyed: tuple[Product, ...]
    alike: tuple[Product, ...]
    asked: tuple[str, ...]
    ranked_by: tuple[Stated, str] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """Products that keep every limit, best first, and the words of the wish that none of them carries."""

    products: tuple[Product, ...]
    missing: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        """Whether products carry the whole wish."""
        return bool(self.products) and not self.missing


@dataclass(frozen=True, slots=True)
class Finder:
    """Finds by the search port; raises `retrieval.RetrievalError`."""

    search: ProductSearch
    shop: ShopFacts
    synonyms: Synonyms
    now: datetime

    def sought(self, wish: Wish) -> Sought:
        """What the wish demands, decided from the products that its words find without any limit."""
        hits = self.search.search(wish.words, limit=_SURVEYED) if wish.words else []
        ways = self._ways(wish.asked)
        best = max(hits, key=lambda each: _score(each, ways), default=None)
        category = _kind(best, ways) if best else None
        alike = [each for each in hits if each.product_type[-1:] == (category,)] if category else hits
        brand = _brand(hits, wish.asked)
        known = frozenset(naming_words(" ".join((category or "", brand or ""))))
        known |= frozenset(word for way in ways for word in way if word in known) | _kind_words(ways, known, wish.asked)
        survey = Survey(alike)
        constraints = constraints_of(wish, survey, known=known)
        ranked = survey.ranking(wish.quality) if wish.quality else None
        used = frozenset().union(*(one.uses for one in constraints))
        asked = tuple(word for word in wish.asked if word not in used)
        return Sought(wish, category, brand, constraints, tuple(hits), tuple(alike), asked, ranked)

    def find(self, sought: Sought, *, order: SearchOrder | None = None) -> Found:
        """The products that keep every limit and carry most of the other words, in the order that is asked for."""
        within, order = self._within(sought), order or order_of(sought)
        if order is not None and sought.category is not None:
            hits = self.search.search(_beside_kind(sought), within=within, order=order, limit=MOST_FOUND)
            return self._carrying(hits, sought.asked, keep_order=True)
        if within == NO_LIMITS:
            hits = list(sought.surveyed)
        else:
            hits = self.search.search(sought.wish.words, within=within, limit=MOST_FOUND)
        found = self._carrying(hits, sought.asked, keep_order=False)
        if order is None:
            return found
        # Without a category nothing but the words tells a laptop from its bag: the best of the words are ordered.
        return replace(found, products=tuple(sorted(found.products, key=lambda each: self._place(each, order))))

    def stating(self, products: Sequence[Product], constraint: Constraint) -> int:
        """How many of the products state what a constraint is on."""
        names = set(constraint.limit.names)
        return sum(any(attribute.name in names for attribute in product.attributes) for product in products)

    def is_of_kind(self, product: Product, wish: Wish) -> bool:
        """Whether the wish names a product's type, by its last word: "desk" does not name "Desk chairs"."""
        kind = naming_words(" ".join(product.product_type[-1:]))
        return bool(kind) and any(kind[-1] in way for way in self._ways(wish.asked))

    def is_carried(self, sought: Sought, found: Sequence[Product]) -> bool:
        """Whether the kind of thing that the wish names is what some product is called or says at once that it is.

        A soundbar that speaks of televisions is none. True where the wish names no kind.
        """
        head = sought.wish.head
        if head is None or head not in sought.asked or sought.category is not None:
            return True
        ways = {head, *(way[-1] for way in self._ways((head,)) if way)}
        every = (*found, *sought.surveyed)
        return any(way in word for each in every for word in _calling_words(each) for way in ways)

    def _within(self, sought: Sought) -> SearchLimits:
        wish = sought.wish
        low, high = (wish.price.low, wish.price.high) if wish.price else (None, None)
        return SearchLimits(
            min_price_minor=None if low is None else minor_units(low, self.shop.currency),
            max_price_minor=None if high is None else minor_units(high, self.shop.currency),
            in_stock=wish.in_stock,
            brand=sought.brand,
            product_type=sought.category,
            attributes=tuple(one.limit for one in sought.constraints),
        )

    def _place(self, product: Product, order: SearchOrder) -> tuple[bool, float]:
        if order.name is None:
            price = price_now(product, self.now)
            stated = None if price is None else float(price)
        else:
            measures = (measure_stated(each) for each in product.attributes if each.name == order.name)
            stated = next((measure[1] for measure in measures if measure is not None), None)
        return stated is None, (-(stated or 0.0) if order.descending else (stated or 0.0))

    def _ways(self, asked: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The wished words, and the same said by synonyms."""
        return [asked, *(tuple(text.split()) for text in self.synonyms.variants(" ".join(asked)))]

    def _carrying(self, hits: Sequence[Product], asked: tuple[str, ...], *, keep_order: bool) -> Found:
        """Hits that carry most of the words, and which words none of them carries.

        In an order that is asked for, all that carry as many words as the best; else the best ones alone.
        """
        ways = [way for way in self._ways(asked) if way]
        if not ways:
            return Found(tuple(hits))
        scored = [(_score(each, ways), each) for each in hits if not _denies(each, asked)]
        best = max((score for score, _ in scored), default=_NO_SCORE)
        if best[0] < _MOSTLY:
            return Found(())
        kept = tuple(each for score, each in scored if score == best or (keep_order and score[0] == best[0]))
        carried = carried_words(kept[0])
        way = max(ways, key=lambda each: sum(word in carried for word in each) / len(each))
        return Found(kept, tuple(word for word in way if word not in carried))


def order_of(sought: Sought) -> SearchOrder | None:
    """The order that a wish asks for: by price, or by the attribute that its quality is measured by."""
    quality = sought.wish.quality
    if quality is None or (quality.degree == "positive" and not quality.is_price):
        return None
    if quality.is_price:
        return SearchOrder(descending=quality.more)
    return SearchOrder(sought.ranked_by[0].name, descending=quality.more) if sought.ranked_by else None


def _beside_kind(sought: Sought) -> str:
    """The words that the category and the brand do not say already."""
    known = naming_words(f"{sought.category or ''} {sought.brand or ''}")
    return " ".join(word for word in sought.asked if word not in known)


def carried_words(product: Product) -> frozenset[str]:
    """The naming words of everything the product says of itself; what it states it lacks is not among them."""
    texts = [product.title, product.brand or "", *product.product_type, product.description, *product.highlights]
    for attribute in product.attributes:
        if attribute.value is not False:
            texts.append(f"{attribute.label} {raw_text(attribute.value)}")
    return frozenset(word for text in texts for way in (text, units_apart(text)) for word in naming_words(way))


def _calling_words(product: Product) -> frozenset[str]:
    """What the product is called, and what its description opens with."""
    opening = _SENTENCE_ENDS.split(product.description, maxsplit=1)[0]
    texts = (product.title, product.brand or "", *product.product_type, opening)
    raws = (identifier.raw for identifier in product.identifiers)
    return frozenset(word for text in (*texts, *raws) for word in naming_words(text))


def limit_words(limit: PriceLimit, shop: ShopFacts) -> str:
    """A price limit as a reply names it."""
    low, high = (
        None if edge is None else money_text(edge, shop.currency, locale=shop.locale)
        for edge in (limit.low, limit.high)
    )
    return f"the limits of {low} and {high}" if low and high else f"the limit of {high or low}"


def _score(product: Product, ways: Sequence[tuple[str, ...]]) -> _Score:
    """The best of the ways to say it: the share of the words the product carries; then how many name its type, how few
    others do, how many stand in its title. So "desk" finds the type "Desks" before "Desk chairs".
    """
    carried, kind = carried_words(product), frozenset(naming_words(" ".join(product.product_type[-1:])))
    title = frozenset(naming_words(product.title)) | kind
    scores = []
    for way in ways:
        named = sum(word in kind for word in way)
        others = len(kind) - named if named else 0
        share = sum(word in carried for word in way) / max(1, len(way))
        scores.append((share, named, -others, sum(word in title for word in way)))
    return max(scores, default=_NO_SCORE)


def _kind(product: Product, ways: Sequence[tuple[str, ...]]) -> str | None:
    """The product's type, where the wish names the whole of it."""
    words = naming_words(" ".join(product.product_type[-1:]))
    named = bool(words) and any(set(words) <= set(way) for way in ways)
    return product.product_type[-1] if named else None


def _kind_words(ways: Sequence[tuple[str, ...]], known: frozenset[str], asked: tuple[str, ...]) -> frozenset[str]:
    """The wish's own words for a category that only a synonym names: "telly" where the category is "Televisions"."""
    said_otherwise = any(known & set(way) for way in ways[1:]) and not known & set(asked)
    return frozenset(asked) - frozenset(word for way in ways[1:] for word in way) if said_otherwise else frozenset()


def _brand(hits: Sequence[Product], asked: tuple[str, ...]) -> str | None:
    """The brand that the wish names, longest first, among those of the products found."""
    brands = sorted({each.brand for each in hits if each.brand}, key=lambda brand: (-len(brand), brand))
    return next((each for each in brands if _runs_through(naming_words(each), asked)), None)


def _runs_through(words: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    return bool(words) and any(asked[at : at + len(words)] == words for at in range(len(asked)))


def _denies(product: Product, asked: tuple[str, ...]) -> bool:
    """Whether the product states that it lacks what is wished for."""
    lacking = (attribute.label for attribute in product.attributes if truth_of(attribute) is False)
    return any(words and words <= set(asked) for words in (frozenset(naming_words(label)) for label in lacking))
