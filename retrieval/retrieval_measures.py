"""Ranking measures over graded judgements, exactly as stated: gain 2^rating - 1, discount log2(rank + 1)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from retrieval.errors import InputInvalid

CUT = 10
DEPTH = 100

Ratings = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RankingMeasures:
    """Means over the queries."""

    ndcg_unjudged_0: float
    ndcg_judged_only: float
    recall: float
    mrr: float
    queries: int


def measure(rankings: Mapping[str, Sequence[str]], judgements: Mapping[str, Ratings]) -> RankingMeasures:
    """The measures of `rankings` (query -> ids, best first) over the queries of `answerable(judgements)`."""
    queries = answerable(judgements)
    found = [(rankings.get(query, ()), judgements[query]) for query in queries]
    return RankingMeasures(
        ndcg_unjudged_0=fmean(ndcg(ranking, ratings) for ranking, ratings in found),
        ndcg_judged_only=fmean(ndcg([one for one in ranking if one in ratings], ratings) for ranking, ratings in found),
        recall=fmean(recall(ranking, ratings) for ranking, ratings in found),
        mrr=fmean(reciprocal_rank(ranking, ratings) for ranking, ratings in found),
        queries=len(queries),
    )


def answerable(judgements: Mapping[str, Ratings]) -> list[str]:
    """The queries that have a positive rating; raises `InputInvalid` when there is none."""
    queries = [query for query, ratings in judgements.items() if any(rating > 0 for rating in ratings.values())]
    if not queries:
        raise InputInvalid("the judgements", "a query with a positive rating", "none")
    return queries


def ndcg(ranking: Sequence[str], ratings: Ratings) -> float:
    """Normalised discounted cumulative gain of the first ten; what is not judged gains nothing."""
    best = _gain(sorted(ratings.values(), reverse=True))
    return _gain([ratings.get(one, 0) for one in ranking]) / best if best else 0.0


def recall(ranking: Sequence[str], ratings: Ratings) -> float:
    """The share of the positively rated that are among the first hundred."""
    wanted = {one for one, rating in ratings.items() if rating > 0}
    return len(wanted & set(ranking[:DEPTH])) / len(wanted)


def reciprocal_rank(ranking: Sequence[str], ratings: Ratings) -> float:
    """One over the rank of the first positively rated, 0 where there is none."""
    ranks = (rank for rank, one in enumerate(ranking, start=1) if ratings.get(one, 0) > 0)
    first = next(ranks, None)
    return 1 / first if first else 0.0


def _gain(ratings: Sequence[int]) -> float:
    return math.fsum((2.0**rating - 1) / math.log2(rank + 1) for rank, rating in enumerate(ratings[:CUT], start=1))
