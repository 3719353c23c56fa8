"""What the gateway counts, for Prometheus; served on a private port only when one is set."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, start_http_server

TURN_BUCKETS = (0.05, 0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 8.0)


class Metrics:
    """The gateway's counters, in a registry of their own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.messages = Counter(
            "shopclerk_gateway_messages", "Messages accepted", ["channel", "kind"], registry=self.registry
        )
        self.replies = Counter(
            "shopclerk_gateway_replies", "Replies given", ["channel", "outcome"], registry=self.registry
        )
        self.unavailable = Counter(
            "shopclerk_gateway_dialogue_unavailable", "Turns the dialogue failed", ["reason"], registry=self.registry
        )
        self.deliveries = Counter(
            "shopclerk_gateway_deliveries", "Deliveries to channels", ["channel", "result"], registry=self.registry
        )
        self.shop_deliveries = Counter(
            "shopclerk_gateway_shop_deliveries",
            "Webhooks of the shop's platform",
            ["platform", "result"],
            registry=self.registry,
        )
        self.refused = Counter("shopclerk_gateway_refused", "Requests refused", ["code"], registry=self.registry)
        self.turn_seconds = Histogram(
            "shopclerk_gateway_turn_seconds", "Time per turn", buckets=TURN_BUCKETS, registry=self.registry
        )
        self.sockets = Gauge("shopclerk_gateway_sockets", "Open WebSockets", registry=self.registry)

    def serve(self, port: int) -> int:
        """Serves /metrics on this port of 127.0.0.1; the port taken, for 0."""
        server, _ = start_http_server(port, addr="127.0.0.1", registry=self.registry)
        return int(server.server_port)
