"""A worker that lost its broker takes work again: by itself, or started again by what keeps it."""

from __future__ import annotations

import os
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from bot.stack.settings import read_settings
from bot.stack.supervisor import CONFIG, Supervisor
from catalog.settings import load_settings
from catalog.workers.celery_app import QUEUE, URGENT, create_app
from catalog.workers.heartbeat import EXIT_CODE, UNANSWERED
from tests.integration.catalog.conftest import Shop, Worker, environment_of, finished, wait_for
from tests.servers import RedisServer, Server

pytestmark = pytest.mark.timeout(300)


@dataclass
class Kept:
    """A worker that a supervisor keeps, and a broker of its own."""

    supervisor: Supervisor
    worker: Worker
    redis: RedisServer

    def is_ready(self, times: int) -> bool:
        """Whether the worker has come up this often."""
        return self.worker.log.exists() and self.worker.log.read_text(errors="replace").count(" ready.") >= times


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str) -> Iterator[Kept]:
    folder = tmp_path_factory.mktemp("kept")
    with RedisServer(folder) as redis:
        environment = environment_of(folder, elasticsearch_url, redis.url, SHOPCLERK_SYNC_HEARTBEAT_S="2")
        settings = read_settings(environment)
        (settings.state_dir / "log").mkdir(parents=True)
        supervisor = Supervisor(settings)
        command = [sys.executable, "-m", "supervisor.supervisord", "-c", str(CONFIG)]
        daemon = Server(command, log=folder / "supervisord.out", healthy=supervisor.is_running, seconds=20)
        daemon.env = dict(settings.environment)
        with daemon:
            supervisor.start("worker")
            kept = Kept(supervisor, Worker(environment, settings.log("worker"), []), redis)
            wait_for(lambda: kept.is_ready(1), seconds=60, what=lambda: "the worker does not come up")
            yield kept


def check_work_is_done(kept: Kept, shop: str, folder: Path) -> None:
    """No beat runs: only a message brings this run to a worker."""
    mine = Shop(shop, folder, kept.worker)
    run = mine.sync(mine.write([{"id": "L1", "title": "Lamp"}]), "--detach")["run"]
    services = mine.services()
    assert finished(services, run).state == "done"
    services.engine.dispose()
    services.client.close()


def test_an_idle_worker_lives_on(kept: Kept) -> None:
    before = kept.supervisor.state("worker")
    time.sleep(2 * (UNANSWERED + 2))
    assert kept.supervisor.state("worker") == before


def test_a_worker_whose_broker_was_paused_takes_work_again(kept: Kept, shop: str, tmp_path: Path) -> None:
    assert kept.redis.process is not None
    os.killpg(kept.redis.process.pid, signal.SIGSTOP)
    time.sleep(12)
    os.killpg(kept.redis.process.pid, signal.SIGCONT)
    check_work_is_done(kept, shop, tmp_path)


def test_a_worker_whose_broker_died_and_lost_everything_takes_work_again(kept: Kept, shop: str, tmp_path: Path) -> None:
    assert kept.redis.process is not None
    os.killpg(kept.redis.process.pid, signal.SIGKILL)
    kept.redis.process.wait()
    time.sleep(3)
    kept.redis.__enter__()
    check_work_is_done(kept, shop, tmp_path)


def test_a_worker_that_takes_no_messages_any_more_is_started_again(kept: Kept, shop: str, tmp_path: Path) -> None:
    before = kept.supervisor.state("worker")
    starts = kept.worker.log.read_text(errors="replace").count(" ready.")
    # What celery#8030 and celery#10205 come down to: connected, answering pings, and consuming nothing.
    app = create_app(load_settings(kept.worker.environment))
    host = next(iter(app.control.inspect(timeout=5).ping() or {}))
    for queue in (QUEUE, URGENT, f"shopclerk-heartbeat-{host}"):
        app.control.cancel_consumer(queue)
    wait_for(lambda: kept.is_ready(starts + 1), seconds=60, what=kept.worker.tail)
    log = kept.worker.log.read_text(errors="replace")
    assert "takes no messages any more" in log
    assert kept.supervisor.state("worker").started > before.started
    told = (kept.worker.log.parent / "supervisord.log").read_text()
    assert f"worker (exit status {EXIT_CODE}; not expected)" in told
    check_work_is_done(kept, shop, tmp_path)


def test_a_worker_whose_children_wait_for_what_a_killed_one_held_ends(tmp_path: Path, elasticsearch_url: str) -> None:
    # Over files, a child that waits for work holds the lock of the pipe that it comes by: killed, it keeps it for good.
    environment = environment_of(tmp_path, elasticsearch_url, "", SHOPCLERK_SYNC_HEARTBEAT_S="1")
    worker = Worker(environment, tmp_path / "worker.log", [])
    process = worker.start("worker", "-c", "2")
    try:
        worker.wait_until_ready()
        for child in psutil.Process(process.pid).children():
            child.kill()
        wait_for(lambda: process.poll() is not None, seconds=60, what=worker.tail)
    finally:
        worker.stop()
    assert process.returncode == EXIT_CODE
    assert "takes no messages any more" in worker.tail()
