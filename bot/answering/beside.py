"""What stands right beside a mention and makes it another name: a longer one, another brand, more letters."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.answering.mentions import Named, unknown_models
from bot.answering.narrowing import vocabulary
from bot.answering.ports import ProductLookup
from bot.answering.reading import stem, tokens_of
from bot.answering.vocabulary import FUNCTION_WORDS, PRONOUNS, SHOP_WORDS, VERBS
from retrieval.confusion import is_nearly_named, one_edit_apart
from retrieval.keys import normalise_key
from retrieval.schema import Product

_MOST_BEFORE, _MOST_AFTER = 4, 6
_MOST_KEYS = 200
_LONGEST_BRAND = 3
_MOST_NUMBERS = 8
_TOKEN = re.compile(r"[^\W_]+\+?")
_STOPS = FUNCTION_WORDS | PRONOUNS | SHOP_WORDS | VERBS
# What may stand between the words of one name.
_WITHIN = re.compile(r"[^\w?!;:\n]*")
_SENTENCE_ENDS = re.compile(r"[.,]?\.\s|\s[-–—]\s*$")
# Letters and digits that only a quote or a bracket keeps from the mention: 12.1"K is not 12.1".
_ATTACHED = re.compile(r"[.\"”″'’)\]}=]*[\"”″'’)\]}=](?!s\b)([^\W_]+)")
_PARTS = re.compile(r"-|(?<!\d)\.|\.(?!\d)")
_MADE_BY = re.compile(r"\s+(?:from|by|made by)\s+((?:[^\W_][\w&.-]*\s?){1,3})", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """A mention with words beside it: as long as another product's name may be."""

    key: str
    start: int
    end: int
    added: tuple[str, ...]


def checked(text: str, mentions: Sequence[Named], lookup: ProductLookup) -> list[Named]:
    """The mentions, those without products that the words beside them make another name; two lookups at most.

    Raises `retrieval.RetrievalError`.
    """
    named = [mention for mention in mentions if mention.products]
    if not named:
        return list(mentions)
    brands = _brands(text, named, lookup)
    stretches = {mention.start: list(_stretches(text, mention, named)) for mention in named}
    keys = dict.fromkeys(one.key for mention in named for one in stretches[mention.start] if _adds(mention, one))
    near = lookup.nearly_named(list(keys)[:_MOST_KEYS]) if keys else []
    strangers = unknown_models(text, mentions)
    return [
        _of_its_brand(text, mention, brands)
        or _as_attached(text, mention, strangers)
        or _as_longer_name(text, mention, stretches[mention.start], near)
        or mention
        if mention.products
        else mention
        for mention in mentions
    ]


def with_near(text: str, strangers: Sequence[Named], lookup: ProductLookup) -> list[Named]:
    """Unknown models with the products whose names they, with the words before them, are nearly; one lookup.

    Raises `retrieval.RetrievalError`.
    """
    starts = {
        stranger.start: [] if stranger.near else [stranger.start, *_before(text, stranger, ())]
        for stranger in strangers
    }
    keys = dict.fromkeys(normalise_key(text[start : one.end]) for one in strangers for start in starts[one.start])
    near = lookup.nearly_named(list(keys)[:_MOST_KEYS]) if keys else []
    return [_nearest(text, stranger, starts[stranger.start], near) for stranger in strangers]


def cut_names(text: str, lookup: ProductLookup) -> list[Named]:
    """Names that end in a number which alone may be a measure ("Distribution Cable 11f") and are nearly a product's.

    Raises `retrieval.RetrievalError`.
    """
    numbers = [
        Named(found.group(), found.start(), found.end(), ())
        for found in _TOKEN.finditer(text)
        if any(character.isdigit() for character in found.group())
    ][:_MOST_NUMBERS]
    found = with_near(text, numbers, lookup) if numbers else []
    return [each for number, each in zip(numbers, found, strict=True) if each.near and each.start < number.start]


def _nearest(text: str, stranger: Named, starts: Sequence[int], near: Sequence[Product]) -> Named:
    """The longest stretch that ends with an unknown model and is nearly a name, with the products so named."""
    for start in reversed(starts):
        key = normalise_key(text[start : stranger.end])
        others = tuple(product for product in near if is_nearly_named(product, [key]))
        if others:
            return Named(text[start : stranger.end], start, stranger.end, (), near=others)
    return stranger


def _of_its_brand(text: str, mention: Named, brands: frozenset[str]) -> Named | None:
    """The mention with a brand beside it that none of its products has; only those of the brand where some have it."""
    for start, end, key in _beside_brands(text, mention):
        if key not in brands or any(key in _own_words(product) for product in mention.products):
            continue
        return Named(text[start:end], start, end, (), near=mention.products)
    return None


def _as_attached(text: str, mention: Named, strangers: Sequence[Named]) -> Named | None:
    """The mention with what is written on to it, where its products carry nothing so written."""
    attached = _ATTACHED.match(text, mention.end)
    start, end = mention.start, attached.end() if attached else mention.end
    words = [attached[1]] if attached else []
    for stranger in strangers:
        between = text[mention.end : stranger.start] if stranger.start >= mention.end else text[stranger.end : start]
        if between == " ":
            start, end = min(start, stranger.start), max(end, stranger.end)
            words.append(stranger.text)
    if not words or any(all(_is_own(word, product) for word in words) for product in mention.products):
        return None
    return Named(text[start:end], start, end, (), near=mention.products)


