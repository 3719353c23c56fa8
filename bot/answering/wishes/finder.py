"""Finds the products of a wish: surveys the category, turns the wish into limits, searches within them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.answering.money import PriceLimit, minor_units, money_text
from bot.answering.planning.price import price_now
from bot.answering.ports import ProductSearch
from bot.answering.shop import ShopFacts
from bot.answering.wishes.calling import (
    brand_named,
    calling_words,
    category_named,
    is_called,
    is_one,
    words_for_kind,
)
from bot.answering.wishes.carrying import NO_SCORE, carried_words, demanded, denies, score
from bot.answering.wishes.constraints import Constraint, constraints_of
from bot.answering.wishes.survey import Stated, Survey
from bot.answering.wishes.wish import Wish, wished_words
from retrieval.facets.encoding import measure_stated
from retrieval.facets.order import SearchOrder
from retrieval.filters import NO_LIMITS, SearchLimits
from retrieval.measures.quantity import written_quantities
from retrieval.naming import naming_words
from retrieval.schema import Product
from retrieval.synonyms import Synonyms

MOST_FOUND = 50
_SURVEYED = 50
_MOSTLY = 0.5
# So many of a kind show what the kind states.
_ENOUGH = 5


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
        best = max(hits, key=lambda each: score(each, ways), default=None)
        category = category_named(best, ways) if best else None
        alike = (
            [each for each in hits if each.product_type[-1:] == (category,)] if category else self._alike(wish, hits)
        )
        ranking = set(wished_words(wish.quality.said)) if wish.quality else set[str]()
        brand = brand_named(hits, tuple(word for word in wish.asked if word not in ranking))
        known = frozenset(naming_words(" ".join((category or "", brand or ""))))
        known |= frozenset(word for way in ways for word in way if word in known) | words_for_kind(
            ways, known, wish.asked
        )
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
            return self._carrying(hits, sought, keep_order=True)
        if within == NO_LIMITS:
            hits = list(sought.surveyed)
        else:
            hits = self.search.search(sought.wish.words, within=within, limit=MOST_FOUND)
        found = self._carrying(hits, sought, keep_order=False)
        if sought.category is None and not self._some_one(found.products, sought.wish):
            own = self._of_kind(sought.wish, within)
            found = self._carrying(own, sought, keep_order=False) if own else found
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

    def is_looked_for(self, product: Product, sought: Sought) -> bool:
        """Whether the product is what the wish calls the thing, where any product is: no wrist rest for a keyboard."""
        head = sought.wish.head
        if head is None:
            return True
        tells = is_one if self._some_one(sought.alike, sought.wish) else is_called
        return tells(product, self._kinds(head))

    def is_carried(self, sought: Sought, found: Sequence[Product]) -> bool:
        """Whether the kind of thing that the wish names is what some product is called or says at once that it is.

        A soundbar that speaks of televisions is none. True where the wish names no kind.
        """
        head = sought.wish.head
        if head is None or head not in sought.asked or sought.category is not None:
            return True
        ways, every = self._kinds(head), (*found, *sought.surveyed)
        return any(way in word for each in every for word in calling_words(each) for way in ways)

    def words_beyond(self, sought: Sought) -> tuple[str, ...]:
        """The words of a wish, beside what it calls the thing, that no product of the kind carries or measures."""
        carried = frozenset[str]().union(*(carried_words(each) for each in sought.alike))
        quality = sought.wish.quality
        unmeasured = wished_words(quality.said) if quality else ()
        return tuple(
            word for word in sought.asked if word != sought.wish.head and (word not in carried or word in unmeasured)
        )

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

    def _kinds(self, head: str) -> frozenset[str]:
        """A word for a kind of thing, and what else that is called."""
        return frozenset((head, *(way[-1] for way in self._ways((head,)) if way)))

    def _alike(self, wish: Wish, hits: Sequence[Product]) -> list[Product]:
        """The products of the kind that the wish names, where no category tells; all hits where too few are.

        What else the wish says may find other things only: "a laptop with 4 GB of memory" finds memory.
        """
        if wish.head is None:
            return list(hits)
        kinds = self._kinds(wish.head)
        own = [each for each in hits if is_one(each, kinds)]
        if len(own) < _ENOUGH:
            own += [each for each in self._of_kind(wish, NO_LIMITS) if each not in own]
        return own if len(own) >= _ENOUGH else list(hits)

    def _of_kind(self, wish: Wish, within: SearchLimits) -> list[Product]:
        """Products within the limits that are what the wish calls the thing, by that word and its synonyms alone."""
        kinds = self._kinds(wish.head) if wish.head else frozenset[str]()
        hits = (each for kind in sorted(kinds) for each in self.search.search(kind, within=within, limit=MOST_FOUND))
        return list({each.id: each for each in hits if is_one(each, kinds)}.values())

    def _some_one(self, products: Sequence[Product], wish: Wish) -> bool:
        return wish.head is not None and any(is_one(each, self._kinds(wish.head)) for each in products)

    def _ways(self, asked: tuple[str, ...]) -> list[tuple[str, ...]]:
        """The wished words, and the same said by synonyms."""
        return [asked, *(tuple(text.split()) for text in self.synonyms.variants(" ".join(asked)))]

    def _carrying(self, hits: Sequence[Product], sought: Sought, *, keep_order: bool) -> Found:
        """Hits that carry most of the words, and which words none of them carries.

        In an order that is asked for, all that carry as many words as the best; else the best ones alone. What is
        only made for the thing that is looked for comes in where there is no such thing.
        """
        asked = sought.asked
        ways = [way for way in self._ways(asked) if way]
        if not ways:
            return Found(tuple(hits))
        quantities = [
            one for each in written_quantities(sought.wish.words) if (one := demanded(*each)).words <= set(asked)
        ]
        scored = [(score(each, ways, quantities), each) for each in hits if not denies(each, asked)]
        best = max((fit for fit, _ in scored), default=NO_SCORE)
        if best[0] < _MOSTLY:
            return Found(())
        kept = tuple(each for fit, each in scored if fit == best or (keep_order and fit[0] == best[0]))
        if sought.wish.head:
            kinds = self._kinds(sought.wish.head)
            kept = next((own for tells in (is_one, is_called) if (own := _those(kept, tells, kinds))), kept)
        carried = carried_words(kept[0], quantities)
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


def _those(
    products: Sequence[Product], tells: Callable[[Product, frozenset[str]], bool], kinds: frozenset[str]
) -> tuple[Product, ...]:
    return tuple(each for each in products if tells(each, kinds))


def limit_words(limit: PriceLimit, shop: ShopFacts) -> str:
    """A price limit as a reply names it."""
    low, high = (
        None if edge is None else money_text(edge, shop.currency, locale=shop.locale)
        for edge in (limit.low, limit.high)
    )
    return f"the limits of {low} and {high}" if low and high else f"the limit of {high or low}"
