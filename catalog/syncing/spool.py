"""Files that wait for a worker, each kept under the hash of its content."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import time
from collections.abc import Iterable
from pathlib import Path

from catalog.errors import SourceError

YOUNG_S = 3_600.0


class Spool:
    """A folder of files named by their content, so that the same file is kept once and never half."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def put(self, source: Path) -> str:
        """Copies a file into the spool and returns the name it has there; raises `SourceError`."""
        name = content_name(source)
        target = self.path(name)
        if target.exists():
            os.utime(target)
            return name
        self._folder.mkdir(parents=True, exist_ok=True)
        incoming = self._folder / f"incoming-{secrets.token_hex(8)}"
        with incoming.open("wb") as copy, source.open("rb") as stream:
            shutil.copyfileobj(stream, copy, 1024 * 1024)
        incoming.replace(target)
        return name

    def path(self, name: str) -> Path:
        """Where the file of this name stands."""
        return self._folder / name

    def keep_only(self, names: Iterable[str]) -> None:
        """Removes every file that is not named and not young enough to be on its way into a run."""
        needed = set(names)
        for path in self._folder.iterdir() if self._folder.is_dir() else ():
            if path.name not in needed and time.time() - path.stat().st_mtime > YOUNG_S:
                path.unlink(missing_ok=True)


def content_name(source: Path) -> str:
    """The name a file has in every spool, by its content; raises `SourceError`."""
    try:
        with source.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise SourceError(f"the source file cannot be read: {error}") from error