def _as_longer_name(text: str, mention: Named, stretches: Sequence[_Stretch], near: Sequence[Product]) -> Named | None:
    """The mention as a part of a longer name, of another product, that is mistyped or cut short."""
    own = {product.id for product in mention.products}
    inner = normalise_key(mention.text)
    for stretch in sorted(stretches, key=lambda one: -len(one.key)):
        if not _adds(mention, stretch):
            continue
        others = tuple(
            product
            for product in near
            if product.id not in own
            and any(inner in one.key and _nearly(stretch, one.key) for one in product.identifiers)
        )
        if others:
            start, end = stretch.start, stretch.end
            return Named(text[start:end], start, end, (), near=(*others, *mention.products))
    return None


def _nearly(stretch: _Stretch, key: str) -> bool:
    """Whether a name is the stretch with one slip, or goes on where the stretch ends."""
    return one_edit_apart(stretch.key, key) or key.startswith(stretch.key)


def _stretches(text: str, mention: Named, named: Sequence[Named]) -> Iterator[_Stretch]:
    """The mention with up to four words before it and six after it, none of them another mention's."""
    before = [mention.start, *_before(text, mention, named)]
    after = [mention.end, *_after(text, mention, named)]
    for start in before:
        for end in after:
            added = f"{text[start : mention.start]} {text[mention.end : end]}"
            if start < mention.start or end > mention.end:
                yield _Stretch(normalise_key(text[start:end]), start, end, tuple(_TOKEN.findall(added)))


def _before(text: str, mention: Named, named: Sequence[Named]) -> list[int]:
    """Where the words before a mention start, nearest first."""
    starts: list[int] = []
    edge = mention.start
    for token in reversed(list(_TOKEN.finditer(text, max(0, mention.start - 80), mention.start))):
        if not _goes_on(text, token, named, text[token.end() : edge]) or len(starts) == _MOST_BEFORE:
            break
        edge = token.start()
        starts.append(edge)
    return starts


def _after(text: str, mention: Named, named: Sequence[Named]) -> list[int]:
    """Where the words after a mention end, nearest first."""
    ends: list[int] = []
    edge = mention.end
    for token in _TOKEN.finditer(text, mention.end):
        if not _goes_on(text, token, named, text[edge : token.start()]) or len(ends) == _MOST_AFTER:
            break
        edge = token.end()
        ends.append(edge)
    return ends


def _goes_on(text: str, token: re.Match[str], named: Sequence[Named], between: str) -> bool:
    taken = any(one.start < token.end() and token.start() < one.end for one in named)
    ends = _WITHIN.fullmatch(between) is None or _SENTENCE_ENDS.search(between) is not None
    return not taken and not ends and token.group().lower() not in _STOPS


def _adds(mention: Named, stretch: _Stretch) -> bool:
    """Whether the words beside the mention say more than each of its products' own names do."""
    return not any(all(_is_own(word, product) for word in stretch.added) for product in mention.products)


def _is_own(word: str, product: Product) -> bool:
    """Whether a word is the product's: any of its data for a plain word, its names for one with a digit."""
    if any(character.isdigit() for character in word) or len(word) == 1:
        return normalise_key(word) in _own_words(product)
    return stem(word) in vocabulary(product)


def _own_words(product: Product) -> frozenset[str]:
    raws = " ".join(identifier.raw for identifier in product.identifiers)
    texts = f"{product.title} {product.brand or ''} {product.description} {raws}"
    parts = (part for word in tokens_of(texts) for part in (word, *_PARTS.split(word)))
    return frozenset(map(normalise_key, (*parts, product.brand or "")))


def _brands(text: str, named: Sequence[Named], lookup: ProductLookup) -> frozenset[str]:
    """Which words beside the mentions are brands of the shop that a mention's products do not have."""
    keys = dict.fromkeys(
        key
        for mention in named
        for _, _, key in _beside_brands(text, mention)
        if not any(key in _own_words(product) for product in mention.products)
    )
    return lookup.brands(list(keys)[:_MOST_KEYS]) if keys else frozenset()


def _beside_brands(text: str, mention: Named) -> Iterator[tuple[int, int, str]]:
    """The words right before a mention, and those after "from", that may be a brand: where they are, and their key."""
    before = list(re.finditer(r"[^\s,;:?!()\"]+", text[max(0, mention.start - 60) : mention.start]))
    shift = max(0, mention.start - 60)
    if re.search(r"[^\s]$|[,;:?!()\"]\s*$", text[shift : mention.start]):
        before = []
    for count in range(1, min(_LONGEST_BRAND, len(before)) + 1):
        start = before[-count].start() + shift
        words = text[start : mention.start].strip()
        if not set(tokens_of(words)) & _STOPS:
            yield start, mention.end, normalise_key(words)
    after = _MADE_BY.match(text, mention.end)
    words_after = after[1].split() if after else []
    for count in range(1, len(words_after) + 1):
        yield mention.start, after.end() if after else mention.end, normalise_key(" ".join(words_after[:count]))
