"""How near an identifier key is to a mistyped one: for proposing, never for answering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

SHORTEST = 3
SPOKEN_KINDS = frozenset({"model", "mpn", "sku", "name"})
_ONE_EDIT_UP_TO = 5


def allowed_edits(key: str) -> int:
    """How many edits (a swap of neighbours is one) a proposal may be away: none of short keys, at most two."""
    if len(key) < SHORTEST:
        return 0
    return 1 if len(key) <= _ONE_EDIT_UP_TO else 2


def proposal_keys(identifiers: Iterable[Mapping[str, str]], keys: Iterable[str]) -> dict[str, bool]:
    """A product's keys, with whether each is a name or model number rather than an id or a GTIN."""
    spoken = {one["key"] for one in identifiers if one["kind"] in SPOKEN_KINDS}
    return {key: key in spoken for key in keys}


def nearest(key: str, keys_of: Mapping[str, Mapping[str, bool]], *, limit: int) -> list[str]:
    """The products (id -> `proposal_keys`) with a key within the allowed edits of `key`, or beginning with it.

    Nearest first; of equally near ones those by a model number come before those by an id or a GTIN, and longer keys
    before shorter ones, as characters are more often left out than put in.
    """
    if len(key) < SHORTEST:
        return []
    edits = allowed_edits(key)
    ranked: list[tuple[int, bool, int, str]] = []
    for product_id, candidates in keys_of.items():
        distances = [
            (distance, not spoken, -len(one))
            for one, spoken in candidates.items()
            if (distance := _distance(key, one, edits)) is not None
        ]
        if distances:
            ranked.append((*min(distances), product_id))
    return [product_id for *_, product_id in sorted(ranked)[:limit]]


def _distance(key: str, candidate: str, edits: int) -> int | None:
    if candidate.startswith(key):
        return len(candidate) - len(key)
    distance = int(OSA.distance(key, candidate, score_cutoff=edits))
    return distance if distance <= edits else None
