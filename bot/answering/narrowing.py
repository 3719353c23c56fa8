"""Narrowing several products by the words a shopper uses, and telling what sets them apart."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from math import log2

from bot.answering.reading import stem, tokens_of
from bot.answering.values import value_text
from bot.answering.vocabulary import FUNCTION_WORDS, ORDINALS, PRONOUNS, SHOP_WORDS
from retrieval.schema import Attribute, Product

# What shoppers tell variants apart by, before anything else.
_SPOKEN = re.compile(
    r"colou?r|size|capacity|storage|memory|display|screen|length|finish|material|keyboard|layout|connect|wattage|power|"
    r"volume|version|pack|quantity|processor|weight|driver|battery|impedance|design|type|resolution|width|height",
    re.IGNORECASE,
)
_UNSPOKEN = re.compile(
    r"\b(ean|gtin|upc|sku|mpn|code|id|hs|tariff|shipping|package|pallet|box|carton|certificat)\b", re.IGNORECASE
)
# What versions of one product are called by, beside their name.
_OF_VERSIONS = re.compile(
    r"(?:(?:product|item|storage|memory) )?(?:colou?rs?|sizes?|capacity|storage)(?: (?:name|family|capacity))?"
    r"(?: \(.*\))?",
    re.IGNORECASE,
)
_NUMBER_UNIT = re.compile(r"(\d)\s+([a-z\"”″]+)")
_LAST = re.compile(r"\blast one\b|\bthe last\b", re.IGNORECASE)
_CHEAPEST = re.compile(r"\b(cheap(?:er|est)|least expensive|lowest price)\b", re.IGNORECASE)
_DEAREST = re.compile(r"\b(most expensive|dear(?:er|est)|pric(?:ier|iest)|highest price)\b", re.IGNORECASE)
_SKIP = FUNCTION_WORDS | PRONOUNS | SHOP_WORDS
PRICE = "price"
# As many buttons as can be chosen among at a glance.
MOST_SHOWN = 5
_LONGEST_SAID = 28


def narrow(products: Sequence[Product], words: str, *, by_values: bool = False) -> tuple[Product, ...]:
    """Those of the products that carry the words that set some of them apart; all of them when no word does.

    Titles, colours, sizes and brands count; with `by_values` every attribute value does.
    """
    kept = tuple(products)
    known = {product.id: _words_of(product, by_values=by_values) for product in kept}
    for word in _narrowing_words(words):
        having = tuple(product for product in kept if word in known[product.id])
        if having:
            kept = having
    return kept


def carries(products: Sequence[Product], content: Sequence[str]) -> bool:
    """Whether every content word is an ordinal or stands in the data of some of the products."""
    known = frozenset().union(*(_words_of(product, by_values=True) for product in products))
    joined = _NUMBER_UNIT.sub(r"\1\2", " ".join(content))
    return all(token in ORDINALS or token == "last" or stem(token) in known for token in tokens_of(joined))


def pick(products: Sequence[Product], words: str) -> tuple[Product, ...]:
    """The product a reply to "which one?" picks: by place in the list, by price, or by what it carries."""
    if len(products) < 2:
        return tuple(products)
    for token in tokens_of(words):
        if token in ORDINALS and ORDINALS[token] < len(products):
            return (products[ORDINALS[token]],)
    if _LAST.search(words):
        return (products[-1],)
    for pattern, sign in ((_CHEAPEST, 1), (_DEAREST, -1)):
        if pattern.search(words):
            return _extreme(products, sign)
    return narrow(products, words, by_values=True)


def vocabulary(product: Product) -> frozenset[str]:
    """The stems of everything the product's data says."""
    texts = (product.title, product.description, *product.highlights, *product.product_type, product.brand or "")
    labels = " ".join(f"{attribute.label} {value_text(attribute)}" for attribute in product.attributes)
    words = tokens_of(" ".join((*texts, labels, *(i.raw for i in product.identifiers))))
    return frozenset(stem(part) for token in words for part in (token, *token.split("-")) if part)


