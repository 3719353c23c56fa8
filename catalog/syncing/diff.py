"""What has to be done for a product, given what it was."""

from __future__ import annotations

from typing import Literal, TypeAlias

from catalog.syncing.fingerprints import Fingerprints
from catalog.syncing.known import KnownProduct

Change: TypeAlias = Literal["added", "text", "facts", "offer", "confirmed", "unchanged", "superseded"]


def change_of(
    known: KnownProduct | None, now: Fingerprints, *, version: int, confirm_ms: int, at_ms: int | None = None
) -> Change:
    """The farthest-reaching change; a part that is known at a newer version than `version` is left as it is.

    `superseded` differs only in such parts; `confirmed` is an unchanged offer last said longer ago than `confirm_ms`
    before `at_ms` (`version` when None).
    """
    if known is None:
        return "added"
    if known.deleted:
        return "superseded" if known.version > version else "added"
    before = known.fingerprints
    if known.version <= version and before.text != now.text:
        return "text"
    if known.version <= version and before.facts != now.facts:
        return "facts"
    if known.offer_version <= version and before.offer != now.offer:
        return "offer"
    if (before.text, before.facts, before.offer) != (now.text, now.facts, now.offer):
        return "superseded"
    at = version if at_ms is None else at_ms
    return "confirmed" if is_due(known, version=version, confirm_ms=confirm_ms, at_ms=at) else "unchanged"


def is_due(known: KnownProduct, *, version: int, confirm_ms: int, at_ms: int) -> bool:
    """Whether an unchanged offer was last said so long ago that it is written again, to be as of now."""
    said = known.offer_version if known.confirmed_at is None else known.confirmed_at
    return known.offer_version <= version and at_ms - said > confirm_ms
