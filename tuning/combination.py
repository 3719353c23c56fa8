"""Two drafts in one reply: which kinds come together, and how the voice says them one after the other."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

from tuning import placeholders
from tuning.corpus.pair import Pair

FOLLOWING = "_it"
_FIRST = (
    "price_is", "price_reduced", "price_reduced_until", "price_yes", "reduced_yes", "here_is", "passage", "brand_is",
    "attribute_is", "attribute_list", "attribute_yes", "property_yes", "support_yes", "included_yes", "value_yes",
    "weight_is", "battery_is", "colour_is", "size_is", "material_is", "warranty_is", "in_stock", "in_stock_count",
    "out_of_stock", "preorder", "comes_in",
)  # fmt: skip
_SECOND = (
    "in_stock", "in_stock_count", "out_of_stock", "out_of_stock_date", "preorder", "preorder_date", "backorder",
    "backorder_date", "price_is", "price_reduced", "price_reduced_until", "attribute_is", "weight_is", "battery_is",
    "this_one_is", "size_is", "warranty_is",
)  # fmt: skip
Wordings = Mapping[str, Sequence[str]]


def combinations(drafts: Wordings) -> list[tuple[str, str]]:
    """The pairs of kinds that one reply may hold: not of one family, nothing but the product in both."""
    pairs = [(one, two) for one in _FIRST for two in _SECOND if _family(one) != _family(two)]
    return [(one, two) for one, two in pairs if _types(drafts[one][0]) & _types(drafts[two][0]) <= {"product"}]


def voiced(one: str, two: str, *, variant: int, replies: Wordings) -> str | None:
    """The voice's wording of both, the second changed for its next one until no run of words comes twice."""
    first = replies[one][variant % len(replies[one])]
    for shift in range(len(replies[two])):
        text = f"{first} {replies[two][(variant + shift) % len(replies[two])]}"
        if not repeats(text):
            return text
    return None


def two_drafts(
    one: str, two: str, *, variant: int, drafts: Wordings, replies: Wordings, rng: random.Random
) -> Pair | None:
    """A pair of both drafts and their voiced wording; the second speaks of "it" half of the time, where it can."""
    following = f"{two}{FOLLOWING}"
    second = following if following in drafts and rng.random() < 0.5 else two
    text = voiced(one, second, variant=variant, replies=replies)
    source = f"{_pick(drafts[one], rng)} {_pick(drafts[second], rng)}"
    return Pair(source, text) if text is not None and placeholders.same(source, text) else None


def repeats(text: str) -> bool:
    """Whether a word follows itself or four words come twice."""
    words = text.lower().split()
    runs = [tuple(words[at : at + 4]) for at in range(len(words) - 3)]
    doubled = any(word == other and word.isalpha() for word, other in zip(words, words[1:], strict=False))
    return doubled or len(set(runs)) < len(runs)


def _family(kind: str) -> str:
    return "stock" if kind.split("_")[0] in {"in", "out", "preorder", "backorder"} else kind.split("_")[0]


def _types(draft: str) -> set[str]:
    return set(placeholders.by_type(draft))


def _pick(texts: Sequence[str], rng: random.Random) -> str:
    return texts[0] if rng.random() < 0.6 else rng.choice(texts)