def distinguishing(products: Sequence[Product]) -> tuple[str, ...]:
    """The labels of what differs among the products, what splits them most evenly and is easiest to say first."""
    scores: dict[str, float] = {}
    for attributes in zip(*(_by_label(product, products) for product in products), strict=True):
        label, values = attributes[0][0], [value for _, value in attributes]
        score = _evenness(values) * _ease(label, values)
        if score > 0:
            scores[label] = score
    prices = [str(product.offer.sale_price or product.offer.price or "") for product in products]
    if _evenness(prices) > 0:
        scores[PRICE] = 0.3 * _evenness(prices)
    return tuple(sorted(scores, key=lambda label: (-scores[label], label)))


def dividing(products: Sequence[Product], labels: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """The first attribute whose 2 to 5 values every product states, and these values, each to be said alone."""
    for label in labels:
        values = [stated(product, label) for product in products] if label != PRICE else []
        distinct = tuple(dict.fromkeys(value for value in values if value and value not in ("yes", "no")))
        said = all(values) and 2 <= len(distinct) <= MOST_SHOWN and all(len(v) <= _LONGEST_SAID for v in distinct)
        if said and not any(_says_less(one, other) for one in distinct for other in distinct if one != other):
            return label, distinct
    return None


def stated(product: Product, label: str) -> str | None:
    """The product's value under a label, as text."""
    attribute = next((a for a in product.attributes if a.label.lower() == label.lower()), None)
    return value_text(attribute) if attribute else None


def _by_label(product: Product, products: Sequence[Product]) -> list[tuple[str, str]]:
    labels = dict.fromkeys(attribute.label.lower() for each in products for attribute in each.attributes)
    own = {attribute.label.lower(): _text(attribute) for attribute in product.attributes}
    return [(label, own.get(label, "")) for label in labels]


def _text(attribute: Attribute) -> str:
    return value_text(attribute).lower()


def _evenness(values: Sequence[str]) -> float:
    """The entropy of the values in bits: 0 where all are the same."""
    total = len(values)
    return sum(count / total * log2(total / count) for count in Counter(values).values())


def _ease(label: str, values: Sequence[str]) -> float:
    """How easily a shopper can tell products apart by it, 0..1."""
    if _UNSPOKEN.search(label) or max(map(len, values)) > 48:
        return 0.0
    ease = 1.0 if re.match(r"colou?r|size|capacity|storage", label) else 0.8 if _SPOKEN.search(label) else 0.4
    stated_by = sum(bool(value) for value in values) / len(values)
    boolean = set(values) <= {"yes", "no", ""}
    return ease * stated_by * (0.6 if boolean else 1.0)


def _narrowing_words(words: str) -> list[str]:
    joined = _NUMBER_UNIT.sub(r"\1\2", words.lower())
    return [stem(token) for token in tokens_of(joined) if token not in _SKIP]


def _words_of(product: Product, *, by_values: bool) -> frozenset[str]:
    texts = [product.title, product.brand or "", *(i.raw for i in product.identifiers)]
    for attribute in product.attributes:
        if attribute.type == "boolean":
            if by_values and attribute.value is True:
                texts.append(attribute.label)
        elif by_values or _OF_VERSIONS.fullmatch(attribute.label):
            texts.append(value_text(attribute))
    text = " ".join(texts).lower()
    parts = tokens_of(text) + tokens_of(_NUMBER_UNIT.sub(r"\1\2", text))
    return frozenset(stem(part) for token in parts for part in (token, *token.split("-")))


def _extreme(products: Sequence[Product], sign: int) -> tuple[Product, ...]:
    priced = [(product.offer.sale_price or product.offer.price, product) for product in products]
    known: list[tuple[Decimal, Product]] = [(price, product) for price, product in priced if price is not None]
    if not known:
        return tuple(products)
    best = min(price * sign for price, _ in known)
    return tuple(product for price, product in known if price * sign == best)


def _says_less(one: str, other: str) -> bool:
    """Whether saying one value would also fit the other ("2 m" and "2 m black")."""
    return set(tokens_of(one)) <= set(tokens_of(other))
