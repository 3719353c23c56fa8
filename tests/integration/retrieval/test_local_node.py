"""A local Elasticsearch, started, asked and stopped; skipped where its distribution was never fetched."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch

from retrieval.client import connect
from retrieval.errors import LocalNodeError
from retrieval.node.distribution import check_distribution, distribution_home
from retrieval.settings import RetrievalSettings
from tests.servers import free_port

PATIENCE_S = 100


def wait_until(holds: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + PATIENCE_S
    while not holds():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.3)
    return True


def ping(client: Elasticsearch) -> bool:
    return client.ping()


def is_listening(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


@pytest.mark.timeout(300)
def test_node_runs_from_a_folder_closed_to_others_and_sigterm_ends_all_of_it(tmp_path: Path) -> None:
    try:
        check_distribution(distribution_home(os.environ))
    except LocalNodeError as missing:
        pytest.skip(str(missing))
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "retrieval.node.local_node",
        "run",
        "--port",
        str(port),
        "--data",
        str(closed / "data"),
    ]
    environment = {**os.environ, "SHOPCLERK_ELASTICSEARCH_HEAP": "512m"}
    with (tmp_path / "log").open("wb") as log:
        node = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
    try:
        with connect(RetrievalSettings(elasticsearch_url=f"http://127.0.0.1:{port}")) as client:
            assert wait_until(lambda: ping(client) or node.poll() is not None)
            assert client.info()["version"]["number"].startswith("8.")
        again = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
        assert again.returncode == 1
        assert f"port {port}" in again.stderr
    finally:
        node.send_signal(signal.SIGTERM)
        node.wait(PATIENCE_S)
    assert not is_listening(port)
