"""What tells whether a plan that is carried out is the plan that was made."""

from __future__ import annotations

import hashlib
from dataclasses import astuple
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from catalog.syncing.comparing import Difference


class PlanDigest:
    """A hash over every change of a plan; a price that is only confirmed is none."""

    def __init__(self) -> None:
        self._hash = hashlib.blake2b(digest_size=16)
        self._removed: list[str] = []
        self.changes = 0

    def add(self, difference: Difference) -> None:
        """Takes a difference in; those of the file in its order, removals in any."""
        if difference.change == "confirmed":
            return
        self.changes += 1
        if difference.prints is None:
            self._removed.append(difference.id)
        else:
            known = difference.known and (astuple(difference.known.fingerprints), difference.known.deleted)
            self._take(difference.change, difference.id, astuple(difference.prints), known)

    def hexdigest(self) -> str:
        """The hash of what was added so far."""
        whole = self._hash.copy()
        whole.update(repr(sorted(self._removed)).encode(errors="backslashreplace"))
        return whole.hexdigest()

    def _take(self, *parts: object) -> None:
        self._hash.update(repr(parts).encode(errors="backslashreplace"))
