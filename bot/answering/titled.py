"""Products a question names by family, brand or type, without an identifier."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.answering.money import price_limit
from bot.answering.narrowing import vocabulary
from bot.answering.ports import ProductLookup
from bot.answering.reading import Reading, stem, tokens_of
from bot.answering.vocabulary import VERBS
from retrieval.quantities import is_quantity
from retrieval.schema import Product

_ARTICLE_NAME = re.compile(r"\b(?:the|your|a|an|this)\s+((?:[A-Z][\w'-]*\s?|\d[\w-]*\s?){1,4})")
_MOST_LOOKUPS = 6
_LONGEST = 6
_LONGEST_NAME = 4
_SHORT_NAME = 3
_CAPITALISED = re.compile(r"(?<=[\w,] )[A-Z][\w'-]+")
# Digits with a letter that is no unit a shopper writes on to them, save days, which follow no name: 550D.
_LETTERED = re.compile(r"\d{2,3}[bcdefhijnoqrstuyz]")
_DEFINITE = re.compile(r"\b(?:the|your|this|these|that|those|my)\s", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class TitleMatch:
    """The products that carry a question's naming words; with `missing`, a name that none of them carries."""

    products: tuple[Product, ...] = ()
    by_name: bool = False
    missing: str | None = None


def titled_products(reading: Reading, lookup: ProductLookup, *, current: Sequence[Product]) -> TitleMatch:
    """The products named by family, brand or type words; a name must be carried whole, a type needs `the` before it."""
    content = [word for word in reading.content if not is_quantity(word)]
    if not content:
        return TitleMatch()
    found = _find(reading, set(content), lookup)
    names = _best(content, found, _name_words)
    if names and not _said_of(current, names[0]):
        return _whole_name(reading, names[1], found)
    foreign = _foreign_name(reading, (*found, *current))
    if foreign:
        return TitleMatch(tuple(found), by_name=True, missing=foreign)
    if current or not _DEFINITE.search(reading.text):
        return TitleMatch()
    types = _best(content, found, _type_words)
    return TitleMatch(types[1]) if types else TitleMatch()


def _find(reading: Reading, content: set[str], lookup: ProductLookup) -> list[Product]:
    """Products whose titles carry a stretch of content words, tried whole and then from its front; a few lookups."""
    found: dict[str, Product] = {}
    lookups = 0
    for stretch in _stretches(reading, content):
        for length in range(len(stretch), 0, -1):
            if lookups >= _MOST_LOOKUPS:
                return list(found.values())
            lookups += 1
            products = lookup.by_title(" ".join(stretch[:length]), limit=50)
            found.update((product.id, product) for product in products)
            if products:
                break
    return list(found.values())


def _stretches(reading: Reading, content: set[str]) -> list[list[str]]:
    """Content words that stand side by side, in text order."""
    stretches: list[list[str]] = [[]]
    for token in reading.tokens:
        if token in content:
            stretches[-1].append(token)
        elif stretches[-1]:
            stretches.append([])
    return [stretch[:_LONGEST] for stretch in stretches if stretch]


def _best(
    content: Sequence[str], found: Sequence[Product], words_of: Callable[[Product], frozenset[str]]
) -> tuple[frozenset[str], tuple[Product, ...]] | None:
    """The most of the content words that some products carry, and those products; type words break ties."""
    asked = {stem(word) for word in content}
    scored = []
    for product in found:
        hits = asked & words_of(product)
        if hits:
            scored.append(((len(hits), len(asked & _title_words(product))), frozenset(hits), product))
    if not scored:
        return None
    best = max(score for score, _, _ in scored)
    kept = [(hits, product) for score, hits, product in scored if score == best]
    return kept[0][0], tuple(product for _, product in kept)


