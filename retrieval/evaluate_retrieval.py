"""Measures product search over judged queries, on a shop's index as it stands."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from retrieval.retrieval_measures import DEPTH, RankingMeasures, Ratings, answerable, measure
from retrieval.schema import Product


class Searches(Protocol):
    """What is measured."""

    def search(self, query: str, *, limit: int) -> list[Product]:
        """Products that fit, best first."""


@dataclass(frozen=True, slots=True)
class RetrievalReport:
    """Ranking measures, and how long a query took, in milliseconds."""

    measures: RankingMeasures
    p50_ms: float
    p95_ms: float

    def as_json(self) -> dict[str, Any]:
        """The report in the form that BENCHMARKS states."""
        measures = self.measures
        return {
            "ndcg@10": {"unjudged_0": measures.ndcg_unjudged_0, "judged_only": measures.ndcg_judged_only},
            "recall@100": measures.recall,
            "mrr": measures.mrr,
            "latency_ms": {"p50": self.p50_ms, "p95": self.p95_ms},
            "queries": measures.queries,
        }


def evaluate(
    search: Searches, judgements: Mapping[str, Ratings], *, each: Callable[[], None] = lambda: None
) -> RetrievalReport:
    """Asks every answerable query for ten products with the clock on, then for a hundred; `each` after each query."""
    rankings: dict[str, list[str]] = {}
    milliseconds: list[float] = []
    for query in answerable(judgements):
        started = time.perf_counter()
        search.search(query, limit=10)
        milliseconds.append(1000 * (time.perf_counter() - started))
        rankings[query] = [product.id for product in search.search(query, limit=DEPTH)]
        each()
    return RetrievalReport(
        measure(rankings, judgements), _percentile(milliseconds, 0.5), _percentile(milliseconds, 0.95)
    )


def _percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]
