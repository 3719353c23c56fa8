"""Where what is known of a product may not be what the index says, or will say when all under way is written."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.deliveries.inbox import Lane
from catalog.syncing.diff import Change
from catalog.syncing.fingerprints import Fingerprints
from catalog.syncing.known import KnownProduct


@dataclass(frozen=True, slots=True)
class Uncertainty:
    """What makes it uncertain: an attempt that broke off in a lane, perhaps after it had written; an older file whose
    texts are still to be written."""

    broken: Lane | None
    texts_to_come: bool

    @property
    def of_texts(self) -> bool:
        """Whether a text in the index, and its vector, may be another one than is known."""
        return self.broken == "bulk" or self.texts_to_come

    def change_of(self, change: Change, known: KnownProduct | None, now: Fingerprints, *, version: int) -> Change:
        """What has to be written of a product whose text seems as it was, so that nothing older takes its place.

        A price is always said again, as of now: between what is known of it and now it may have been another one.
        """
        if known is None or known.deleted or change not in ("unchanged", "superseded", "offer", "confirmed"):
            return change
        if change != "superseded" and self.of_texts and known.version < version:
            return "text"
        if known.offer_version < version and known.fingerprints.offer == now.offer:
            return "confirmed"
        return change

    def doubts(self, known: KnownProduct | None, *, version: int, file: int) -> bool:
        """Whether an attempt at a delivery of this version may have changed a product behind what is known of it.

        What something newer than the `file` has said since, reading the file once more does not put right.
        """
        if self.broken is None or known is None or known.deleted or known.version > file:
            return False
        # A text that was written over with another one may have kept a vector that is not its own.
        return known.offer_version <= version or self.broken == "bulk"

    def doubts_existence(self, known: KnownProduct, *, version: int) -> bool:
        """Whether it may have removed one."""
        newest = max(known.version, known.offer_version)
        return self.broken is not None and not known.deleted and newest <= version
