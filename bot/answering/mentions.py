"""Where a question names products exactly, and where it names models nobody knows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import islice

from bot.answering.belief import believed, could_be_name
from bot.answering.ports import ProductLookup
from bot.answering.reading import tokens_of
from bot.answering.vocabulary import COLOURS, FUNCTION_WORDS, NO_MODEL, PRONOUNS, SHOP_WORDS, SUFFIX_WORDS
from retrieval.keys import (
    MAX_MENTIONS,
    MAX_TOKENS,
    Mention,
    apart,
    are_joined,
    looks_like_model,
    mention_keys,
    normalise_key,
    product_keys,
)
from retrieval.quantities import is_quantity
from retrieval.schema import Product

_MOST_DIGITS = 10
_MOST_PLACES = 20
_LONGEST_LABEL = 120
_COMMON = FUNCTION_WORDS | PRONOUNS | SHOP_WORDS | COLOURS
_WORD = re.compile(r"[^\s,;!?()\[\]{}\"“”|<>]+")
# One digit names a product only beside its brand: "Lenovo 5".
_ONE_DIGIT = re.compile(r"(?<=[^\W\d_] )\d(?![\w.,/%\"'-]*\w)")
# What nothing but a model can be: "do you sell the 1040?", "the weight of the 23009, please", "2730pB: what's its …".
_ASKED_FOR = re.compile(
    r"\b(?:sell|carry|have|stock|got)\s+the\s+(?P<sold>\d{3,6})(?=\s*(?:[?.!]|$))"
    r"|\b(?:of|for|about|on)\s+the\s+(?P<of>\d{4,14})(?=\s*(?:[,?.!]|please\b|$))"
    r"|(?:^|[.?!]\s+)(?P<subject>(?=\w*[a-z])\d\w{3,}):\s+(?:what|how|is|does|do|which|can|has)\b"
    r"|\bdoes\s+the\s+(?P<does>(?!(?:19|20)\d\d\b)\d{4,14})(?=\s+[a-z])"
    # "Is 43459339 in stock?": so long a number counts nothing, unless it is a round one.
    r"|(?:^\W*|\b(?:(?:sell|carry|have|stock|got|about|price of|cost of)|how much is|is|does)\s+(?:the\s+)?)"
    r"(?P<long>(?!\d*000\b)\d{5,14})"
    r"(?=\s*(?:[?.!]|,?\s*please\b|(?:still |currently )?(?:in stock|available)\b|costs?\b|$))"
    # "8030 bus type?": no year, and nothing that is counted.
    r"|^\W*(?P<opens>(?!(?:19|20)\d\d\b)\d{4,6})(?=(?:['’]s)?(?:\s+(?!\w*(?<![siu])s\b)[a-z][\w-]*){1,4}\s*\?\W*$)",
    re.IGNORECASE,
)
# What joins two names of a comparison.
_JOINED = re.compile(r"\s*(?:,|/|&|\b(?:or|and|vs\.?|versus|nor|compared (?:to|with)|than))\s*(?:the\s+)?", re.I)
_NEXT = re.compile(r"[\s/-]{1,2}([^\W_]+\+?)")


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch `text` of a question and the products whose identifier it is; none when nobody has it.

    `near` are products of a part of it, fit to be proposed.
    """

    text: str
    start: int
    end: int
    products: tuple[Product, ...]
    near: tuple[Product, ...] = ()


def named_products(text: str, lookup: ProductLookup) -> list[Named]:
    """The products a text names by identifier, in text order; the longest mention wins where two overlap."""
    mentions = [*(mention for mention in mention_keys(text) if _may_name(mention)), *_single_digits(text)]
    if not mentions:
        return []
    keys = list(dict.fromkeys(mention.key for mention in mentions))[:MAX_MENTIONS]
    by_key = _by_key(lookup.by_keys(keys, limit=200))
    taken = _pasted_names(text, lookup) if len(tokens_of(text)) > MAX_TOKENS else []
    for mention in sorted(mentions, key=lambda m: (-len(m.key), m.start)):
        free = _free(text, mention, taken) if mention.key in by_key else None
        if free is None:
            continue
        products = (*believed(text, free, by_key[mention.key]), *_without_brand(free, by_key))
        if products:
            taken.append(_extended(text, Named(free.text, free.start, free.end, tuple(products))))
    taken += _coordinated(text, mentions, taken, by_key)
    return sorted(taken, key=lambda named: named.start)


