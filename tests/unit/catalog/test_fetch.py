"""Fetching from a real HTTP server on this machine that can break off, fail and count what it is asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from catalog.downloads import Downloads
from catalog.errors import SourceError
from catalog.sources.fetch import Fetcher, Validators, url_name
from catalog.sources.reach import Reach
from catalog.syncing.runs import RunRequest, RunStore
from catalog.tables import open_state

BODY = bytes(range(256)) * 2_000


class Server(ThreadingHTTPServer):
    """Serves `body` under `etag`; breaks off `breaks` times after half, and first answers with `refusals`."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.body, self.etag = BODY, '"v1"'
        self.breaks = 0
        self.changes_when_broken = False
        self.refusals: list[tuple[int, str]] = []
        self.asked: list[str | None] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}/feed.xml"


class Handler(BaseHTTPRequestHandler):
    server: Server

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        server = self.server
        server.asked.append(self.headers.get("Range"))
        if server.refusals:
            status, after = server.refusals.pop(0)
            self._head(status, 0, **{"Retry-After": after})
        elif self.headers.get("If-None-Match") == server.etag:
            self._head(304, 0)
        else:
            self._send(self._start())

    def _start(self) -> int:
        wanted = self.headers.get("Range")
        same = self.headers.get("If-Range") == self.server.etag
        return int(wanted.removeprefix("bytes=").rstrip("-")) if wanted and same else 0

    def _send(self, start: int) -> None:
        server = self.server
        rest = server.body[start:]
        whole = len(server.body)
        ranged = {"Content-Range": f"bytes {start}-{whole - 1}/{whole}"} if start else {}
        self._head(206 if start else 200, len(rest), ETag=server.etag, **ranged)
        if server.breaks:
            server.breaks -= 1
            self.wfile.write(rest[: len(rest) // 2])
            if server.changes_when_broken:
                server.body, server.etag = BODY[::-1], '"v2"'
            self.connection.close()
        else:
            self.wfile.write(rest)

    def _head(self, status: int, length: int, **headers: str) -> None:
        self.send_response(status)
        for name, value in {**headers, "Content-Length": str(length), "Connection": "close"}.items():
            self.send_header(name, value)
        self.end_headers()


@pytest.fixture
def server() -> Iterator[Server]:
    running = Server()
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield running
    running.shutdown()
    thread.join()
    running.server_close()


def fetch(
    server: Server,
    target: Path,
    *,
    known: Validators | None = None,
    most: int = 10**7,
    waits: list[float] | None = None,
    spread: Callable[[float, float], float] = max,
) -> Validators | None:
    slept = [] if waits is None else waits
    fetcher = Fetcher(most, timeout_s=5, reach=Reach.of("127.0.0.1"), sleep=slept.append, spread=spread)
    return fetcher.fetch(server.url, target, known or Validators(), lambda _got, _whole: None)


def test_a_file_is_fetched_whole_with_its_version(server: Server, tmp_path: Path) -> None:
    assert fetch(server, tmp_path / "f") == Validators('"v1"', None)
    assert (tmp_path / "f").read_bytes() == BODY


def test_a_known_version_is_not_fetched_again(server: Server, tmp_path: Path) -> None:
    assert fetch(server, tmp_path / "f", known=Validators('"v1"')) is None
    assert not (tmp_path / "f").exists()


def test_a_broken_download_goes_on_where_it_stopped(server: Server, tmp_path: Path) -> None:
    server.breaks = 2
    fetch(server, tmp_path / "f")
    assert (tmp_path / "f").read_bytes() == BODY
    assert server.asked[0] is None
    assert all(asked and asked != "bytes=0-" for asked in server.asked[1:])


def test_a_file_that_changed_meanwhile_is_fetched_anew(server: Server, tmp_path: Path) -> None:
    server.breaks, server.changes_when_broken = 1, True
    assert fetch(server, tmp_path / "f") == Validators('"v2"', None)
    assert (tmp_path / "f").read_bytes() == BODY[::-1]


def test_a_busy_server_is_asked_again_when_it_says(server: Server, tmp_path: Path) -> None:
    server.refusals = [(429, "7"), (503, "")]
    waits: list[float] = []
    fetch(server, tmp_path / "f", waits=waits)
    assert waits == [7.0, 2.0]
    assert (tmp_path / "f").read_bytes() == BODY


def test_waits_of_our_own_are_spread_between_half_and_whole(server: Server, tmp_path: Path) -> None:
    server.refusals = [(503, "")] * 3 + [(429, "7")]
    waits: list[float] = []
    fetch(server, tmp_path / "f", waits=waits, spread=min)
    assert waits == [0.5, 1.0, 2.0, 7.0]


@pytest.mark.parametrize(("refusals", "asked"), [([(404, "")], 1), ([(500, "")] * 9, 6)])
def test_a_refusal_is_an_error_after_as_many_attempts_as_can_help(
    server: Server, tmp_path: Path, refusals: list[tuple[int, str]], asked: int
) -> None:
    server.refusals = refusals
    with pytest.raises(SourceError, match=str(refusals[0][0])):
        fetch(server, tmp_path / "f")
    assert len(server.asked) == asked


def test_a_file_above_the_limit_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="at most 1,000 bytes"):
        fetch(server, tmp_path / "f", most=1_000)


def test_url_name_is_the_file_or_the_host() -> None:
    assert url_name("https://shop.example/feeds/a%20b.xml?key=secret") == "a b.xml"
    assert url_name("https://shop.example/") == "shop.example"


def test_a_version_counts_as_synced_only_when_its_run_was_done(tmp_path: Path) -> None:
    engine = open_state(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    runs, downloads = RunStore(engine), Downloads(engine, "acme")
    run = runs.request(RunRequest("products", "acme", "feed", "feed.xml", "spooled"))
    downloads.remember("asked", Validators('"v1"'), run.id)
    assert downloads.synced("asked") == Validators()
    runs.finish(run.id)
    assert downloads.synced("asked") == Validators('"v1"')
    assert downloads.synced("asked otherwise") == Validators()
    engine.dispose()
