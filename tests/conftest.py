"""Fixtures of every suite: real servers, a shop of its own for each test, and the marker each folder stands for."""

from __future__ import annotations

import os
import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from elasticsearch import Elasticsearch
from playwright.sync_api import Browser, sync_playwright

from tests.servers import ElasticsearchServer, RabbitServer, RedisServer

TESTS = Path(__file__).parent
SUITES = ("unit", "contract", "integration", "e2e")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        suite = item.path.relative_to(TESTS).parts[0]
        if suite in SUITES:
            item.add_marker(suite)
        if suite == "e2e":
            # The start of the running product has a bound of its own.
            item.add_marker(pytest.mark.timeout(120, func_only=True))
    # What fails in milliseconds is told first; the running product comes last, and alone.
    items.sort(key=lambda item: _place(item.path.relative_to(TESTS).parts[0]))


def _place(suite: str) -> int:
    return SUITES.index(suite) if suite in SUITES else 0


@pytest.fixture(scope="session")
def elasticsearch_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Elasticsearch: the one SHOPCLERK_TEST_ELASTICSEARCH_URL names, else a local node of this session's own."""
    given = os.environ.get("SHOPCLERK_TEST_ELASTICSEARCH_URL")
    if given:
        yield given
        return
    with ElasticsearchServer(tmp_path_factory.mktemp("elasticsearch")) as server:
        yield server.url


@pytest.fixture(scope="session")
def redis_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real Redis: the one SHOPCLERK_TEST_REDIS_URL names, else a server of this session's own on a free port."""
    given = os.environ.get("SHOPCLERK_TEST_REDIS_URL")
    if given:
        yield given
        return
    with RedisServer(tmp_path_factory.mktemp("redis")) as server:
        yield server.url


@pytest.fixture(scope="session")
def rabbitmq_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real RabbitMQ: the one SHOPCLERK_TEST_RABBITMQ_URL names, else a server of this session's own."""
    given = os.environ.get("SHOPCLERK_TEST_RABBITMQ_URL")
    if given:
        yield given
        return
    with RabbitServer(tmp_path_factory.mktemp("rabbitmq")) as server:
        yield server.url


@pytest.fixture
def shop(request: pytest.FixtureRequest) -> Iterator[str]:
    """The name of a shop that only this test uses; its indexes are deleted afterwards."""
    name = f"test-{uuid.uuid4().hex[:12]}"
    yield name
    if "elasticsearch_url" in request.fixturenames:
        url = request.getfixturevalue("elasticsearch_url")
        with Elasticsearch(url) as client:
            indices = list(client.indices.get(index=f"shopclerk-{name}-*"))
            if indices:
                client.indices.delete(index=indices)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, headless; per module, as playwright's event loop and pytest-asyncio's exclude each other."""
    binary = shutil.which("chromium")
    if binary is None:
        raise RuntimeError("chromium is not on PATH: install Debian's chromium")
    flags = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-sync",
        "--disable-dev-shm-usage",
    ]
    if os.geteuid() == 0:
        flags.append("--no-sandbox")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=binary, args=flags)
        yield chromium
        chromium.close()
