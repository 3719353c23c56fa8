"""HTTP to servers within reach only.

A name is looked up once and the connection made to what was checked, at every redirect anew: a name that answers
differently the second time gains nothing.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from ipaddress import IPv4Address
from typing import TypeAlias
from urllib.request import getproxies, proxy_bypass

import httpx

from catalog.errors import SourceError
from catalog.sources.reach import SETTING, IpAddress, Reach, literal

LookUp: TypeAlias = Callable[[str, int], Iterable[str]]


def look_up(host: str, port: int) -> Iterable[str]:
    """The addresses of a name, the best first; raises OSError."""
    # Of a link-local address the name of its link is left away.
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found)


class GuardedTransport(httpx.BaseTransport):
    """Connects to addresses that were checked; through the proxy of the environment where it names one.

    What a proxy fetches it looks up itself: then only names that are an inside address outright are refused here.
    """

    def __init__(self, reach: Reach, *, look_up: LookUp = look_up) -> None:
        self._reach = reach
        self._look_up = look_up
        self._direct = httpx.HTTPTransport()
        self._proxies: dict[str, httpx.HTTPTransport] = {}

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Sends a request, to each address of its server in turn until one takes the connection.

        Raises `SourceError` for a server out of reach.
        """
        proxy = _proxy(request.url)
        if proxy is not None:
            self._check(request.url, _outright(request.url.host))
            return self._through(proxy).handle_request(request)
        addresses = self._addresses(request.url)
        self._check(request.url, addresses)
        for address in addresses[:-1]:
            try:
                return self._direct.handle_request(_pinned(request, address))
            except (httpx.ConnectError, httpx.ConnectTimeout):
                continue
        return self._direct.handle_request(_pinned(request, addresses[-1]))

    def close(self) -> None:
        """Closes every connection."""
        for transport in (self._direct, *self._proxies.values()):
            transport.close()

    def _addresses(self, url: httpx.URL) -> list[IpAddress]:
        outright = literal(url.host)
        if outright is not None:
            return [outright]
        try:
            found = list(self._look_up(url.host, url.port or (443 if url.scheme == "https" else 80)))
        except OSError as error:
            raise httpx.ConnectError(f"the name {url.host} cannot be looked up: {error}") from error
        return [ipaddress.ip_address(one) for one in found]

    def _check(self, url: httpx.URL, addresses: Iterable[IpAddress]) -> None:
        for address in addresses:
            if not self._reach.allows(url.host, address):
                shown = url.copy_with(userinfo=b"", query=None)
                raise SourceError(
                    f"{shown}: expected a server of the public internet, got {address}, which is inside a network;"
                    f" if the shop's feed really is there, allow it: {SETTING}={url.host}"
                )

    def _through(self, proxy: str) -> httpx.HTTPTransport:
        if proxy not in self._proxies:
            self._proxies[proxy] = httpx.HTTPTransport(proxy=proxy)
        return self._proxies[proxy]


def _outright(host: str) -> list[IpAddress]:
    if host.casefold().rstrip(".") == "localhost":
        return [IPv4Address("127.0.0.1")]
    address = literal(host)
    return [] if address is None else [address]


def _pinned(request: httpx.Request, address: IpAddress) -> httpx.Request:
    """The request to this very address; the server is still called, and proves itself, by its name."""
    return httpx.Request(
        request.method,
        request.url.copy_with(host=str(address)),
        headers=request.headers,
        stream=request.stream,
        extensions={**request.extensions, "sni_hostname": request.url.host},
    )


def _proxy(url: httpx.URL) -> str | None:
    proxies = getproxies()
    found = proxies.get(url.scheme) or proxies.get("all")
    return None if found is None or proxy_bypass(url.host) else found
