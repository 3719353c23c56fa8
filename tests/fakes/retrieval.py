"""Retrieval in memory: what `tests/contract/test_product_lookup.py` proves equal to Elasticsearch."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import TypedDict, Unpack

from retrieval.codec import product_naming_words
from retrieval.confusion import Confusable, confusion_set, is_nearly_named
from retrieval.keys import normalise_key, product_keys
from retrieval.naming import best_named, naming_words
from retrieval.products import MAX_KEYS
from retrieval.proposals import SHORTEST, nearest, proposal_keys
from retrieval.schema import Attribute, Availability, Identifier, IdentifierKind, Offer, Product

AS_OF = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


class ProductFields(TypedDict, total=False):
    """What a test may state of a product."""

    brand: str | None
    item_group_id: str | None
    product_type: tuple[str, ...]
    description: str
    highlights: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    offer: Offer
    version: int
    active: bool


def make_offer(
    price: str | None = "129.00",
    *,
    sale_price: str | None = None,
    sale_ends: datetime | None = None,
    availability: Availability | None = "in_stock",
    quantity: int | None = None,
    version: int = 1,
) -> Offer:
    """An offer in US dollars."""
    return Offer(
        price=Decimal(price) if price is not None else None,
        currency="USD",
        sale_price=Decimal(sale_price) if sale_price is not None else None,
        sale_ends=sale_ends,
        availability=availability,
        availability_date=None,
        quantity=quantity,
        version=version,
        as_of=AS_OF,
    )


def make_product(
    product_id: str, title: str, *, model: str | None = None, gtin: str | None = None, **fields: Unpack[ProductFields]
) -> Product:
    """A product with what a test states and nothing surprising else."""
    version = fields.get("version", 1)
    plain = Product(
        id=product_id,
        title=title,
        brand="Fernhill",
        item_group_id=None,
        product_type=("Home",),
        description="",
        highlights=(),
        link=f"/products/{product_id.lower()}",
        image_link=None,
        identifiers=(*_identifier("model", model), *_identifier("gtin", gtin)),
        attributes=(),
        offer=make_offer(version=version),
        source="test",
        version=version,
        as_of=AS_OF,
    )
    return replace(plain, **fields)


def _identifier(kind: IdentifierKind, raw: str | None) -> tuple[Identifier, ...]:
    return (Identifier(kind, raw, normalise_key(raw)),) if raw else ()


class FakeProductLookup:
    """A `ProductLookup` over a list."""

    def __init__(self, products: Iterable[Product]) -> None:
        self._products = {one.id: one for one in sorted(products, key=lambda product: product.id)}

    def by_ids(self, ids: Sequence[str]) -> list[Product]:
        return [
            self._products[one] for one in dict.fromkeys(ids) if one in self._products and self._products[one].active
        ]

    def by_keys(self, keys: Sequence[str], *, limit: int = 50) -> list[Product]:
        if len(keys) > MAX_KEYS:
            raise ValueError(f"expected at most {MAX_KEYS} keys, got {len(keys)}")
        wanted = frozenset(keys)
        return [one for one in self._active() if wanted & product_keys(one)][:limit]

    def by_title(self, text: str, *, limit: int = 50) -> list[Product]:
        named = {one.id: frozenset(product_naming_words(one)) for one in self._active()}
        everywhere = frozenset().union(*named.values())
        known = [word for word in naming_words(text) if word in everywhere]
        return self.by_ids(best_named(known, named, named.__getitem__)[:limit]) if known else []

    def siblings(self, product: Product, *, limit: int = 50) -> list[Product]:
        group = product.item_group_id
        if group is None:
            return []
        return [one for one in self._active() if one.item_group_id == group and one.id != product.id][:limit]

    def confusable_with(self, product: Product, *, limit: int = 50) -> list[Confusable]:
        return confusion_set(product, self._active(), limit=limit)

    def nearly_named(self, keys: Sequence[str], *, limit: int = 50) -> list[Product]:
        known = [key for key in keys if len(key) >= SHORTEST]
        return [one for one in self._active() if is_nearly_named(one, known)][:limit]

    def brands(self, keys: Sequence[str]) -> frozenset[str]:
        return frozenset(keys) & {normalise_key(one.brand) for one in self._active() if one.brand}

    def propose(self, key: str, *, limit: int = 5) -> list[Product]:
        keys_of = {
            one.id: proposal_keys([{"kind": i.kind, "key": i.key} for i in one.identifiers], product_keys(one))
            for one in self._active()
        }
        return self.by_ids(nearest(key, keys_of, limit=limit))

    def _active(self) -> list[Product]:
        return [one for one in self._products.values() if one.active]
