"""The products of the demo shop as they stand in products.jsonl now."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import structlog

from channels.demo_shop.records import ShopProduct, parse_record

log = structlog.get_logger(__name__)


class Catalogue:
    """Products by address, by group and by neighbourhood; immutable once built."""

    def __init__(self, products: Sequence[ShopProduct]) -> None:
        self.products = tuple(products)
        self._by_slug = {product.slug: product for product in products}

    def by_slug(self, slug: str) -> ShopProduct | None:
        """The product at this address, if there is one."""
        return self._by_slug.get(slug)

    def variants(self, product: ShopProduct) -> list[ShopProduct]:
        """The products of its group, itself included, in the feed's order."""
        return [other for other in self.products if other.group == product.group]

    def neighbours(self, product: ShopProduct, *, limit: int = 6) -> list[ShopProduct]:
        """Models of the same brand and category, one a group, in the same colour where there is one."""
        nearest: dict[str, ShopProduct] = {}
        for other in self.products:
            if other.group == product.group or (other.brand, other.path) != (product.brand, product.path):
                continue
            if other.group not in nearest or other.colour == product.colour:
                nearest[other.group] = other
        return list(nearest.values())[:limit]


class CatalogueFile:
    """Reads the feed again whenever it has changed; a feed that cannot be read leaves the last good one standing."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._catalogue = Catalogue(())

    def current(self) -> Catalogue:
        """The catalogue as of now; empty where the feed was never there."""
        try:
            found = self._path.stat()
        except OSError:
            return self._catalogue
        stamp = (found.st_mtime_ns, found.st_size)
        if stamp != self._stamp:
            self._stamp = stamp
            self._catalogue = self._read() or self._catalogue
        return self._catalogue

    def _read(self) -> Catalogue | None:
        try:
            lines = self._path.read_text(encoding="utf-8").splitlines()
        except (OSError, UnicodeDecodeError) as error:
            log.warning("demo_shop_feed_unreadable", path=str(self._path), error=str(error))
            return None
        products = [product for number, line in enumerate(lines, 1) if (product := _parse_line(line, number))]
        log.info("demo_shop_feed_read", products=len(products), lines=len(lines))
        return Catalogue(products) if products else None


def _parse_line(line: str, number: int) -> ShopProduct | None:
    try:
        return parse_record(json.loads(line))
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        log.warning("demo_shop_record_skipped", line=number, error=str(error))
        return None
