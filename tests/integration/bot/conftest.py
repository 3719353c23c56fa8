"""A small part of the demo shop in a real Elasticsearch, asked with the real embedder and ranker."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from bot.bootstrap import build_classifying_pipeline
from bot.settings import BotSettings
from bot.talk import LocalTalk
from catalog.demo.generate import generate
from catalog.documents import passages_of
from catalog.mapping import load_mapping
from catalog.normalising.normalise import Normaliser
from catalog.policies import read_pages, sections_of
from catalog.sources.files import read_records
from catalog.sources.record import FeedRecord
from retrieval.client import connect
from retrieval.codec import embedding_text
from retrieval.embedders import Embedder, load_embedder
from retrieval.index import PassageIndex, PolicyIndex, ProductIndex
from retrieval.policies import policy_text
from retrieval.schema import Product
from retrieval.settings import RetrievalSettings

DEMO = Path(__file__).resolve().parents[3] / "catalog" / "demo"
BRANDS = ("Orvane", "Cindermoor", "Marrowby", "Velluno")
VERSION = 1_750_000_000_000


@pytest.fixture(scope="session")
def demo_talk(elasticsearch_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[], LocalTalk]]:
    """Opens conversations with the demo shop."""
    folder = tmp_path_factory.mktemp("demo")
    name = f"test-answering-{uuid.uuid4().hex[:8]}"
    retrieval = RetrievalSettings.from_environment({"SHOPCLERK_SHOP": name, "ELASTICSEARCH_URL": elasticsearch_url})
    try:
        yield _opened(retrieval, folder)
    finally:
        with Elasticsearch(elasticsearch_url) as admin:
            admin.indices.delete(index=",".join(admin.indices.get(index=f"shopclerk-{name}-*")))


def _opened(retrieval: RetrievalSettings, folder: Path) -> Callable[[], LocalTalk]:
    client, embedder = connect(retrieval), load_embedder(retrieval)
    _fill(client, retrieval.shop, embedder, folder)
    shop_file = str(DEMO / "shop.toml")
    environment = {"SHOPCLERK_VOICE": "off", "SHOPCLERK_STATE_DIR": str(folder), "SHOPCLERK_SHOP_FILE": shop_file}
    answering = build_classifying_pipeline(
        BotSettings.from_environment(environment), retrieval=retrieval, embedder=embedder
    )
    return lambda: LocalTalk(answering)


def _fill(client: Elasticsearch, shop: str, embedder: Embedder, folder: Path) -> None:
    now = datetime.now(UTC)
    products = [product for product in _products(folder, now) if product.brand in BRANDS]
    passages = [passage for product in products for passage in passages_of(product)]
    sections = [s for page in read_pages(DEMO / "policies") for s in sections_of(page, version=VERSION, as_of=now)]
    texts = {product.id: embedding_text(product) for product in products}
    texts |= {passage.id: passage.text for passage in passages} | {s.id: policy_text(s) for s in sections}
    vectors = dict(zip(texts, embedder.embed(list(texts.values())), strict=True))
    product_index, passage_index, policy_index = (
        ProductIndex(client, shop),
        PassageIndex(client, shop),
        PolicyIndex(client, shop),
    )
    for index in (product_index, passage_index, policy_index):
        index.ensure(embedder.dims, embedder=embedder.name)
    product_index.upsert(products, embeddings=vectors)
    passage_index.upsert(passages, embeddings=vectors)
    policy_index.upsert(sections, embeddings=vectors)
    for index in (product_index, passage_index, policy_index):
        index.refresh()


def _products(folder: Path, now: datetime) -> Iterator[Product]:
    generate(folder)
    mapping = load_mapping(DEMO / "mapping.toml")
    normaliser = Normaliser.of(mapping, source="demo", version=VERSION, as_of=now)
    for record in read_records(folder / "products.jsonl", "products.jsonl", mapping.format):
        if isinstance(record, FeedRecord):
            product = normaliser.normalise(record).product
            if product is not None:
                yield product
