"""A worker that lost its broker comes back, or ends so that it is started again."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery

from catalog.celery_app import QUEUE, URGENT, create_app
from catalog.heartbeat import EXIT_CODE
from catalog.settings import load_settings
from tests.integration.catalog.conftest import Shop, Worker, environment_of, finished, wait_for
from tests.tcp_gate import TcpGate

pytestmark = pytest.mark.timeout(300)
BEAT = {"SHOPCLERK_SYNC_HEARTBEAT_S": "1", "SHOPCLERK_SYNC_RESUME_S": "1"}


@pytest.fixture
def gate(redis_url: str) -> Iterator[TcpGate]:
    with TcpGate(redis_url) as gate:
        yield gate


@pytest.fixture
def gated(tmp_path: Path, elasticsearch_url: str, gate: TcpGate) -> Iterator[Worker]:
    """A worker whose way to the broker can be shut."""
    broker = f"redis://127.0.0.1:{gate.port}/11"
    worker = Worker(environment_of(tmp_path, elasticsearch_url, broker, **BEAT), tmp_path / "worker.log", [])
    yield worker
    gate.set("open")
    worker.stop()


def app_of(worker: Worker) -> Celery:
    return create_app(load_settings(worker.environment))


def test_a_worker_that_takes_no_messages_any_more_ends_and_another_does_the_work(
    gated: Worker, shop: str, tmp_path: Path
) -> None:
    process = gated.start("worker")
    gated.wait_until_ready()
    time.sleep(8)
    assert process.poll() is None
    # What celery#8030 and celery#10205 come down to: connected, answering pings, and consuming nothing.
    app = app_of(gated)
    for queue in (QUEUE, URGENT, f"shopclerk-heartbeat-{next(iter(app.control.inspect(timeout=5).ping() or {}))}"):
        app.control.cancel_consumer(queue)
    wait_for(lambda: process.poll() is not None, seconds=60, what=gated.tail)
    assert process.returncode == EXIT_CODE
    assert "takes no messages any more" in gated.tail()

    mine = Shop(shop, tmp_path, gated)
    run = mine.sync(mine.write([{"id": "L1", "title": "Lamp"}]), "--detach")["run"]
    gated.processes.remove(process)
    gated.start("worker")
    services = mine.services()
    assert finished(services, run).state == "done"
    services.engine.dispose()
    services.client.close()


def test_a_worker_whose_broker_was_away_takes_work_again(
    gated: Worker, gate: TcpGate, shop: str, tmp_path: Path
) -> None:
    process = gated.start("worker")
    gated.wait_until_ready()
    for mode in ("shut", "stuck"):
        gate.set(mode)  # type: ignore[arg-type]  # one of its modes
        time.sleep(6)
        gate.set("open")
        mine = Shop(shop, tmp_path, gated)
        run = mine.sync(mine.write([{"id": mode, "title": f"Lamp {mode}"}]), "--detach", "--allow-deletes")["run"]
        services = mine.services()
        if process.poll() is not None:
            # It may have ended by itself: then what keeps it starts it again.
            assert process.returncode == EXIT_CODE
            gated.processes.remove(process)
            process = gated.start("worker")
        assert finished(services, run).state == "done"
        services.engine.dispose()
        services.client.close()
