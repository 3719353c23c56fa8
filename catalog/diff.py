"""What has to be done for a product, given what it was."""

from __future__ import annotations

from typing import Literal, TypeAlias

from catalog.fingerprints import Fingerprints
from catalog.known import KnownProduct

Change: TypeAlias = Literal["added", "text", "facts", "offer", "confirmed", "unchanged"]


def change_of(known: KnownProduct | None, now: Fingerprints, *, version: int, confirm_ms: int) -> Change:
    """The farthest-reaching change; `confirmed` is an unchanged offer known longer ago than `confirm_ms`."""
    if known is None or known.deleted:
        return "added"
    before = known.fingerprints
    if before.text != now.text:
        return "text"
    if before.facts != now.facts:
        return "facts"
    if before.offer != now.offer:
        return "offer"
    return "confirmed" if version - known.offer_version > confirm_ms else "unchanged"