def _free(text: str, mention: Mention, taken: Sequence[Named]) -> Mention | None:
    """The mention where no longer one stands: in "the 12.1W and the 12.1", the first 12.1 is a part of the 12.1W.

    The first twenty places are looked at.
    """
    longer = [(named, key) for named in taken if mention.key in (key := _key(named.text))]
    lowered, said = text.lower(), mention.text.lower()
    start, end = mention.start, mention.end
    for _ in range(_MOST_PLACES):
        inside = any(start < named.end and named.start < end for named in taken)
        if not inside and not any(_is_said(text, named, key, start, end) for named, key in longer):
            joined = text[max(0, start - 1) : start].isalnum() or text[end : end + 1].isalnum()
            return None if joined and start != mention.start else replace(mention, start=start, end=end)
        start = lowered.find(said, end)
        end = start + len(said)
        if start < 0 or len(lowered) != len(text):
            return None
    return None


def _is_said(text: str, named: Named, key: str, start: int, end: int) -> bool:
    """Whether a stretch of text is a part of the same name said once more, however it is written."""
    reach = 2 * len(named.text)
    after, before = normalise_key(text[start : start + reach]), normalise_key(text[max(0, end - reach) : end])
    return after.startswith(key) or before.endswith(key)


@lru_cache(maxsize=1024)
def _key(text: str) -> str:
    return normalise_key(text)


def _coordinated(
    text: str, mentions: Sequence[Mention], taken: Sequence[Named], by_key: Mapping[str, tuple[Product, ...]]
) -> list[Named]:
    """Numbers set beside a name that is certain: "5590P or 5590, how do they differ?"; of a brand that is named."""
    brands = {product.brand for one in taken for product in one.products}
    found: list[Named] = []
    for mention in sorted(mentions, key=lambda one: (one.start, -one.end)):
        products = tuple(each for each in by_key.get(mention.key, ()) if each.brand in brands)
        known = (*taken, *found)
        free = not any(mention.start < one.end and one.start < mention.end for one in known)
        if products and free and could_be_name(text, mention) and any(_is_joined(text, mention, one) for one in known):
            found.append(Named(mention.text, mention.start, mention.end, products))
    return found


def is_listed(text: str, mention: Named, known: Sequence[Named]) -> bool:
    """Whether a name is one of a list with known ones: "the QL-510, the ZX-9981 and the BK-170"."""
    return any(_is_joined(text, mention, one) for one in known if one is not mention)


def _is_joined(text: str, mention: Mention | Named, named: Named) -> bool:
    between = text[named.end : mention.start] if named.end <= mention.start else text[mention.end : named.start]
    return _JOINED.fullmatch(between) is not None


def _pasted_names(text: str, lookup: ProductLookup) -> list[Named]:
    """A whole name of more words than a mention has, pasted as it stands in the catalogue; the longest one."""
    lowered = text.lower()
    found: dict[str, list[Product]] = {}
    for product in lookup.by_title(text, limit=50):
        raws = (identifier.raw.lower() for identifier in product.identifiers if " " in identifier.raw)
        for raw in (raw for raw in raws if len(tokens_of(raw)) > MAX_TOKENS and raw in lowered):
            found.setdefault(raw, []).append(product)
    if not found:
        return []
    longest = max(found, key=len)
    start = lowered.index(longest)
    return [Named(text[start : start + len(longest)], start, start + len(longest), tuple(found[longest]))]


def _without_brand(mention: Mention, by_key: Mapping[str, tuple[Product, ...]]) -> tuple[Product, ...]:
    """Products of the mention's rest whose brand its beginning is: "HP 6730b" is HP's 6730b too."""
    words = mention.text.split()
    rest = by_key.get(normalise_key(" ".join(words[1:])), ()) if len(words) > 1 else ()
    own = {product.id for product in by_key.get(mention.key, ())}
    brand = normalise_key(words[0])
    return tuple(each for each in rest if own and each.id not in own and normalise_key(each.brand or "") == brand)


