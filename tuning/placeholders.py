"""The typed placeholders that stand in a draft for values, which no model ever sees."""

from __future__ import annotations

import re
from collections import Counter

TYPES = (
    "product",
    "brand",
    "attribute",
    "value",
    "price",
    "old_price",
    "date",
    "count",
    "mention",
    "quote",
    "section",
    "contact",
    "shop",
    "constraint",
)
MAX_INDEX = 5
ALL = tuple(f"<{kind}{suffix}>" for kind in TYPES for suffix in ("", *(f"_{i}" for i in range(1, MAX_INDEX + 1))))
PATTERN = re.compile(r"<[a-z]+(?:_[a-z]+)*(?:_\d+)?>")
_INDEX = re.compile(r"_(\d+)>$")


def find(text: str) -> list[str]:
    """Every placeholder of the text, in order, repeats included."""
    return PATTERN.findall(text)


def same(first: str, second: str) -> bool:
    """Whether both texts hold the same placeholders equally often, those of one type in the same order."""
    return Counter(find(first)) == Counter(find(second)) and by_type(first) == by_type(second)


def by_type(text: str) -> dict[str, list[str]]:
    """The text's placeholders, grouped by type, in the order in which they stand."""
    groups: dict[str, list[str]] = {}
    for placeholder in find(text):
        groups.setdefault(type_of(placeholder), []).append(placeholder)
    return groups


def type_of(placeholder: str) -> str:
    """`<value_2>` -> `value`."""
    return _INDEX.sub(">", placeholder)[1:-1]


def number(kinds: list[str]) -> list[str]:
    """Placeholders for these types: bare where a type comes once, `_1`, `_2`, … where it comes again."""
    total = Counter(kinds)
    seen: Counter[str] = Counter()
    names = []
    for kind in kinds:
        seen[kind] += 1
        names.append(f"<{kind}>" if total[kind] == 1 else f"<{kind}_{seen[kind]}>")
    return names
