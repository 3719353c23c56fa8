"""How near an identifier key is to a mistyped one: for proposing, never for answering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

SHORTEST = 3
_ONE_EDIT_UP_TO = 5


def allowed_edits(key: str) -> int:
    """How many edits (a swap of neighbours is one) a proposal may be away: none of short keys, at most two."""
    if len(key) < SHORTEST:
        return 0
    return 1 if len(key) <= _ONE_EDIT_UP_TO else 2


def nearest(key: str, keys_of: Mapping[str, Iterable[str]], *, limit: int) -> list[str]:
    """The products (id -> keys) with a key within the allowed edits of `key`, or beginning with it; nearest first."""
    if len(key) < SHORTEST:
        return []
    edits = allowed_edits(key)
    ranked: list[tuple[int, str]] = []
    for product_id, candidates in keys_of.items():
        distances = [distance for one in candidates if (distance := _distance(key, one, edits)) is not None]
        if distances:
            ranked.append((min(distances), product_id))
    return [product_id for _, product_id in sorted(ranked)[:limit]]


def _distance(key: str, candidate: str, edits: int) -> int | None:
    if candidate.startswith(key):
        return len(candidate) - len(key)
    distance = int(OSA.distance(key, candidate, score_cutoff=edits))
    return distance if distance <= edits else None
