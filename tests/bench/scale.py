"""Retrieval latency in shops of 20,000 and 200,000 products, beside the stock hybrid on the same products."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from statistics import median, quantiles
from typing import Any

from elasticsearch import Elasticsearch
from elasticsearch.helpers import scan

from retrieval.client import connect
from retrieval.codec import decode_product
from retrieval.embedders import Embedder, load_embedder
from retrieval.index import ProductIndex
from retrieval.judgements import read_judgements
from retrieval.products import ElasticsearchProductLookup
from retrieval.retrieval_measures import answerable
from retrieval.schema import Product
from retrieval.search import HybridProductSearch
from retrieval.shop_index import alias_of
from retrieval.synonyms import load_synonyms
from tests.bench.progress import following
from tests.bench.record import Found, Inputs
from tests.bench.search import JUDGEMENTS
from tests.bench.setting import BenchSkipped, Setting
from tests.bench.shop import FEED, need_shop
from tests.bench.stock_peer import stock_peer
from tests.bench.synthesis import jittered, synthesised

SIZES = (20_000, 200_000)
SEED = 4
_LOT, _LOOKUPS = 500, 200


def inputs(setting: Setting) -> Inputs:
    """The feed that is synthesised from, the queries, the sizes."""
    return Inputs((FEED, JUDGEMENTS), {"seed": SEED, "sizes": SIZES, "lookups": _LOOKUPS})


def run(setting: Setting) -> Found:
    """Builds each shop where it is not whole yet, then times lookup, search and the peer in turn."""
    need_shop(setting)
    embedder = load_embedder(setting.retrieval)
    queries = answerable(read_judgements(setting.file(JUDGEMENTS)))
    # Embedded beforehand for all alike: what grows with the shop is retrieval.
    for query in following(queries, "embedding queries"):
        embedder.embed([query])
    found = {str(size): _measured(setting, size, embedder, queries) for size in SIZES}
    lines = {
        f"{int(size):,} products, {system}: p50, p95": f"{each['p50']:.1f}, {each['p95']:.1f} ms"
        for size, systems in found.items()
        for system, each in systems.items()
    }
    ours = {size: {name: systems[name] for name in ("lookup", "search")} for size, systems in found.items()}
    return Found(ours, lines, {size: systems["stock hybrid"] for size, systems in found.items()})


def _measured(setting: Setting, size: int, embedder: Embedder, queries: Sequence[str]) -> dict[str, dict[str, float]]:
    with connect(setting.retrieval) as client:
        large = replace(setting, shop=f"bench-scale-{size}")
        keys = build(client, source=setting.shop, shop=large.shop, size=size, dims=embedder.dims)
        peer = stock_peer(large, embedder)
        lookup = ElasticsearchProductLookup(client, large.shop)
        search = HybridProductSearch(client, large.shop, embedder, synonyms=load_synonyms(setting.retrieval))
        works: dict[str, tuple[Callable[[str], Any], Sequence[str]]] = {
            "lookup": (lambda key: lookup.by_keys([key]), keys),
            "search": (lambda query: search.search(query, limit=10), queries),
            "stock hybrid": (peer.hybrid, queries),
        }
        for work, given in works.values():
            work(given[0])
        rounds = [
            {name: _milliseconds(work, given[place % len(given)]) for name, (work, given) in works.items()}
            for place in following(range(max(_LOOKUPS, len(queries))), f"{size:,} products")
        ]
    return {name: _percentiles([one[name] for one in rounds]) for name in works}


def build(client: Elasticsearch, *, source: str, shop: str, size: int, dims: int) -> list[str]:
    """Fills a shop with products synthesised from another's, going on where a build ended; keys of some of them."""
    index = ProductIndex(client, shop)
    index.ensure(dims, embedder=f"jittered-{SEED}")
    index.refresh()
    done = index.count() // _LOT * _LOT
    made = islice(_products(client, source), done, size)
    for _ in following(range(done, size, _LOT), f"building {size:,} products"):
        lot = list(islice(made, min(_LOT, size - done)))
        result = index.upsert([product for product, _ in lot], embeddings={one.id: vector for one, vector in lot})
        if result.failed:
            raise BenchSkipped(f"{len(result.failed)} products of {shop} were not written: {result.failed[0]}")
        done += len(lot)
    index.refresh()
    return [one.identifiers[-1].key for one, _ in islice(_products(client, source), _LOOKUPS)]


def _products(client: Elasticsearch, source: str) -> Iterator[tuple[Product, list[float]]]:
    """Synthesised products without end, the source gone through in index order again and again."""
    number = 0
    while True:
        for hit in scan(client, index=alias_of(source, "products"), query={"query": {"term": {"active": True}}}):
            product = decode_product(hit["_source"])
            yield (
                synthesised(product, number, seed=SEED),
                jittered(hit["_source"]["embedding"], number, seed=SEED),
            )
            number += 1


def _milliseconds(work: Callable[[str], Any], given: str) -> float:
    started = time.perf_counter()
    work(given)
    return 1000 * (time.perf_counter() - started)


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    return {"p50": median(values), "p95": quantiles(values, n=20)[-1]}