def unknown_models(text: str, named: Sequence[Named]) -> list[Named]:
    """What is written as a model number, or asked for as one, that no named product covers."""
    found = [
        Named(match[match.lastgroup], *match.span(match.lastgroup), ())
        for match in _ASKED_FOR.finditer(text)
        if match.lastgroup
        and not any(_overlaps(match.span(match.lastgroup), known) for known in named)
        and not (match["opens"] and is_quantity(" ".join(match.string[match.start("opens") :].split()[:2])))
    ]
    for word, start in _words(text):
        end = start + len(word)
        covered = any(_overlaps((start, end), known) for known in (*named, *found))
        if not covered and looks_like_model(word) and not NO_MODEL.match(word) and not is_quantity(word):
            found.append(Named(word, start, end, ()))
    return found


def _overlaps(span: tuple[int, int], named: Named) -> bool:
    return span[0] < named.end and named.start < span[1]


def _words(text: str) -> Iterator[tuple[str, int]]:
    for match in _WORD.finditer(text):
        word = match.group()
        stripped = word.strip(".,:'’*_~`#-")
        if stripped:
            word = re.sub(r"['’]s$", "", stripped)
            start = match.start() + match.group().index(word)
            for piece in apart(word):
                yield piece, start
                start += len(piece) + 1


def _single_digits(text: str) -> Iterator[Mention]:
    for found in islice(_ONE_DIGIT.finditer(text), _MOST_DIGITS):
        yield Mention(found.group(), found.group(), found.start(), found.end(), 1, whole=True)


def _may_name(mention: Mention) -> bool:
    return mention.whole and not all(token in _COMMON for token in tokens_of(mention.text))


def _by_key(products: Sequence[Product]) -> dict[str, tuple[Product, ...]]:
    by_key: dict[str, tuple[Product, ...]] = {}
    for product in products:
        for key in product_keys(product):
            by_key[key] = (*by_key.get(key, ()), product)
    return by_key


def _extended(text: str, named: Named) -> Named:
    """The mention with a word after it that makes it another model ("QL-510 Pro"), and the products that carry it."""
    following = _NEXT.match(text, named.end)
    if (
        not following
        or not are_joined(text, named.end, following.start(1))
        and text[named.end] == "/"
        or not _is_suffix(following[1], named.text)
        or is_quantity(text[following.start(1) :].split("?")[0][:24])
        or _begins_label(text[following.start(1) :], named.products)
    ):
        return named
    suffix = following[1].lower()
    longer = replace(named, text=text[named.start : following.end()], end=following.end())
    kept = tuple(product for product in named.products if suffix in _title_words(product))
    return replace(longer, products=kept, near=() if kept else named.products)


def _begins_label(text: str, products: Sequence[Product]) -> bool:
    """Whether the text goes on with the name of an attribute of several words: the "HD type" of an L1950g."""
    said = tokens_of(text[:_LONGEST_LABEL])
    labels = (tokens_of(attribute.label) for product in products for attribute in product.attributes)
    return any(len(label) > 1 and said[: len(label)] == label for label in labels)


def _is_suffix(word: str, before: str) -> bool:
    lowered = word.lower()
    if lowered in FUNCTION_WORDS | SHOP_WORDS | COLOURS:
        return False
    if lowered in SUFFIX_WORDS:
        return True
    short_code = len(word) <= 2 and word.isupper() and word.isalpha()
    number_of_a_line = word[0].isdigit() and not any(c.isdigit() for c in before)
    return short_code or number_of_a_line


def _title_words(product: Product) -> frozenset[str]:
    raws = (identifier.raw for identifier in product.identifiers)
    words = tokens_of(" ".join((product.title, *raws)))
    return (
        frozenset(words)
        | {normalise_key(word) for word in words}
        | {part for word in words for part in word.split("-")}
    )
