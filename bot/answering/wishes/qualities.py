"""Words that rank products: "lightest", "a bigger one", "quiet", and the property each ranks by."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, TypeAlias

Degree: TypeAlias = Literal["positive", "comparative", "superlative"]
_DEGREES: tuple[Degree, ...] = ("superlative", "comparative", "positive")
_BY_PRICE: dict[str, tuple[bool, Degree]] = {
    "cheapest": (False, "superlative"),
    "least expensive": (False, "superlative"),
    "lowest price": (False, "superlative"),
    "lowest priced": (False, "superlative"),
    "cheaper": (False, "comparative"),
    "less expensive": (False, "comparative"),
    "more affordable": (False, "comparative"),
    "cheap": (False, "positive"),
    "affordable": (False, "positive"),
    "most expensive": (True, "superlative"),
    "dearest": (True, "superlative"),
    "priciest": (True, "superlative"),
    "more expensive": (True, "comparative"),
    "pricier": (True, "comparative"),
}


@dataclass(frozen=True, slots=True)
class Quality:
    """A property by which products are ranked; none for the price. `more` says which end is meant."""

    properties: tuple[str, ...]
    more: bool
    degree: Degree
    said: str
    span: tuple[int, int]

    @property
    def is_price(self) -> bool:
        """Whether the price is meant."""
        return not self.properties


def quality_in(text: str) -> Quality | None:
    """The word that ranks, of several the strongest: "the lightest quiet laptop" wants the lightest."""
    found = [_quality(match) for match in _pattern().finditer(text)]
    return min(found, key=lambda one: (_DEGREES.index(one.degree), one.span), default=None)


def _quality(match: re.Match[str]) -> Quality:
    properties, more, degree = _words()[match.group().lower()]
    return Quality(properties, more, degree, match.group(), match.span())


@cache
def _pattern() -> re.Pattern[str]:
    words = sorted(_words(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(map(re.escape, words))})(?![\w-])", re.IGNORECASE)


@cache
def _words() -> dict[str, tuple[tuple[str, ...], bool, Degree]]:
    table = tomllib.loads((files("bot.answering.wishes") / "qualities.toml").read_text(encoding="utf-8"))
    found: dict[str, tuple[tuple[str, ...], bool, Degree]] = {
        said: ((), more, degree) for said, (more, degree) in _BY_PRICE.items()
    }
    for entry in table.values():
        for degree in _DEGREES:
            for said in entry.get(degree, ()):
                found[said] = (tuple(entry["of"]), entry["wants"] == "more", degree)
    return found
