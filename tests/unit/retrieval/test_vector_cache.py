"""Embeddings that are kept: in memory, on disk, and without either being needed."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from retrieval.vector_cache import VectorCache
from tests.fakes.embedders import HashingEmbedder

TEXTS = ["Weight", "Colour", "Weight", "x" * 3000]


def test_vectors_are_the_embedders_in_order() -> None:
    embedder = HashingEmbedder()
    found = VectorCache(embedder).vectors(TEXTS)
    assert np.allclose(found, np.array(embedder.embed(TEXTS)), atol=1e-3)


def test_vectors_are_computed_once_and_outlive_the_process(tmp_path: Path) -> None:
    first, second = HashingEmbedder(), HashingEmbedder()
    kept = VectorCache(first, folder=tmp_path).vectors(TEXTS)
    assert sorted(first.embedded) == sorted(set(TEXTS))
    again = VectorCache(second, folder=tmp_path).vectors(TEXTS)
    assert second.embedded == []
    assert np.array_equal(kept, again)


def test_vectors_of_another_embedder_are_not_taken(tmp_path: Path) -> None:
    VectorCache(HashingEmbedder(dims=64), folder=tmp_path).vectors(TEXTS)
    assert VectorCache(HashingEmbedder(dims=32), folder=tmp_path).vectors(TEXTS).shape == (4, 32)


@pytest.mark.parametrize("content", [b"", b"no database at all, but some text that is longer than a header" * 9])
def test_a_broken_file_costs_time_and_no_answer(tmp_path: Path, content: bytes) -> None:
    embedder = HashingEmbedder()
    VectorCache(embedder, folder=tmp_path).vectors(["a"])
    (file,) = tmp_path.iterdir()
    file.write_bytes(content)
    assert VectorCache(embedder, folder=tmp_path).vectors(TEXTS).shape == (4, 64)


def test_a_folder_that_cannot_be_made_costs_no_answer(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    assert VectorCache(HashingEmbedder(), folder=tmp_path / "file").vectors(TEXTS).shape == (4, 64)
