"""The canary on real parts: broker, worker, beat and index; the bot that is asked reads its prices from that index."""

from __future__ import annotations

import json
import threading
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from retrieval.filters import NO_LIMITS, product_filters
from retrieval.keys import normalise_key
from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Product
from retrieval.shop_index import alias_of
from tests.integration.catalog.conftest import Shop, Worker, environment_of, own_database, wait_for
from tests.servers import free_port

pytestmark = pytest.mark.timeout(300)


class Bot(ThreadingHTTPServer):
    """The gateway's two doors; while `stuck` it goes on telling the price it told last."""

    def __init__(self, lookup: ElasticsearchProductLookup) -> None:
        super().__init__(("127.0.0.1", 0), Doors)
        self.lookup, self.told, self.stuck = lookup, Decimal(0), False
        self.questions: list[str] = []


class Doors(BaseHTTPRequestHandler):
    server: Bot

    def do_POST(self) -> None:
        said = json.loads(self.rfile.read(int(self.headers.get("Content-Length") or 0)) or b"{}")
        if self.path.endswith("/sessions"):
            self.answer({"session_id": "s"})
            return
        bot = self.server
        bot.questions.append(said["text"])
        if not bot.stuck:
            found = bot.lookup.by_keys([normalise_key(said["text"].rsplit(" ", 1)[1])])
            bot.told = found[0].offer.price or Decimal(0) if found else Decimal(0)
        self.answer({"replies": [{"text": f"It costs ${bot.told:.2f}."}]})

    def answer(self, value: object) -> None:
        body = json.dumps(value).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""


@pytest.fixture
def bot(shop: str, elasticsearch_url: str) -> Iterator[Bot]:
    with Elasticsearch(elasticsearch_url) as client:
        bot = Bot(ElasticsearchProductLookup(client, shop))
        thread = threading.Thread(target=bot.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield bot
        bot.shutdown()
        thread.join()
        bot.server_close()


def test_a_canary_is_changed_asked_about_and_sounds_the_alarm(
    bot: Bot, shop: str, tmp_path: Path, elasticsearch_url: str, redis_url: str
) -> None:
    port = free_port()
    settings = {
        "SHOPCLERK_CANARY_URL": f"http://127.0.0.1:{bot.server_address[1]}",
        "SHOPCLERK_CANARY_EVERY_S": "4",
        "SHOPCLERK_CANARY_BUDGET_S": "3",
        "SHOPCLERK_SYNC_METRICS_PORT": str(port),
    }
    broker = own_database(redis_url, 14)
    worker = Worker(environment_of(tmp_path, elasticsearch_url, broker, **settings), tmp_path / "worker.log", [])
    mine = Shop(shop, tmp_path, worker)
    services = mine.services()
    beat = Worker(mine.environment(), tmp_path / "beat.log", [])

    def told(words: str) -> int:
        return (tmp_path / "beat.log").read_text(errors="replace").count(words)

    try:
        worker.start("worker")
        worker.wait_until_ready()
        mine.sync(mine.write([{"id": "L1", "title": "Freshness lamp", "price": "5.00 USD"}]))
        beat.start("beat", "-s", str(tmp_path / "beat"))
        # The first round embeds the canary's text, and finds its index; the later ones are prices.
        wait_for(lambda: told("canary answered") >= 3, seconds=60, what=lambda: beat.tail() + worker.tail())
        name = services.canaries.of(shop).product_id
        assert set(bot.questions) == {f"How much is {name}?"}
        metrics = urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=5).read().decode()
        assert f'shopclerk_canary_lag_seconds{{shop="{shop}"}}' in metrics
        before = told("canary lags: answers are stale")
        bot.stuck = True
        wait_for(lambda: told("canary lags: answers are stale") > before, seconds=30, what=beat.tail)
        beat.stop()
        check_only_its_identifier_finds_it(services.client, shop, name)
        beat.environment = {**mine.environment(), "SHOPCLERK_CANARY_URL": "", "SHOPCLERK_SYNC_RESUME_S": "1"}
        beat.start("beat", "-s", str(tmp_path / "beat-2"))
        wait_for(lambda: lookup_of(services.client, shop, name) == [], seconds=30, what=beat.tail)
    finally:
        beat.stop()
        worker.stop()
    assert services.canaries.all() == []
    services.engine.dispose()
    services.client.close()


def lookup_of(client: Elasticsearch, shop: str, name: str) -> list[Product]:
    client.indices.refresh(index=f"shopclerk-{shop}-*")
    return ElasticsearchProductLookup(client, shop).by_keys([normalise_key(name)])


def check_only_its_identifier_finds_it(client: Elasticsearch, shop: str, name: str) -> None:
    lookup = ElasticsearchProductLookup(client, shop)
    client.indices.refresh(index=f"shopclerk-{shop}-*")
    (canary,) = lookup.by_keys([normalise_key(name)])
    (lamp,) = lookup.by_ids(["L1"])
    assert (canary.id, canary.source) == (name, "canary")
    assert lookup.by_title(canary.title) == [lamp], "the word that both have finds the other"
    assert lookup.propose(normalise_key(name)[:-1]) == []
    assert lookup.nearly_named([normalise_key(name)[:-1]]) == []
    assert lookup.confusable_with(lamp) == []
    filters = product_filters(NO_LIMITS, now=datetime.now(UTC))
    found = client.search(index=alias_of(shop, "products"), query={"bool": {"filter": filters}})
    assert [hit["_id"] for hit in found["hits"]["hits"]] == ["L1"]
