"""One product as its source says it now, beside what the index holds of it."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.errors import RunError
from catalog.operations.budgets import OFFER_FIELDS
from catalog.operations.fields import FieldChange, field_changes
from catalog.rejections import Rejection
from catalog.services import Services
from catalog.syncing.comparing import Reading, normalised
from catalog.syncing.known import KnownProduct
from retrieval.codec import decode_product
from retrieval.schema import Product


@dataclass(frozen=True, slots=True)
class Stated:
    """A product as a source says it; None where it does not, with what was wrong with its record, if there is one."""

    product: Product | None
    rejections: tuple[Rejection, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductDiff:
    """Both sides of a product; `changes` are the fields a sync would write, `kept` those known later elsewhere."""

    reading: Reading
    stated: Stated
    indexed: Product | None
    known: KnownProduct | None
    changes: tuple[FieldChange, ...]
    kept: tuple[FieldChange, ...]

    @property
    def is_same(self) -> bool:
        """Whether a sync would change nothing of it."""
        return not self.changes


def source_of(services: Services, product_id: str) -> str:
    """The source that a product was last written from, else the shop's only one; raises `RunError` for neither."""
    products = services.known(services.settings.shop)
    known = products.of_ids([product_id]).get(product_id)
    if known is None or not known.source:
        sources = list(products.counts())
        if len(sources) == 1:
            return sources[0]
        raise RunError(
            f"no product '{product_id}' was ever synced to shop '{services.settings.shop}';"
            " to look for it in a source: --from SOURCE"
        )
    return known.source


def product_diff(services: Services, reading: Reading, product_id: str) -> ProductDiff:
    """The product in the source and in the index; raises `CatalogError` and `RetrievalError`."""
    shop = reading.request.shop
    stated = _stated(reading, product_id)
    known = services.known(shop).of_ids([product_id]).get(product_id)
    indexed = _indexed(services, shop, product_id)
    if indexed is None and stated.product is None and not stated.rejections:
        raise RunError(f"neither source '{reading.request.source}' nor the index of shop '{shop}' has '{product_id}'")
    changes, kept = _changes(stated, indexed, reading.version)
    return ProductDiff(reading, stated, indexed, known, changes, kept)


def _stated(reading: Reading, product_id: str) -> Stated:
    for record in normalised(reading):
        if record.id == product_id:
            return (
                Stated(None, (record,))
                if isinstance(record, Rejection)
                else Stated(record.product, tuple(record.rejections))
            )
    return Stated(None)


def _indexed(services: Services, shop: str, product_id: str) -> Product | None:
    products = services.indexes(shop).products
    document = products.documents([product_id], without=("embedding",)).get(product_id) if products.exists() else None
    return None if document is None or document.get("tombstone") else decode_product(document)


def _changes(
    stated: Stated, indexed: Product | None, version: int
) -> tuple[tuple[FieldChange, ...], tuple[FieldChange, ...]]:
    product = stated.product
    if product is None or indexed is None:
        alone = FieldChange("product", _words(indexed), _words(product))
        nothing_to_say = product is None and (indexed is None or bool(stated.rejections))
        return ((), ()) if nothing_to_say else ((alone,), ())
    everything = field_changes(indexed, product)
    clocks = {True: indexed.offer.version, False: indexed.version}
    newer = tuple(one for one in everything if clocks[one.field in OFFER_FIELDS] > version)
    return tuple(one for one in everything if one not in newer), newer


def _words(product: Product | None) -> str | None:
    return None if product is None else product.title
