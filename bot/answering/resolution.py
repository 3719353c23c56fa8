"""What resolving a question comes to."""

from __future__ import annotations

from dataclasses import dataclass

from bot.answering.narrowing import distinguishing
from bot.answering.types import ProductMatch
from retrieval.schema import Product


@dataclass(frozen=True, slots=True)
class Resolution:
    """The match, and the question with the mention replaced by a pointer, fit to be asked of another product."""

    match: ProductMatch
    asked: str


def several(products: tuple[Product, ...], *, mention: str | None = None) -> ProductMatch:
    """That the products fit equally, with what tells them apart."""
    return ProductMatch("ambiguous", products, mention, distinguishing=distinguishing(products))


def one_or_several(products: tuple[Product, ...]) -> ProductMatch:
    """The one product, or that several fit equally."""
    return ProductMatch("resolved", products) if len(products) == 1 else several(products)
