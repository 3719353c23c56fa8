"""The catalogue's worker with texts hashed instead of embedded: celery -A tests.bench.faults.worker worker.

What is measured is what a killed worker leaves behind; one that need not load a model is back at once.
"""

from __future__ import annotations

import faulthandler
import signal

from catalog.services import LazyEmbedder
from catalog.worker import app
from retrieval.embedders import Embedder
from tests.fakes.embedders import HashingEmbedder


def _hashing(self: LazyEmbedder) -> Embedder:
    """The stand-in that the contract suite holds to the real one's promises."""
    return HashingEmbedder()


LazyEmbedder.get = _hashing  # type: ignore[method-assign]

# What a process that does nothing is at: kill -USR2 writes it into the log.
faulthandler.register(signal.SIGUSR2, all_threads=True)

__all__ = ["app"]
