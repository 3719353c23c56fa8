"""Product search beside the stock retrievers, query by query: the judged queries, and questions of exact models."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from statistics import median, quantiles
from typing import Any

from retrieval.client import connect
from retrieval.embedders import load_embedder
from retrieval.judgements import read_judgements
from retrieval.retrieval_measures import DEPTH, answerable, measure
from retrieval.search import HybridProductSearch, SearchParts
from retrieval.synonyms import NO_SYNONYMS, Synonyms, load_synonyms
from tests.bench.near_identical.catalogue import Catalogue
from tests.bench.near_identical.generate import SEED, Generator
from tests.bench.near_identical.gold import Asked
from tests.bench.near_identical.score import wilson
from tests.bench.progress import following
from tests.bench.record import Found, Inputs
from tests.bench.setting import Setting
from tests.bench.shop import FEED, need_shop, read_products
from tests.bench.stock_peer import stock_peer

JUDGEMENTS = "icecat/judgements_dev.csv"
_REPEATS = 3
_EXACT = 1_000
OURS, HYBRID, BM25 = "shopclerk", "stock hybrid", "stock BM25"
ABLATIONS = {
    "without dense": SearchParts(dense=False),
    "without BM25": SearchParts(bm25=False),
    "without keys": SearchParts(keys=False),
    "without synonyms": SearchParts(),
}
Search = Callable[[str], list[str]]


def inputs(setting: Setting) -> Inputs:
    """The feed, the judgements, and how often a query is timed."""
    return Inputs((FEED, JUDGEMENTS), {"seed": SEED, "exact_models": _EXACT, "repeats": _REPEATS, "warm_up": 1})


def run(setting: Setting) -> Found:
    """nDCG, latency and wrong products at rank 1 of the search and of its peers."""
    need_shop(setting)
    judgements = read_judgements(setting.file(JUDGEMENTS))
    embedder = load_embedder(setting.retrieval)
    peer = stock_peer(setting, embedder)
    with connect(setting.retrieval) as client:
        synonyms = load_synonyms(setting.retrieval)
        search = HybridProductSearch(client, setting.shop, embedder, synonyms=synonyms)
        systems: dict[str, Search] = {
            OURS: _ids_of(search),
            HYBRID: peer.hybrid,
            BM25: peer.bm25,
        }
        found = _judged(systems, judgements)
        deep = {
            query: [product.id for product in search.search(query, limit=DEPTH)]
            for query in following(answerable(judgements), "a hundred products each")
        }
        found[OURS].update(asdict(measure(deep, judgements)))
        parts = {
            name: HybridProductSearch(client, setting.shop, embedder, synonyms=_without(name, synonyms), parts=each)
            for name, each in ABLATIONS.items()
        }
        found |= _ablated({name: _ids_of(each) for name, each in parts.items()}, judgements)
        systems |= {name: _ids_of(each) for name, each in parts.items()}
        wrong = _wrong_at_1(systems, _exact(setting))
    for name, figures in found.items():
        figures["wrong_at_1"] = wrong[name]
    ours = {**found[OURS], "ablation": {name: found[name] for name in ABLATIONS}}
    return Found(ours, _lines(found), {name: found[name] for name in (HYBRID, BM25)})


def _without(ablation: str, synonyms: Synonyms) -> Synonyms:
    return NO_SYNONYMS if ablation == "without synonyms" else synonyms


def _ids_of(search: HybridProductSearch) -> Search:
    return lambda query: [product.id for product in search.search(query, limit=10)]


def _ablated(systems: Mapping[str, Search], judgements: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, Any]]:
    """What the search finds with one of its parts left out; its latency is not measured."""
    found = {}
    for name, search in systems.items():
        rankings = {query: search(query) for query in following(answerable(judgements), name)}
        found[name] = asdict(measure(rankings, judgements))
    return found


def _judged(systems: Mapping[str, Search], judgements: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, Any]]:
    """Every system takes each query in turn, so that a busy machine is busy for all of them alike."""
    times: dict[str, list[float]] = defaultdict(list)
    rankings: dict[str, dict[str, list[str]]] = defaultdict(dict)
    for query in following(answerable(judgements), "judged queries"):
        for name, search in systems.items():
            rankings[name][query] = search(query)
        taken = {name: [_milliseconds(search, query) for _ in range(_REPEATS)] for name, search in systems.items()}
        for name, each in taken.items():
            times[name].append(median(each))
    return {
        name: {
            **asdict(measure(rankings[name], judgements)),
            "latency_ms": {"p50": median(times[name]), "p95": quantiles(times[name], n=20)[-1]},
        }
        for name in systems
    }


def _milliseconds(search: Search, query: str) -> float:
    started = time.perf_counter()
    search(query)
    return 1000 * (time.perf_counter() - started)


def _exact(setting: Setting) -> list[Asked]:
    """Questions that name one exact model, with or without its brand."""
    asked = Generator(Catalogue(read_products(setting.file(FEED)))).questions(6 * _EXACT)
    single = [one for one in asked if one.gold.form in ("exact", "brand_model") and len(one.gold.product_ids) == 1]
    return single[:_EXACT]


def _wrong_at_1(systems: Mapping[str, Search], asked: Sequence[Asked]) -> dict[str, dict[str, Any]]:
    wrong = dict.fromkeys(systems, 0)
    for one in following(asked, "questions of exact models"):
        for name, search in systems.items():
            wrong[name] += search(one.question)[:1] != [one.gold.product_ids[0]]
    return {
        name: {"count": count, "of": len(asked), "interval": wilson(count, len(asked))} for name, count in wrong.items()
    }


def _lines(found: Mapping[str, Mapping[str, Any]]) -> dict[str, str]:
    lines: dict[str, str] = {}
    for name, figures in found.items():
        latency, wrong = figures.get("latency_ms"), figures["wrong_at_1"]
        lines[f"{name}: nDCG@10, judged only"] = f"{figures['ndcg_unjudged_0']:.3f}, {figures['ndcg_judged_only']:.3f}"
        if latency:
            lines[f"{name}: p50, p95"] = f"{latency['p50']:.1f}, {latency['p95']:.1f} ms"
        lines[f"{name}: another product first"] = f"{wrong['count']:,} of {wrong['of']:,} exact models"
    return lines
