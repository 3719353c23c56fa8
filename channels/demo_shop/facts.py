"""The shop's name and how to reach it, from shop.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ShopPageFacts:
    """What every page says of the shop."""

    name: str
    tagline: str
    currency: str
    email: str
    phone: str
    hours: str


def load_facts(path: Path) -> ShopPageFacts:
    """The facts; raises KeyError naming the one that is missing."""
    stated = tomllib.loads(path.read_text(encoding="utf-8"))
    return ShopPageFacts(**{name: str(stated[name]) for name in ShopPageFacts.__dataclass_fields__})
