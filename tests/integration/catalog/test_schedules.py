"""A source that is synced by itself: beat, two worker processes and a slow shop server, all of them real."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from catalog.syncing.runs import OPEN
from retrieval.errors import IndexMissing, IndexUnavailable
from retrieval.products import ElasticsearchProductLookup
from tests.integration.catalog.conftest import MAPPING, Shop, Worker, environment_of, own_database, wait_for

pytestmark = pytest.mark.timeout(300)
SLOW_S = 3.0


class ShopServer(ThreadingHTTPServer):
    """Serves one feed with an ETag, slowly, and remembers how it was asked."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.version, self.price = 1, "9.00 USD"
        self.whole, self.unchanged, self.now, self.most = 0, 0, 0, 0
        self.lock = threading.Lock()

    def change(self, price: str) -> None:
        with self.lock:
            self.version, self.price = self.version + 1, price


class Handler(BaseHTTPRequestHandler):
    server: ShopServer

    def do_GET(self) -> None:
        server = self.server
        with server.lock:
            tag, price = f'"{server.version}"', server.price
            same = self.headers.get("If-None-Match") == tag
            server.unchanged += same
            server.whole += not same
            server.now += 1
            server.most = max(server.most, server.now)
        body = json.dumps({"id": "L1", "title": "Lamp", "price": price}).encode()
        if not same:
            time.sleep(SLOW_S)
        self.send_response(304 if same else 200)
        self.send_header("ETag", tag)
        self.send_header("Content-Length", "0" if same else str(len(body)))
        self.end_headers()
        if not same:
            self.wfile.write(body)
        with server.lock:
            server.now -= 1

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def server() -> Iterator[ShopServer]:
    server = ShopServer()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_a_scheduled_source_is_fetched_when_it_has_changed_and_never_twice_at_once(
    server: ShopServer, shop: str, tmp_path: Path, elasticsearch_url: str, redis_url: str
) -> None:
    (tmp_path / "mapping.toml").write_text(MAPPING, encoding="utf-8")
    url = f"http://127.0.0.1:{server.server_address[1]}/feed.jsonl"
    file = tmp_path / "schedule.toml"
    file.write_text(f'[feed]\nfrom = "{url}"\nevery = "1 s"\nmapping = "mapping.toml"\nshop = "{shop}"\n', "utf-8")
    broker = own_database(redis_url, 13)
    environment = environment_of(tmp_path, elasticsearch_url, broker, SHOPCLERK_SYNC_SCHEDULE=str(file))
    worker = Worker(environment, tmp_path / "worker.log", [])
    mine = Shop(shop, tmp_path, worker)
    services = mine.services()
    lookup = ElasticsearchProductLookup(services.client, shop)

    def is_priced(price: str) -> bool:
        opened = [run for run in services.runs.latest(shop, limit=10) if run.state in OPEN]
        assert len(opened) <= 1
        try:
            return [one.offer.price for one in lookup.by_ids(["L1"])] == [Decimal(price)]
        except (IndexMissing, IndexUnavailable):
            # It is being made.
            return False

    try:
        worker.start("worker", "-c", "2")
        worker.start("beat", "-s", str(tmp_path / "beat"))
        wait_for(lambda: is_priced("9.00"), seconds=90, what=worker.tail)
        wait_for(lambda: server.unchanged >= 2, seconds=30, what=worker.tail)
        server.change("7.50 USD")
        wait_for(lambda: is_priced("7.50"), seconds=30, what=worker.tail)
        wait_for(lambda: server.unchanged >= 4, seconds=30, what=worker.tail)
    finally:
        worker.stop()
    assert (server.whole, server.most) == (2, 1)
    assert [run.state for run in services.runs.latest(shop, limit=10)] == ["done", "done"]
    (told,) = json.loads(mine.command("schedules", "--json").stdout)["schedules"]
    assert (told["source"], told["from"], told["every_s"], told["outcome"]) == ("feed", url, 1, "unchanged")
    services.engine.dispose()
    services.client.close()
