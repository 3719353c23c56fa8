"""Embeddings of short texts that come again and again, kept in memory and on disk."""

from __future__ import annotations

import hashlib
import re
import sqlite3
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import TypeAlias

import numpy as np
import structlog
from numpy.typing import NDArray

from retrieval.embedders import Embedder

Vectors: TypeAlias = NDArray[np.float32]

_IN_MEMORY = 40_000
_AT_ONCE = 500
_log = structlog.get_logger(__name__)


class VectorCache:
    """Embeds each text once: later from memory, after a restart from a file named after the embedder."""

    def __init__(self, embedder: Embedder, *, folder: Path | None = None) -> None:
        self._embedder = embedder
        self._memory: OrderedDict[str, NDArray[np.float16]] = OrderedDict()
        self._lock = threading.Lock()
        self._file = (
            None if folder is None else folder / f"vectors-{re.sub(r'[^0-9A-Za-z.-]+', '_', embedder.name)}.sqlite"
        )

    def vectors(self, texts: Sequence[str]) -> Vectors:
        """One row a text; a file that cannot be read or written costs time, never an answer."""
        distinct = list(dict.fromkeys(texts))
        with self._lock:
            found = {text: self._memory[text] for text in distinct if text in self._memory}
        missing = [text for text in distinct if text not in found]
        if missing:
            stored = self._read(missing)
            new = [text for text in missing if text not in stored]
            if new:
                computed = np.asarray(self._embedder.embed(new), dtype=np.float16)
                stored.update(zip(new, computed, strict=True))
                self._write((text, stored[text]) for text in new)
            found.update(stored)
        self._keep(distinct, found)
        return np.stack([found[text] for text in texts]).astype(np.float32)

    def _keep(self, texts: Iterable[str], found: dict[str, NDArray[np.float16]]) -> None:
        with self._lock:
            for text in texts:
                self._memory[text] = found[text]
                self._memory.move_to_end(text)
            while len(self._memory) > _IN_MEMORY:
                self._memory.popitem(last=False)

    def _read(self, texts: Sequence[str]) -> dict[str, NDArray[np.float16]]:
        if self._file is None or not self._file.exists():
            return {}
        by_key = {_key(text): text for text in texts}
        keys = list(by_key)
        rows: list[tuple[bytes, bytes]] = []
        try:
            with closing(sqlite3.connect(self._file, timeout=0.2)) as connection:
                for start in range(0, len(keys), _AT_ONCE):
                    part = keys[start : start + _AT_ONCE]
                    marks = ",".join("?" * len(part))
                    rows += connection.execute(f"SELECT key, vector FROM vectors WHERE key IN ({marks})", part)
        except sqlite3.Error as error:
            _log.warning("vector_cache_unread", file=str(self._file), error=str(error))
        return {by_key[key]: np.frombuffer(vector, dtype=np.float16) for key, vector in rows}

    def _write(self, entries: Iterable[tuple[str, NDArray[np.float16]]]) -> None:
        if self._file is None:
            return
        rows = [(_key(text), vector.tobytes()) for text, vector in entries]
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._file, timeout=1.0)) as connection, connection:
                connection.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB NOT NULL)")
                connection.executemany("INSERT OR IGNORE INTO vectors VALUES (?, ?)", rows)
        except (sqlite3.Error, OSError) as error:
            _log.warning("vector_cache_unwritten", file=str(self._file), error=str(error))


def _key(text: str) -> bytes:
    return hashlib.blake2b(text.encode(errors="replace"), digest_size=16).digest()
