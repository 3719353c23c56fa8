"""What can go wrong while finding facts.

RetrievalError
├── IndexUnavailable   the server cannot be reached, is too slow or overloaded
│   └── IndexFenced    the index takes no writes for a moment: its successor takes over
├── IndexMissing       the shop's alias does not exist: nothing was ever synced
├── SchemaMismatch     the index was made with another schema or embedder
├── InputInvalid       a file given to a command holds something else than expected
├── SettingsInvalid    an environment variable holds something else than expected
└── LocalNodeError     the local Elasticsearch cannot be fetched or started
"""

from __future__ import annotations


class RetrievalError(Exception):
    """Root of everything this package raises on purpose."""


class IndexUnavailable(RetrievalError):
    """The search server did not answer; `url` says which one."""

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(url, reason)
        self.url = url
        self.reason = reason

    def __str__(self) -> str:
        return f"Elasticsearch at {self.url} did not answer: {self.reason}"


class IndexFenced(IndexUnavailable):
    """Writes are kept out while another concrete index takes over; they will be taken soon."""

    def __str__(self) -> str:
        return f"Elasticsearch at {self.url} takes no writes to this index at the moment: {self.reason}"


class IndexMissing(RetrievalError):
    """No index stands behind `alias`."""

    def __init__(self, alias: str) -> None:
        super().__init__(alias)
        self.alias = alias

    def __str__(self) -> str:
        return f"no index behind the alias {self.alias}: sync the shop's catalogue first"


class SchemaMismatch(RetrievalError):
    """The index behind `alias` was made otherwise than this program expects."""

    def __init__(self, alias: str, expected: str, found: str) -> None:
        super().__init__(alias, expected, found)
        self.alias = alias
        self.expected = expected
        self.found = found

    def __str__(self) -> str:
        return (
            f"the index behind {self.alias} has {self.found}, expected {self.expected}: sync the shop's catalogue"
            " to make it anew (shopclerk catalog rebuild, where the embedder is another one)"
        )


class InputInvalid(RetrievalError):
    """At `where` (a file, a line) stands `got` where `expected` was expected."""

    def __init__(self, where: str, expected: str, got: str) -> None:
        super().__init__(where, expected, got)
        self.where = where
        self.expected = expected
        self.got = got

    def __str__(self) -> str:
        return f"{self.where}: expected {self.expected}, got {self.got}"


class SettingsInvalid(RetrievalError):
    """Environment variable `variable` holds `got` where `expected` was expected."""

    def __init__(self, variable: str, expected: str, got: str) -> None:
        super().__init__(variable, expected, got)
        self.variable = variable
        self.expected = expected
        self.got = got

    def __str__(self) -> str:
        return f"{self.variable}: expected {self.expected}, got {self.got!r}"


class LocalNodeError(RetrievalError):
    """The local Elasticsearch cannot be had; the message says what to install or set."""
