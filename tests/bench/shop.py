"""The measured shop: its products as its feed states them, and its index."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from catalog.mapping import load_mapping
from catalog.normalising.normalise import Normaliser
from catalog.sources.files import read_records
from catalog.sources.record import FeedRecord
from retrieval.client import connect
from retrieval.errors import RetrievalError
from retrieval.index import ProductIndex
from retrieval.schema import Product
from tests.bench.setting import MAPPING, BenchSkipped, Setting

FEED = "icecat/products.jsonl.gz"


@cache
def read_products(feed: Path) -> tuple[Product, ...]:
    """The products of a feed, read as a sync reads them."""
    mapping = load_mapping(MAPPING)
    normaliser = Normaliser.of(mapping, source="bench", version=1, as_of=datetime.now(UTC))
    found = (
        normaliser.normalise(record).product
        for record in read_records(feed, feed.name, mapping.format)
        if isinstance(record, FeedRecord)
    )
    return tuple(product for product in found if product is not None)


def need_shop(setting: Setting) -> None:
    """Returns when the index holds the feed's products; raises `BenchSkipped` saying how to have it."""
    feed = setting.file(FEED)
    wanted = len(read_products(feed))
    try:
        with connect(setting.retrieval) as client:
            index = ProductIndex(client, setting.shop)
            there = index.count() if index.exists() else 0
    except RetrievalError as error:
        raise BenchSkipped(f"Elasticsearch does not answer ({error}). Start it: make services") from error
    if there != wanted:
        sync = f"SHOPCLERK_SHOP={setting.shop} .venv/bin/shopclerk catalog sync {feed} --mapping {MAPPING.name}"
        raise BenchSkipped(f"shop {setting.shop} holds {there:,} of {wanted:,} products. Build it: {sync}")
