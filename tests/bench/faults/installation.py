"""An installation under one folder: gateway, workers, beat, broker and Elasticsearch, each a process of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias, get_args

from tests.bench.faults.parts import CeleryPart, ChildPart, FrozenPart, GatePart, MessagesPart, Part, ServerPart
from tests.bench.setting import ROOT
from tests.gateway import GatewayProcess
from tests.servers import ElasticsearchServer, RedisServer
from tests.shop_platforms import SECRET
from tests.tcp_gate import TcpGate

Broker: TypeAlias = Literal["redis", "files"]
BROKERS: tuple[Broker, ...] = get_args(Broker)
HEAP = "512m"


@dataclass(frozen=True, slots=True)
class Search:
    """An Elasticsearch behind a gate, and the ways in which it may fail."""

    url: str
    parts: Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Installation:
    """All parts by name, and the environment they share."""

    parts: Mapping[str, Part]
    gateway: GatewayProcess
    environment: Mapping[str, str]

    @property
    def shop(self) -> str:
        """The shop it serves."""
        return self.environment["SHOPCLERK_SHOP"]

    def keep_up(self) -> int:
        """Starts what ended by itself again; how many did."""
        return sum(one.restart_if_ended() for one in self.parts.values() if isinstance(one, CeleryPart))


@contextmanager
def search_server(folder: Path) -> Iterator[Search]:
    """A node of our own, to be killed, frozen and cut off; that of SHOPCLERK_TEST_ELASTICSEARCH_URL only cut off."""
    given = os.environ.get("SHOPCLERK_TEST_ELASTICSEARCH_URL")
    with ExitStack() as open_until_done:
        if given:
            gate = open_until_done.enter_context(TcpGate(given))
            yield Search(gate.url, {"elasticsearch cut off": GatePart(gate)})
            return
        folder.mkdir(parents=True, exist_ok=True)
        server = ElasticsearchServer(folder)
        server.env["SHOPCLERK_ELASTICSEARCH_HEAP"] = HEAP
        open_until_done.enter_context(server)
        gate = open_until_done.enter_context(TcpGate(server.url))
        yield Search(
            gate.url,
            {
                "elasticsearch": ServerPart(server),
                "elasticsearch frozen": FrozenPart(server),
                "elasticsearch cut off": GatePart(gate),
            },
        )


@contextmanager
def installation(folder: Path, shop: str, broker: Broker, search: Search) -> Iterator[Installation]:
    """A whole installation; everything but the search server ends with the block."""
    (folder / "state").mkdir(parents=True, exist_ok=True)
    with ExitStack() as started:
        middle, url = _broker(folder, broker)
        environment = _environment(folder, shop, elasticsearch_url=search.url, broker_url=url)
        log = folder / "celery.log"
        worker = CeleryPart(("worker", "-n", "worker@%h"), environment, log)
        urgent = CeleryPart(("worker", "-c", "1", "-n", "deliveries@%h", "-Q", "shopclerk-urgent"), environment, log)
        beat = CeleryPart(("beat", "-s", str(folder / "beat"), "--pidfile="), environment, log)
        secret = {"SHOPCLERK_SHOP": shop, "SHOPCLERK_SHOPIFY_WEBHOOK_SECRET": SECRET, "CELERY_BROKER_URL": url}
        gateway = GatewayProcess(folder / "state", "http://127.0.0.1:9", **secret)
        parts: dict[str, Part] = {
            "broker": middle,
            "worker": worker,
            "deliveries": urgent,
            "beat": beat,
            "gateway": gateway,
        }
        for part in parts.values():
            part.start()
            started.callback(part.kill)
        parts |= {"worker's child": ChildPart(worker), "deliveries' child": ChildPart(urgent), **search.parts}
        yield Installation(parts, gateway, environment)


def _broker(folder: Path, broker: Broker) -> tuple[Part, str]:
    if broker == "files":
        return MessagesPart(folder / "state" / "broker" / "messages"), ""
    (folder / "redis").mkdir(exist_ok=True)
    redis = RedisServer(folder / "redis", keeps=True)
    return ServerPart(redis), redis.url


def _environment(folder: Path, shop: str, *, elasticsearch_url: str, broker_url: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SHOPCLERK_", "CELERY_"))}
    return {
        **inherited,
        "PYTHONPATH": str(ROOT),
        "SHOPCLERK_SHOP": shop,
        "SHOPCLERK_STATE_DIR": str(folder / "state"),
        "ELASTICSEARCH_URL": elasticsearch_url,
        "SHOPCLERK_ELASTICSEARCH_TIMEOUT_S": "5",
        "CELERY_BROKER_URL": broker_url,
        "SHOPCLERK_SYNC_BATCH": "8",
        "SHOPCLERK_SYNC_CONCURRENCY": "2",
        "SHOPCLERK_SYNC_RESUME_S": "1",
        "SHOPCLERK_SYNC_LEASE_S": "20",
        "SHOPCLERK_SYNC_HEARTBEAT_S": "2",
        "OMP_NUM_THREADS": "1",
    }
