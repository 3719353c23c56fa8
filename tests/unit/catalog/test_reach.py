"""Which servers a source may be fetched from, on real connections to this machine."""

from __future__ import annotations

import ipaddress
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import ClassVar

import httpx
import pytest

from catalog.errors import SourceError
from catalog.sources.guarded import GuardedTransport
from catalog.sources.reach import Reach, is_public


class Server(BaseHTTPRequestHandler):
    """Answers with the name it was called by; /away sends on to where `away` says."""

    away: ClassVar[str] = ""

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing."""

    def do_GET(self) -> None:
        self.send_response(302 if self.path == "/away" else 200)
        if self.path == "/away":
            self.send_header("Location", self.away)
        self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(self.headers["Host"].encode())


@pytest.fixture
def port() -> Iterator[int]:
    running = ThreadingHTTPServer(("127.0.0.1", 0), Server)
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield running.server_address[1]
    running.shutdown()
    thread.join()
    running.server_close()


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


def client(words: str, *answers: str) -> httpx.Client:
    """A client for which every name has, at each look-up, the next of these addresses (several joined by a space)."""
    left = list(answers)
    transport = GuardedTransport(Reach.of(words), look_up=lambda _host, _port: left.pop(0).split())
    return httpx.Client(transport=transport, follow_redirects=True)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.100.100.200", "0.0.0.0",
        "192.0.0.192", "168.63.129.16", "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fd00:ec2::254",
        "ff02::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "2002:7f00:1::", "::7f00:1",
    ],
)  # fmt: skip
def test_an_inside_address_is_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", ["8.8.8.8", "2606:4700::1", "::ffff:8.8.8.8", "64:ff9b::808:808"])
def test_an_address_of_the_internet_is_public(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("url", ["http://127.0.0.1:{}/", "http://[::ffff:127.0.0.1]:{}/", "http://2130706433:{}/"])
def test_an_inside_server_is_refused_however_it_is_written(port: int, url: str) -> None:
    with client("", "127.0.0.1") as asking, pytest.raises(SourceError, match="SHOPCLERK_SYNC_PRIVATE_HOSTS="):
        asking.get(url.format(port))


def test_a_name_with_one_inside_address_among_others_is_refused() -> None:
    with client("", "8.8.8.8 10.0.0.5") as asking, pytest.raises(SourceError, match=r"feed\.example/f.*10\.0\.0\.5"):
        asking.get("http://feed.example/f?key=secret")


def test_what_a_name_was_checked_to_be_is_what_is_connected_to(port: int) -> None:
    # Were the name looked up a second time, there would be no answer left.
    with client("feed.example", "127.0.0.1") as asking:
        assert asking.get(f"http://feed.example:{port}/").text == f"feed.example:{port}"


def test_the_next_address_is_tried_where_one_does_not_take_the_connection(port: int) -> None:
    with client("127.0.0.0/8", "127.0.0.2 127.0.0.1") as asking:
        assert asking.get(f"http://feed.example:{port}/").text == f"feed.example:{port}"


@pytest.mark.parametrize("words", ["127.0.0.1", "127.0.0.0/8", "feed.example", "erp.internal, FEED.example", "*"])
def test_what_the_shop_names_is_reached(port: int, words: str) -> None:
    with client(words, "127.0.0.1") as asking:
        assert asking.get(f"http://feed.example:{port}/").status_code == 200


def test_a_redirect_is_checked_as_the_address_itself(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "away", "http://169.254.169.254/latest/meta-data/")
    with client("127.0.0.1") as asking, pytest.raises(SourceError, match=r"169\.254\.169\.254/latest"):
        asking.get(f"http://127.0.0.1:{port}/away")


def test_a_redirect_to_a_name_that_is_inside_by_now_is_refused(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Server, "away", f"http://other.example:{port}/")
    with (
        client("feed.example", "127.0.0.1", "127.0.0.1") as asking,
        pytest.raises(SourceError, match=r"other\.example"),
    ):
        asking.get(f"http://feed.example:{port}/away")


@pytest.mark.parametrize("url", ["http://localhost:9/", "http://LOCALHOST./", "http://10.0.0.1/"])
def test_an_inside_server_is_refused_through_a_proxy_too(monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    monkeypatch.setenv("http_proxy", "http://proxy.example:3128")
    monkeypatch.delenv("no_proxy", raising=False)
    with client("") as asking, pytest.raises(SourceError, match="public internet"):
        asking.get(url)
