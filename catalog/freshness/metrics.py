"""The lag as metrics, for Prometheus; served on a private port only when one is set."""

from __future__ import annotations

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, start_http_server
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector
from sqlalchemy import Engine

from catalog.canary.store import CanaryStore
from catalog.freshness.lag import lags, quantile, run_lags, source_ages, waiting

LATELY_S = 300.0
CHANGED_LATELY_S = 86_400.0
QUANTILES = (0.5, 0.95, 0.99)


class FreshnessMetrics(Collector):
    """Reads the state whenever it is asked; nothing is counted in between, so that every worker tells the same."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Lag, queue and age of the sources."""
        yield self._lag()
        yield self._run_lag()
        yield from self._queue()
        yield from self._canary()
        ages = GaugeMetricFamily(
            "shopclerk_catalog_source_age_seconds", "Since a source was last read", labels=["shop", "source"]
        )
        for (shop, source), age in source_ages(self._engine).items():
            ages.add_metric([shop, source], age)
        yield ages

    def _lag(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "shopclerk_catalog_lag_seconds",
            f"Webhooks: from the platform's time (source) or the arrival here to the index, last {LATELY_S:.0f} s",
            labels=["shop", "source", "since", "quantile"],
        )
        for lag in lags(self._engine, within_s=LATELY_S):
            for since, values in (("source", lag.from_source), ("arrival", lag.from_arrival)):
                for share in QUANTILES:
                    family.add_metric([lag.shop, lag.platform, since, str(share)], quantile(values, share))
        return family

    def _run_lag(self) -> GaugeMetricFamily:
        family = GaugeMetricFamily(
            "shopclerk_catalog_run_lag_seconds",
            "Files: from their own time (source) or arrival here to the end of the day's last run that changed them",
            labels=["shop", "source", "since"],
        )
        for lag in run_lags(self._engine, within_s=CHANGED_LATELY_S):
            family.add_metric([lag.shop, lag.source, "source"], lag.from_source)
            family.add_metric([lag.shop, lag.source, "arrival"], lag.from_arrival)
        return family

    def _canary(self) -> Iterator[GaugeMetricFamily]:
        lag = GaugeMetricFamily(
            "shopclerk_canary_lag_seconds", "From a change to its answer by the gateway, or until now", labels=["shop"]
        )
        answered = GaugeMetricFamily("shopclerk_canary_answered", "Whether the last change was", labels=["shop"])
        for bird in CanaryStore(self._engine).all():
            if bird.lag_s is not None:
                lag.add_metric([bird.shop], bird.lag_s)
            answered.add_metric([bird.shop], float(bird.answered))
        yield from (lag, answered)

    def _queue(self) -> Iterator[GaugeMetricFamily]:
        states = GaugeMetricFamily(
            "shopclerk_catalog_deliveries", "Webhook deliveries that wait, or are dead", labels=["shop", "state"]
        )
        oldest = GaugeMetricFamily(
            "shopclerk_catalog_oldest_delivery_seconds", "How long the first delivery has waited", labels=["shop"]
        )
        for one in waiting(self._engine):
            states.add_metric([one.shop, "waiting"], one.waiting)
            states.add_metric([one.shop, "dead"], one.dead)
            oldest.add_metric([one.shop], one.oldest_s)
        yield from (states, oldest)


def serve(engine: Engine, port: int) -> int:
    """Serves /metrics on this port of 127.0.0.1; the port taken, for 0."""
    registry = CollectorRegistry()
    registry.register(FreshnessMetrics(engine))
    server, _ = start_http_server(port, addr="127.0.0.1", registry=registry)
    return int(server.server_port)
