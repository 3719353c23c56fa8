"""Whether another gateway uses the same SQLite file: if none does, claims in it are a dead process's."""

from __future__ import annotations

import fcntl
from pathlib import Path
from typing import IO


class Presence:
    """A file lock held for the life of the process; the system lets go of it however the process ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[bytes] | None = None

    def enter(self) -> bool:
        """Declares this process present; whether it is the only one."""
        self._file = self._path.open("ab")
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            fcntl.flock(self._file, fcntl.LOCK_SH)
            return False
        fcntl.flock(self._file, fcntl.LOCK_SH)
        return True

    def leave(self) -> None:
        """Declares it gone."""
        if self._file is not None:
            self._file.close()
