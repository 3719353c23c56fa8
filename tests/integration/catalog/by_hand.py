"""A shop whose work is done step by step, on a real index, so that every moment can be chosen."""

from __future__ import annotations

import json
import os
import zlib
from pathlib import Path

from sqlalchemy import insert

from catalog.ask import Feed, Wanted, ask_for_products
from catalog.deliveries.tables import DELIVERIES
from catalog.operations.verify import Verifier
from catalog.services import LazyEmbedder, Services
from catalog.syncing.runs import Run
from catalog.syncing.sync import Sync
from catalog.tables import now_ms
from retrieval.embedders import Embedder
from retrieval.products import ElasticsearchProductLookup
from tests.fakes.embedders import HashingEmbedder
from tests.shop_platforms import ShopifyProduct, shopify_csv

HOUR_MS = 3_600_000


class Hashing(LazyEmbedder):
    """The embedder that the contract suite holds to the real one's promises, at hand at once."""

    def __init__(self) -> None:
        self._embedder = HashingEmbedder()

    def get(self) -> Embedder:
        return self._embedder


class ByHand:
    """A shop whose work is done when the test says so."""

    def __init__(self, services: Services, folder: Path) -> None:
        self.services = services
        self.sync = Sync(services)
        self.folder = folder
        self.name = services.settings.shop
        self._deliveries = 0

    def export(self, *products: ShopifyProduct, made: int) -> Run:
        """Asks for a sync of an export that was made at a time."""
        path = self.folder / "products_export.csv"
        path.write_text(shopify_csv(*products), encoding="utf-8")
        os.utime(path, ns=(made * 1_000_000, made * 1_000_000))
        return ask_for_products(self.services, Feed(path), Wanted(allow_deletes=True))

    def deliver(self, product: ShopifyProduct, *, at: int, topic: str = "products/update") -> int:
        """A webhook in the inbox, as the gateway writes it; its number."""
        self._deliveries += 1
        body = product.payload() if topic != "products/delete" else {"id": product.number}
        row = {"shop": self.name, "platform": "shopify", "topic": topic, "object_id": str(product.number)}
        row |= {"delivery_id": f"d{self._deliveries}", "lane": "urgent", "state": "waiting"}
        with self.services.engine.begin() as connection:
            done = connection.execute(
                insert(DELIVERIES).values(
                    version=at, received_at=now_ms(), payload=zlib.compress(json.dumps(body).encode()), **row
                )
            )
        assert done.inserted_primary_key is not None
        return int(done.inserted_primary_key[0])

    def work(self) -> None:
        """Does all there is to do."""
        while self.sync.drain.step("urgent") or self.sync.step():
            pass

    def prices(self) -> dict[str, str]:
        """What the index says."""
        indexes = self.services.indexes(self.name)
        indexes.products.refresh()
        found = ElasticsearchProductLookup(self.services.client, self.name).by_ids(indexes.products.ids())
        return {one.id: str(one.offer.price) for one in found}

    def texts(self) -> set[str]:
        """The passages in the index."""
        passages = self.services.indexes(self.name).passages
        passages.refresh()
        return {str(one["content"]) for one in passages.documents(passages.ids()).values()}

    def check(self) -> None:
        """The index is what the state remembers."""
        found = Verifier(self.services, self.name).verify(lambda _count: None)
        assert found.findings == []
        assert self.services.inbox.waiting(self.name) == 0


def pot(number: int = 1, *, text: str = "A pot for herbs.", **prices: str) -> ShopifyProduct:
    return ShopifyProduct(number, f"pot-{number}", prices or {"Small": "10.00"}, {"body_html": text})
