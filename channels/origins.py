"""Which websites may open our WebSocket: our own pages, the public address, and those the shop allows."""

from __future__ import annotations

from collections.abc import Iterable
from urllib.parse import urlsplit


class Origins:
    """Decides by the Origin header, which a browser's page cannot forge; other programs need not send one."""

    def __init__(self, allowed: Iterable[str]) -> None:
        self._allowed = {origin.lower() for origin in allowed}

    def allows(self, origin: str | None, host: str | None) -> bool:
        """Whether a page of `origin` may talk to us, who were called as `host`."""
        if origin is None:
            return True
        parts = urlsplit(origin.lower())
        is_own = parts.scheme in {"http", "https"} and bool(host) and parts.netloc == (host or "").lower()
        return is_own or origin.lower() in self._allowed