def _whole_name(reading: Reading, products: tuple[Product, ...], found: Sequence[Product]) -> TitleMatch:
    other = _foreign_number(reading, products)
    if other:
        return TitleMatch(tuple(found), by_name=True, missing=other)
    products = tuple(product for product in products if _is_meant(reading, product))
    if not products:
        return TitleMatch()
    foreign = _foreign_name(reading, products) or _lone_number(reading, products)
    return TitleMatch(tuple(found) if foreign else products, by_name=True, missing=foreign)


def _is_meant(reading: Reading, product: Product) -> bool:
    """Whether the words name this product: two words of its title, or a capitalised one beside its brand."""
    said, brand = vocabulary(product), _stems(product.brand or "")
    asked = {stem(word) for word in reading.content if word not in VERBS and not word.isdigit()}
    inner = {stem(word) for word in tokens_of(" ".join(_CAPITALISED.findall(reading.text)))}
    if any(asked <= _stems(attribute.label) for attribute in product.attributes):
        # "Battery life?" asks for one, of no certain product.
        return False
    titled = asked & _title_words(product)
    named = len(titled) > 1 or (titled & inner) - brand
    return bool(named) and not (asked & inner) - said and 2 * len(asked & said) >= len(asked)


def _foreign_number(reading: Reading, products: Sequence[Product]) -> str | None:
    """A number right after a name word, as in "QuietLoop 900" or "EOS 550D", that no product carries."""
    carried = frozenset().union(*(_title_words(product) for product in products))
    names = frozenset().union(*(_name_words(product) for product in products))
    for one, other in zip(reading.tokens, reading.tokens[1:], strict=False):
        if _LETTERED.fullmatch(other) and stem(one) in carried and one not in VERBS and stem(other) not in carried:
            return f"{one} {other}"
        if (
            stem(one) in names
            and one not in VERBS
            and other[0].isdigit()
            and stem(other) not in carried
            and not is_quantity_here(reading.text, other)
        ):
            return f"{one} {other}"
    return None


def _lone_number(reading: Reading, products: Sequence[Product]) -> str | None:
    """A number of three digits and more, neither money nor a measure, that no product carries."""
    limit = price_limit(reading.text, bare=True)
    carried = frozenset().union(*(vocabulary(product) for product in products))
    for token in reading.tokens:
        lone = token.isdigit() and len(token) > 2 and not is_quantity_here(reading.text, token)
        if lone and stem(token) not in carried and not limit:
            return token
    return None


def is_quantity_here(text: str, number: str) -> bool:
    """Whether a number is followed by its unit in the text."""
    after = re.search(rf"(?<!\w){re.escape(number)}\s*([a-z\"%°]+)", text, re.IGNORECASE)
    return bool(after) and is_quantity(f"1 {after[1]}" if after else "")


def _foreign_name(reading: Reading, known: Sequence[Product]) -> str | None:
    """A capitalised name after an article that none of the known products carries anywhere in its data."""
    for match in _ARTICLE_NAME.finditer(reading.text):
        words = [stem(word) for word in tokens_of(match[1])]
        carried = any(all(word in vocabulary(product) for word in words) for product in known)
        if words and not carried and not all(word.isdigit() for word in words):
            return match[1].strip()
    return None


def _said_of(current: Sequence[Product], words: frozenset[str]) -> bool:
    return any(words <= vocabulary(product) for product in current)


def _stems(text: str) -> frozenset[str]:
    return frozenset(stem(part) for token in tokens_of(text) for part in (token, *token.split("-")) if part)


def _name_words(product: Product) -> frozenset[str]:
    """Words of the brand and of the names and models: what tells makes and families apart."""
    raws = (i.raw for i in product.identifiers if i.kind not in ("id", "gtin") and i.raw.count(" ") < _LONGEST_NAME)
    words = _stems(" ".join((product.brand or "", *raws)))
    return frozenset(word for word in words if len(word) > _SHORT_NAME and not word.isdigit()) - _type_words(product)


def _type_words(product: Product) -> frozenset[str]:
    return _stems(" ".join(product.product_type[-2:]))


def _title_words(product: Product) -> frozenset[str]:
    return _stems(product.title) | _name_words(product) | _type_words(product)
