"""Product search on a real Elasticsearch: both legs, their filters, groups, exact models, and a server that is gone."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from elasticsearch import Elasticsearch

from retrieval.client import connect
from retrieval.errors import IndexMissing, IndexUnavailable
from retrieval.filters import SearchLimits
from retrieval.index import ProductIndex
from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Product
from retrieval.search import HybridProductSearch
from retrieval.settings import RetrievalSettings
from tests.fakes.embedders import HashingEmbedder
from tests.fakes.retrieval import make_offer, make_product

EMBEDDER = HashingEmbedder()
TODAY = datetime.now(UTC)
PRODUCTS = (
    make_product("K-1", "Aurora steel kettle", model="AK-1710", offer=make_offer("49.00")),
    make_product("K-2", "Meadow glass kettle", model="MK-2000", offer=make_offer("89.00", availability="out_of_stock")),
    make_product(
        "K-3",
        "Harbour copper kettle",
        model="HK-3000",
        brand="Sandpiper",
        offer=make_offer("120.00", sale_price="60.00", sale_ends=TODAY + timedelta(days=1)),
    ),
    make_product(
        "K-4",
        "Ridge enamel kettle",
        model="RK-4000",
        offer=make_offer("110.00", sale_price="55.00", sale_ends=TODAY - timedelta(days=1)),
    ),
    make_product("K-5", "Unpriced travel kettle", model="UK-5000", offer=make_offer(None)),
    make_product("K-6", "Retired kettle", model="ZK-6000", active=False),
    *(
        make_product(f"L-{size}", f"Wren desk lamp {size}", model=f"WL-{size}00", item_group_id="wren")
        for size in ("small", "medium", "large")
    ),
    make_product("T-1", "Toner cartridge for TN-2110 printers", model="TC-77", description="Fits AK-1710 too."),
)


@pytest.fixture(scope="module")
def client(elasticsearch_url: str) -> Iterator[Elasticsearch]:
    with connect(RetrievalSettings(elasticsearch_url=elasticsearch_url, request_timeout_s=20)) as client:
        yield client


@pytest.fixture(scope="module")
def search(client: Elasticsearch) -> Iterator[HybridProductSearch]:
    shop = f"test-search-{time.time_ns()}"
    index = ProductIndex(client, shop)
    index.ensure(EMBEDDER.dims)
    vectors = EMBEDDER.embed([product.title for product in PRODUCTS])
    index.upsert(PRODUCTS, embeddings={one.id: vector for one, vector in zip(PRODUCTS, vectors, strict=True)})
    index.refresh()
    yield HybridProductSearch(client, shop, EMBEDDER)
    index.drop()


def ids(products: Sequence[Product]) -> set[str]:
    return {product.id for product in products if product.id.startswith("K")}


def test_search_finds_active_products_by_their_words(search: HybridProductSearch) -> None:
    found = search.search("kettles")
    assert {product.id for product in found[:5]} == {"K-1", "K-2", "K-3", "K-4", "K-5"}
    assert "K-6" not in ids(found)


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        (SearchLimits(max_price_minor=6000), {"K-1", "K-3"}),
        (SearchLimits(max_price_minor=5999), {"K-1"}),
        (SearchLimits(min_price_minor=6000, max_price_minor=11000), {"K-2", "K-3", "K-4"}),
        (SearchLimits(min_price_minor=12001), set()),
    ],
)
def test_search_bounds_the_price_that_is_paid_today(
    search: HybridProductSearch, bounds: SearchLimits, expected: set[str]
) -> None:
    assert ids(search.search("kettle", within=bounds)) == expected


def test_search_filters_stock_and_brand_in_both_legs(search: HybridProductSearch) -> None:
    assert "K-2" not in ids(search.search("Meadow glass kettle", within=SearchLimits(in_stock=True)))
    assert [product.id for product in search.search("kettle", within=SearchLimits(brand="SANDPIPER"))] == ["K-3"]
    assert search.search("kettle", within=SearchLimits(brand="nobody")) == []


def test_search_shows_one_variant_of_a_group(search: HybridProductSearch) -> None:
    found = search.search("wren desk lamp medium")
    assert [product.id for product in found if product.item_group_id == "wren"] == ["L-medium"]


@pytest.mark.parametrize("query", ["AK-1710", "do you have the ak 1710 kettle", "toner ＡＫ－１７１０"])
def test_search_puts_the_exact_model_first(search: HybridProductSearch, query: str) -> None:
    assert search.search(query)[0].id == "K-1"


@pytest.mark.parametrize("query", ["", "   ", "\n"])
def test_search_for_nothing_finds_nothing(search: HybridProductSearch, query: str) -> None:
    assert search.search(query) == []


@pytest.mark.parametrize("query", ['title:* AND /.*/ "(', "\\", "😀", "a" * 100_000, "kettle " * 5_000, "%s {0} \x00"])
def test_search_takes_any_text(search: HybridProductSearch, query: str) -> None:
    assert len(search.search(query, limit=3)) <= 3


def test_search_of_a_shop_never_made_says_so(client: Elasticsearch) -> None:
    with pytest.raises(IndexMissing, match="no-such-shop"):
        HybridProductSearch(client, "no-such-shop", EMBEDDER).search("kettle")
    with pytest.raises(IndexMissing, match="no-such-shop"):
        ElasticsearchProductLookup(client, "no-such-shop").by_ids(["K-1"])


def test_reads_see_an_offer_before_any_refresh(client: Elasticsearch, shop: str) -> None:
    index = ProductIndex(client, shop)
    index.ensure(EMBEDDER.dims)
    kettle = replace(PRODUCTS[0], version=1)
    index.upsert([kettle], embeddings={})
    offer = make_offer("39.00", version=2)
    index.update_offers({"K-1": offer})
    assert ElasticsearchProductLookup(client, shop).by_ids(["K-1"]) == [replace(kettle, offer=offer)]


def test_a_refused_connection_is_known_at_once() -> None:
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{closed.getsockname()[1]}"
        with connect(RetrievalSettings(elasticsearch_url=url)) as client, pytest.raises(IndexUnavailable, match=url):
            ElasticsearchProductLookup(client, "demo").by_keys(["ak1710"])


def test_a_server_that_never_answers_is_asked_once() -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        accepted: list[socket.socket] = []
        accepting = threading.Thread(target=_accept, args=(silent, accepted), daemon=True)
        accepting.start()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        client = connect(RetrievalSettings(elasticsearch_url=url, request_timeout_s=0.2))
        with client, pytest.raises(IndexUnavailable, match="timed out"):
            ElasticsearchProductLookup(client, "demo").by_ids(["K-1"])
        assert len(accepted) == 1
        accepted[0].close()


def _accept(silent: socket.socket, accepted: list[socket.socket]) -> None:
    accepted.append(silent.accept()[0])
