"""Progress on stderr, which an interruption leaves clean."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")


def following(items: Sequence[T], what: str) -> Iterator[T]:
    """The items in order, with a progress bar."""
    yield from track(items, what, console=Console(stderr=True), transient=True)
