"""A real catalogue worker: Celery in a process of its own, on a real broker, with a real Elasticsearch behind it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import pytest

from catalog.services import Services, open_services
from catalog.syncing.runs import Run
from tests.integration.catalog.by_hand import ByHand, Hashing

ROOT = Path(__file__).parents[3]
START_S = 60.0
DONE_S = 110.0
MAPPING = """
[product]
id = "id"
title = "title"
brand = "brand"
description = "description"
[identifiers]
mpn = ["mpn"]
[offer]
price = "price"
availability = "availability"
[[attributes]]
list = "product_detail"
"""


@dataclass
class Worker:
    """A worker process group and the environment it shares with the commands."""

    environment: Mapping[str, str]
    log: Path
    processes: list[subprocess.Popen[bytes]]

    def start(self, part: str, *options: str) -> subprocess.Popen[bytes]:
        """Starts `worker` or `beat` and returns at once."""
        command = [sys.executable, "-m", "celery", "-A", "catalog.worker", part, "-l", "info", *options]
        with self.log.open("ab") as out:
            process = subprocess.Popen(
                command, cwd=ROOT, env=dict(self.environment), stdout=out, stderr=out, start_new_session=True
            )
        self.processes.append(process)
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """Ends a process and its children as a power cut would."""
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=20)
        self.processes.remove(process)

    def stop(self) -> None:
        """Ends everything that still runs."""
        for process in self.processes:
            process.terminate()
        for process in list(self.processes):
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=20)

    def wait_until_ready(self) -> None:
        """Returns when the worker takes messages."""
        wait_for(lambda: " ready." in self.log.read_text(errors="replace"), seconds=START_S, what=self.tail)

    def tail(self) -> str:
        """The end of the log."""
        return self.log.read_text(errors="replace")[-3000:]


@dataclass
class Shop:
    """One shop of a test: its files, its commands, its services in this process."""

    name: str
    folder: Path
    worker: Worker

    def environment(self) -> dict[str, str]:
        return {**self.worker.environment, "SHOPCLERK_SHOP": self.name}

    def services(self) -> Services:
        return open_services(self.environment())

    def write(self, products: Sequence[Mapping[str, object]], *, name: str = "feed.jsonl") -> Path:
        """Writes a feed of these records."""
        path = self.folder / name
        path.write_text("".join(json.dumps(product) + "\n" for product in products), encoding="utf-8")
        return path

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Runs `shopclerk catalog …`."""
        code = "from catalog.cli import app; app(prog_name='shopclerk catalog')"
        return subprocess.run(
            [sys.executable, "-c", code, *arguments],
            cwd=ROOT,
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=DONE_S,
            check=False,
        )

    def sync(self, file: Path, *options: str) -> dict[str, Any]:
        """Syncs a file through the worker and returns what `--json` says."""
        mapping = self.folder / "mapping.toml"
        mapping.write_text(MAPPING, encoding="utf-8")
        done = self.command("sync", str(file), "--mapping", str(mapping), "--json", "--timeout", "100", *options)
        assert done.stdout, done.stderr + self.worker.tail()
        result: dict[str, Any] = json.loads(done.stdout)
        assert result.get("ending", "detached") in ("finished", "detached"), f"{result}\n{self.worker.tail()}"
        return result


def wait_for(condition: Callable[[], bool], *, seconds: float, what: Callable[[], str]) -> None:
    """Polls until a condition holds; fails with what `what` says."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, what()
        time.sleep(0.1)


def finished(services: Services, run_id: str) -> Run:
    """The run when it is done."""
    wait_for(lambda: services.runs.get(run_id).finished, seconds=DONE_S, what=lambda: str(services.runs.get(run_id)))
    return services.runs.get(run_id)


def environment_of(folder: Path, elasticsearch_url: str, broker: str, **more: str) -> dict[str, str]:
    """The environment of one installation under `folder`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("SHOPCLERK_", "CELERY_"))}
    return {
        **inherited,
        "SHOPCLERK_STATE_DIR": str(folder / "state"),
        "ELASTICSEARCH_URL": elasticsearch_url,
        "CELERY_BROKER_URL": broker,
        # Feeds of the tests are served from this machine.
        "SHOPCLERK_SYNC_PRIVATE_HOSTS": "127.0.0.1",
        "OMP_NUM_THREADS": "1",
        **more,
    }


def own_database(redis_url: str, number: int) -> str:
    """The same Redis, another of its databases."""
    return urlunsplit(urlsplit(redis_url)._replace(path=f"/{number}"))


@pytest.fixture(scope="session")
def redis_worker(tmp_path_factory: pytest.TempPathFactory, elasticsearch_url: str, redis_url: str) -> Iterator[Worker]:
    """One worker on Redis for every test of this folder that kills nothing; its embedder is loaded once."""
    folder = tmp_path_factory.mktemp("catalog")
    environment = environment_of(folder, elasticsearch_url, own_database(redis_url, 9))
    worker = Worker(environment, folder / "worker.log", [])
    worker.start("worker")
    try:
        worker.wait_until_ready()
        yield worker
    finally:
        worker.stop()


@pytest.fixture
def synced_shop(shop: str, tmp_path: Path, redis_worker: Worker) -> Shop:
    """A shop that the session's worker syncs."""
    return Shop(shop, tmp_path, redis_worker)


@pytest.fixture
def by_hand(shop: str, tmp_path: Path, elasticsearch_url: str) -> Iterator[ByHand]:
    environment = {**environment_of(tmp_path, elasticsearch_url, "", SHOPCLERK_SYNC_BATCH="2"), "SHOPCLERK_SHOP": shop}
    services = open_services(environment)
    yield ByHand(replace(services, embedder=Hashing()), tmp_path)
    services.engine.dispose()
    services.client.close()
