"""What can go wrong in the bot's own commands, as one tree.

BotError
├── SettingsInvalid   an environment variable holds what cannot be used
├── CasesInvalid      a line of a case file is no case
└── RemoteFailed      the running bot asked over HTTP did not answer as its contract says
"""

from __future__ import annotations


class BotError(Exception):
    """Anything that keeps a command of the bot from doing its work."""


class SettingsInvalid(BotError):
    """`variable` expected `expected` and holds `got`."""

    def __init__(self, variable: str, expected: str, got: str | None) -> None:
        super().__init__(variable, expected, got)
        self.variable, self.expected, self.got = variable, expected, got

    def __str__(self) -> str:
        return f"{self.variable}: expected {self.expected}, got {self.got!r}"


class CasesInvalid(BotError):
    """Line `line` of `path` is no case; 0 where the file itself cannot be read."""

    def __init__(self, path: str, line: int, problem: str) -> None:
        super().__init__(path, line, problem)
        self.path, self.line, self.problem = path, line, problem

    def __str__(self) -> str:
        return f"{self.path}, line {self.line}: {self.problem}" if self.line else f"{self.path}: {self.problem}"


class RemoteFailed(BotError):
    """The bot at `url` failed: `problem` says how."""

    def __init__(self, url: str, problem: str) -> None:
        super().__init__(url, problem)
        self.url, self.problem = url, problem

    def __str__(self) -> str:
        return f"{self.url}: {self.problem}"
