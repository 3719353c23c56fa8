"""Two drafts joined by a space, taken apart again so that each is worded by itself."""

from __future__ import annotations

import re
from collections.abc import Set as AbstractSet

_BOUNDARY = re.compile(r"(?<=[.!?>]) ")


def split(draft: str, known: AbstractSet[str]) -> list[str]:
    """The two known drafts that this one joins; the draft itself where it is known or is no such pair."""
    if draft in known:
        return [draft]
    for space in _BOUNDARY.finditer(draft):
        parts = [draft[: space.start()], draft[space.end() :]]
        if set(parts) <= known:
            return parts
    return [draft]
