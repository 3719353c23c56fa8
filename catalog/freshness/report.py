"""How fresh a shop's index is, as another program reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import Engine

from catalog.canary.platform import CANARY
from catalog.canary.store import CanaryStore
from catalog.freshness.lag import lags, quantile, run_lags, source_ages, waiting
from catalog.freshness.metrics import QUANTILES

LATELY_S = 3_600.0
CHANGED_LATELY_S = 86_400.0


def freshness_json(engine: Engine, shop: str) -> dict[str, Any]:
    """The lag of the shop's webhooks in the last hour and of each file's last change in a day, the age of each source,
    and what waits, and how long the canary's last change took to an answer; seconds."""
    return {
        "canary": next(
            (
                {"lag": one.lag_s, "answered": one.answered, "instead": one.note}
                for one in CanaryStore(engine).all()
                if one.shop == shop
            ),
            None,
        ),
        "webhooks": {
            one.platform: {
                "count": len(one.from_source),
                "since_source": _quantiles(one.from_source),
                "since_arrival": _quantiles(one.from_arrival),
            }
            for one in lags(engine, within_s=LATELY_S)
            if one.shop == shop
        },
        "files": {
            one.source: {"since_source": one.from_source, "since_arrival": one.from_arrival}
            for one in run_lags(engine, within_s=CHANGED_LATELY_S)
            if one.shop == shop
        },
        "read_ago": {source: age for (of, source), age in source_ages(engine).items() if of == shop},
        "deliveries": next(
            (
                {"waiting": one.waiting, "dead": one.dead, "oldest_s": one.oldest_s}
                for one in waiting(engine)
                if one.shop == shop
            ),
            {"waiting": 0, "dead": 0, "oldest_s": 0.0},
        ),
    }


def freshness_lines(told: Mapping[str, Any]) -> Iterator[str]:
    """What `freshness_json` tells, in words."""
    for platform, one in told["webhooks"].items():
        if platform == CANARY:
            continue
        lag = one["since_source"]
        yield (
            f"{platform} webhooks: {one['count']:,} in the last hour, in the index {lag['p50']:.1f} s after the change"
            f" (p95 {lag['p95']:.1f} s)"
        )
    for source, one in told["files"].items():
        yield f"source '{source}': its last change was in the index {one['since_arrival']:.1f} s after it was received"
    canary = told["canary"]
    if canary is not None and canary["answered"]:
        yield f"canary: answered {canary['lag']:.1f} s after its last change"
    elif canary is not None:
        yield f"canary: not answered for {canary['lag']:.1f} s: {canary['instead'] or 'it was not asked about yet'}"


def _quantiles(ordered: tuple[float, ...]) -> dict[str, float]:
    return {f"p{share * 100:.0f}": quantile(ordered, share) for share in QUANTILES}
