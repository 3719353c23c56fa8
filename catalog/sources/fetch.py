"""Fetching a source from the web: only when it has changed, going on where a broken download stopped."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from urllib.parse import unquote

import httpx
import structlog

from catalog.errors import SourceError
from catalog.sources.guarded import GuardedTransport
from catalog.sources.reach import Reach

log = structlog.get_logger(__name__)
ATTEMPTS = 6
LONGEST_WAIT_S = 60.0
REDIRECTS = 5
AGAIN = frozenset({408, 429, 500, 502, 503, 504})
Progress = Callable[[int, int | None], None]


@dataclass(frozen=True, slots=True)
class Validators:
    """What tells one version of a remote file from another."""

    etag: str | None = None
    last_modified: str | None = None

    def conditions(self) -> dict[str, str]:
        """The headers that ask for the file only if it is another version."""
        named = {"If-None-Match": self.etag, "If-Modified-Since": self.last_modified}
        return {name: value for name, value in named.items() if value}

    @property
    def strong(self) -> str | None:
        """What a download may be resumed by: weak tags do not promise equal bytes."""
        return self.etag if self.etag and not self.etag.startswith("W/") else self.last_modified


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches files of at most `most_bytes` from within `reach`; `timeout_s` is how long the server may be silent."""

    most_bytes: int
    timeout_s: float = 30.0
    reach: Reach = field(default_factory=Reach)
    sleep: Callable[[float], None] = time.sleep
    # Shops of one platform whose server was away do not all come back at once.
    spread: Callable[[float, float], float] = random.uniform

    def fetch(self, url: str, target: Path, known: Validators, progress: Progress) -> Validators | None:
        """Writes the file to `target` and returns its validators; None when it is still the `known` version.

        Content that was gzipped on the way is kept gzipped. Raises `SourceError`.
        """
        download = _Download(target, known, self.most_bytes, progress)
        transport = GuardedTransport(self.reach)
        with httpx.Client(
            transport=transport, follow_redirects=True, max_redirects=REDIRECTS, timeout=self.timeout_s
        ) as client:
            for attempt in range(1, ATTEMPTS + 1):
                try:
                    return self._attempt(client, url, download)
                except (httpx.TooManyRedirects, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
                    raise SourceError(f"{_shown(url)}: {error}") from error
                except (httpx.TransportError, _Again) as error:
                    reason = str(error) or type(error).__name__
                    if attempt == ATTEMPTS:
                        raise SourceError(f"{_shown(url)}: given up after {ATTEMPTS} attempts: {reason}") from error
                    asked = error.after_s if isinstance(error, _Again) else None
                    log.warning("download broke off, trying again", url=_shown(url), at=download.got, reason=reason)
                    own = 2.0 ** (attempt - 1) * self.spread(0.5, 1.0)
                    self.sleep(min(LONGEST_WAIT_S, own if asked is None else asked))
        raise AssertionError("every attempt returns or raises")

    def _attempt(self, client: httpx.Client, url: str, download: _Download) -> Validators | None:
        with client.stream("GET", url, headers=download.headers()) as answer:
            if answer.status_code in AGAIN:
                raise _Again(f"HTTP {answer.status_code}", _retry_after(answer))
            if answer.status_code == 304:
                return None
            if answer.status_code == 416 and download.got:
                download.start_over()
                raise _Again("HTTP 416: the server has no such range any more", 0.0)
            if answer.status_code not in (200, 206):
                raise SourceError(f"{_shown(url)}: expected HTTP 200, got {answer.status_code}")
            return download.take(answer)


class _Download:
    """One file on its way; what has arrived stays when the connection breaks off."""

    def __init__(self, target: Path, known: Validators, most_bytes: int, progress: Progress) -> None:
        self._target = target
        self._known = known
        self._most = most_bytes
        self._progress = progress
        self._validators = Validators()
        self.got = 0

    def headers(self) -> dict[str, str]:
        """Asks for the whole file if it has changed, or for the rest of it if it has not."""
        plain = {"Accept-Encoding": "gzip", "User-Agent": "shopclerk"}
        if self.got and self._validators.strong:
            return {**plain, "Range": f"bytes={self.got}-", "If-Range": self._validators.strong}
        return {**plain, **self._known.conditions()}

    def start_over(self) -> None:
        """Forgets what has arrived."""
        self.got = 0

    def take(self, answer: httpx.Response) -> Validators:
        """Writes the body; a 206 that is the rest of the same version goes on, anything else begins anew."""
        if answer.status_code == 206 and not answer.headers.get("content-range", "").startswith(f"bytes {self.got}-"):
            self.start_over()
            raise _Again(f"expected the range from {self.got}, got another", 0.0)
        if answer.status_code == 200:
            self.start_over()
            self._validators = Validators(answer.headers.get("etag"), answer.headers.get("last-modified"))
        length = answer.headers.get("content-length", "")
        whole = self.got + int(length) if length.isdigit() else None
        self._refuse_above(whole or 0)
        with self._target.open("ab" if self.got else "wb") as file:
            for piece in answer.iter_raw(64 * 1024):
                file.write(piece)
                self.got += len(piece)
                self._refuse_above(self.got)
                self._progress(self.got, whole)
        return self._validators

    def _refuse_above(self, size: int) -> None:
        if size > self._most:
            raise SourceError(
                f"expected a file of at most {self._most:,} bytes, got one of {size:,} or more;"
                " SHOPCLERK_SYNC_MAX_DOWNLOAD_MB sets the limit"
            )


class _Again(Exception):  # noqa: N818 - it is caught where it is raised for
    """An answer that another attempt may better, after `after_s` where the server named a time."""

    def __init__(self, reason: str, after_s: float | None) -> None:
        super().__init__(reason)
        self.after_s = after_s


def is_url(source: str) -> bool:
    """Whether a source is to be fetched."""
    return source.lower().startswith(("http://", "https://"))


def url_name(url: str) -> str:
    """The file's name that an address ends with, else its host."""
    parts = httpx.URL(url)
    return unquote(parts.path.rstrip("/").rsplit("/", 1)[-1]) or parts.host


def _shown(url: str) -> str:
    """An address without the user, password and query it may hold."""
    return str(httpx.URL(url).copy_with(userinfo=b"", query=None))


def _retry_after(answer: httpx.Response) -> float | None:
    stated = answer.headers.get("retry-after", "").strip()
    if stated.isdigit():
        return float(stated)
    try:
        return max(0.0, (parsedate_to_datetime(stated) - datetime.now(UTC)).total_seconds()) if stated else None
    except (ValueError, TypeError):
        return None
