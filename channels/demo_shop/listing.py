"""Which products a listing shows: department, category, words, sale, stock, order, page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from channels.demo_shop.records import ShopProduct

PAGE_SIZE = 24
SORTS = {
    "featured": "Featured",
    "price-asc": "Price, low to high",
    "price-desc": "Price, high to low",
    "name": "Name",
}
MAX_WORDS_LENGTH = 200
_PAGE = re.compile(r"[1-9][0-9]{0,3}")


@dataclass(frozen=True, slots=True)
class ListingQuery:
    """What the shopper asked the listing for; every field has a harmless default."""

    words: str = ""
    department: str = ""
    category: str = ""
    sale: bool = False
    stock: bool = False
    sort: str = "featured"
    page: int = 1

    @property
    def is_front_page(self) -> bool:
        """Whether nothing was asked for."""
        return self == ListingQuery()

    def url(self, **changes: object) -> str:
        """The address of this listing with some of it changed; any change but the page's goes back to page 1."""
        query = replace(self, **{"page": 1, **changes})  # type: ignore[arg-type]
        named = {
            "q": query.words,
            "department": query.department,
            "category": query.category,
            "sale": "1" if query.sale else "",
            "stock": "1" if query.stock else "",
            "sort": "" if query.sort == "featured" else query.sort,
            "page": "" if query.page == 1 else str(query.page),
        }
        encoded = urlencode({name: value for name, value in named.items() if value})
        return f"/?{encoded}" if encoded else "/"


def parse_query(parameters: Mapping[str, str]) -> ListingQuery:
    """The listing that an address asks for; what makes no sense in it is left at its default."""
    page = parameters.get("page", "1")
    sort = parameters.get("sort", "")
    return ListingQuery(
        words=" ".join(parameters.get("q", "")[:MAX_WORDS_LENGTH].split()),
        department=parameters.get("department", ""),
        category=parameters.get("category", ""),
        sale=parameters.get("sale") == "1",
        stock=parameters.get("stock") == "1",
        sort=sort if sort in SORTS else "featured",
        page=int(page) if _PAGE.fullmatch(page) else 1,
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One card: a product, and how many variants of its group fit as well."""

    product: ShopProduct
    variants: int
    by_colour: bool


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of entries, and where it stands among the others."""

    entries: tuple[Entry, ...]
    total: int
    page: int
    pages: int


def slugify(text: str) -> str:
    """The text as it stands in an address."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


def category_slug(product: ShopProduct) -> str:
    """The category below the department, as it stands in an address."""
    return slugify(" ".join(product.path[1:]))


def list_products(products: Sequence[ShopProduct], query: ListingQuery, *, now: datetime) -> ListingPage:
    """The page of cards that fit the query; a page too far shows the last one."""
    fitting = [product for product in products if _fits(product, query, now)]
    words = _words(query.words)
    if words:
        fitting.sort(key=lambda product: not all(word in _folded(product.title) for word in words))
    groups = _grouped(sorted(fitting, key=_order(query.sort, now)))
    in_turns = query.sort == "featured" and not words
    entries = _featured(groups) if in_turns else [_entry(group, 0) for group in groups]
    pages = max(1, -(-len(entries) // PAGE_SIZE))
    page = min(max(query.page, 1), pages)
    shown = entries[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]
    return ListingPage(entries=tuple(shown), total=len(entries), page=page, pages=pages)


def _fits(product: ShopProduct, query: ListingQuery, now: datetime) -> bool:
    return (
        (not query.department or slugify(product.path[0]) == query.department)
        and (not query.category or category_slug(product) == query.category)
        and (not query.sale or product.sale_price(now) is not None)
        and (not query.stock or product.availability == "in_stock")
        and _mentions(product, query.words)
    )


def _mentions(product: ShopProduct, text: str) -> bool:
    """Every word stands in what the card is about, or the whole text is an identifier however it is spaced."""
    whole = _key(text)
    if whole and whole in {_key(product.id), _key(product.mpn), product.gtin}:
        return True
    about = _folded(" ".join((product.title, product.id, *product.path, *product.highlights)))
    return all(word in about for word in _words(text))


def _grouped(products: Sequence[ShopProduct]) -> list[list[ShopProduct]]:
    groups: dict[str, list[ShopProduct]] = {}
    for product in products:
        groups.setdefault(product.group, []).append(product)
    return list(groups.values())


def _entry(group: Sequence[ShopProduct], shown: int) -> Entry:
    by_colour = len({each.colour for each in group}) == len(group)
    return Entry(group[shown % len(group)], len(group), by_colour=by_colour)


def _featured(groups: Sequence[Sequence[ShopProduct]]) -> list[Entry]:
    """What can be ordered before what cannot, and the categories taking turns, each time in another colour."""
    turns: Counter[tuple[tuple[str, ...], bool]] = Counter()
    places = []
    for place, group in enumerate(groups):
        entry = _entry(group, place)
        waits = not entry.product.can_be_ordered
        places.append((waits, turns[entry.product.path, waits], place, entry))
        turns[entry.product.path, waits] += 1
    return [entry for _, _, _, entry in sorted(places, key=lambda each: each[:3])]


def _order(sort: str, now: datetime) -> Callable[[ShopProduct], tuple[object, ...]]:
    if sort == "price-asc":
        return lambda product: (product.price(now),)
    if sort == "price-desc":
        return lambda product: (-product.price(now),)
    if sort == "name":
        return lambda product: (product.title.casefold(),)
    return lambda _: ()


def _words(text: str) -> list[str]:
    return [word.rstrip("s") or word for word in _folded(text[:MAX_WORDS_LENGTH]).split()]


def _folded(text: str) -> str:
    return text.casefold()


def _key(text: str) -> str:
    return re.sub(r"[\s\-_/.]+", "", text.casefold())
