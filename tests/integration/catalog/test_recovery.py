from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from catalog.tables import BATCHES
from retrieval.products import ElasticsearchProductLookup
from tests.integration.catalog.conftest import Shop, Worker, environment_of, finished, own_database, wait_for

pytestmark = pytest.mark.timeout(300)

COUNT = 240


@pytest.fixture
def installation(tmp_path: Path, elasticsearch_url: str, request: pytest.FixtureRequest) -> Iterator[Worker]:
    """An installation whose workers a test may kill; its broker is the parameter."""
    broker = _broker(request)
    quick = {"SHOPCLERK_SYNC_BATCH": "8", "SHOPCLERK_SYNC_RESUME_S": "1", "SHOPCLERK_SYNC_LEASE_S": "30"}
    worker = Worker(environment_of(tmp_path, elasticsearch_url, broker, **quick), tmp_path / "worker.log", [])
    yield worker
    worker.stop()


def _broker(request: pytest.FixtureRequest) -> str:
    if request.param == "redis":
        return own_database(request.getfixturevalue("redis_url"), 10)
    return str(request.getfixturevalue("rabbitmq_url")) if request.param == "rabbitmq" else ""


def feed(shop: Shop) -> Path:
    texts = (f"Lamp {number} gives light of its own kind number {number}." for number in range(COUNT))
    return shop.write(
        [
            {"id": f"L{number}", "title": f"Lamp {number}", "price": "5.00 USD", "description": text}
            for number, text in enumerate(texts)
        ]
    )


def check_nothing_lost_or_doubled(shop: Shop) -> None:
    services = shop.services()
    indexes = services.indexes(shop.name)
    assert sorted(indexes.products.ids()) == sorted(f"L{number}" for number in range(COUNT))
    assert indexes.passages.count() == COUNT
    assert services.known(shop.name).counts() == {"feed": COUNT}
    found = ElasticsearchProductLookup(services.client, shop.name).by_ids(["L0", f"L{COUNT - 1}"])
    assert [product.id for product in found] == ["L0", f"L{COUNT - 1}"]
    services.engine.dispose()
    services.client.close()


@pytest.mark.parametrize("installation", ["redis", "files", "rabbitmq"], indirect=True)
def test_a_run_survives_the_death_of_its_worker(installation: Worker, shop: str, tmp_path: Path) -> None:
    mine = Shop(shop, tmp_path, installation)
    process = installation.start("worker")
    installation.wait_until_ready()
    run_id = mine.sync(feed(mine), "--detach")["run"]
    services = mine.services()
    wait_for(lambda: services.runs.get(run_id).batches_done >= 3, seconds=100, what=installation.tail)
    installation.kill(process)
    broken = services.runs.get(run_id)
    assert broken.state == "applying"
    assert 3 <= broken.batches_done < broken.batches

    # Whatever message was lost with it: beat alone finds the work, and a new worker does it.
    installation.start("beat", "-s", str(tmp_path / "beat"))
    installation.start("worker")
    done = finished(services, run_id)
    assert (done.state, done.counts["added"], done.batches_done) == ("done", COUNT, done.batches)
    check_nothing_lost_or_doubled(mine)
    # A batch whose embedding was under way is embedded again; nothing that was done is.
    assert 2 * COUNT <= done.counts["embedded"] <= 2 * COUNT + 16
    services.engine.dispose()
    services.client.close()


@pytest.mark.parametrize("installation", ["files"], indirect=True)
def test_a_run_waits_for_a_worker_and_says_how_to_start_one(installation: Worker, shop: str, tmp_path: Path) -> None:
    mine = Shop(shop, tmp_path, installation)
    mapping = tmp_path / "m.toml"
    mapping.write_text('[product]\nid = "id"\ntitle = "title"\n', encoding="utf-8")
    path = mine.write([{"id": "L1", "title": "Lamp"}])
    began = time.monotonic()
    alone = mine.command("sync", str(path), "--mapping", str(mapping), "--worker-wait", "2")
    assert alone.returncode == 1
    assert "celery -A catalog.worker worker" in alone.stderr
    assert time.monotonic() - began < 60
    installation.start("worker")
    followed = mine.command("follow", "--worker-wait", "60")
    assert "added 1" in followed.stdout, followed.stderr + installation.tail()


@pytest.mark.parametrize("installation", ["files"], indirect=True)
def test_a_run_waits_for_the_index_and_goes_on_when_it_is_back(
    installation: Worker, shop: str, tmp_path: Path, elasticsearch_url: str
) -> None:
    mine = Shop(shop, tmp_path, installation)
    away = {**installation.environment, "ELASTICSEARCH_URL": "http://127.0.0.1:9"}
    blind = Worker(away, tmp_path / "blind.log", [])
    process = blind.start("worker")
    try:
        run_id = mine.sync(feed(mine), "--detach")["run"]
        services = mine.services()
        wait_for(lambda: services.runs.get(run_id).error is not None, seconds=100, what=blind.tail)
        assert "127.0.0.1:9" in (services.runs.get(run_id).error or "")
        assert "index unavailable" in blind.tail()
        blind.kill(process)
    finally:
        blind.stop()
    installation.start("beat", "-s", str(tmp_path / "beat"))
    installation.start("worker")
    done = finished(services, run_id)
    assert (done.state, done.error) == ("done", None)
    check_nothing_lost_or_doubled(mine)
    services.engine.dispose()
    services.client.close()


@pytest.mark.parametrize("installation", ["redis"], indirect=True)
def test_a_worker_asked_to_end_finishes_what_it_is_at_and_gives_the_rest_back(
    installation: Worker, shop: str, tmp_path: Path
) -> None:
    mine = Shop(shop, tmp_path, installation)
    process = installation.start("worker")
    installation.wait_until_ready()
    run_id = mine.sync(feed(mine), "--detach")["run"]
    services = mine.services()
    wait_for(lambda: services.runs.get(run_id).batches_done >= 2, seconds=100, what=installation.tail)
    process.terminate()
    assert process.wait(timeout=30) == 0, installation.tail()
    installation.processes.remove(process)
    broken = services.runs.get(run_id)
    assert broken.state == "applying", "the run was over too early to tell"
    with services.engine.connect() as connection:
        held = select(BATCHES.c.number).where(BATCHES.c.state == "pending", BATCHES.c.lease_until > 0)
        assert connection.execute(held).all() == []

    # No beat runs: the message with which the worker gave the rest back brings it to the next one.
    installation.start("worker")
    done = finished(services, run_id)
    assert (done.state, done.counts["added"], done.counts["embedded"]) == ("done", COUNT, 2 * COUNT)
    check_nothing_lost_or_doubled(mine)
    services.engine.dispose()
    services.client.close()
