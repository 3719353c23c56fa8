"""One suite on the fake embedder and on the real one."""

from __future__ import annotations

import math
from concurrent.futures import ThreadPoolExecutor

import pytest

from retrieval.embedders import Embedder, load_embedder
from retrieval.errors import SettingsInvalid
from retrieval.settings import RetrievalSettings
from tests.fakes.embedders import HashingEmbedder


@pytest.fixture(scope="module")
def real() -> Embedder:
    return load_embedder(RetrievalSettings(), threads=1)


@pytest.fixture(params=["fake", "real"])
def embedder(request: pytest.FixtureRequest) -> Embedder:
    if request.param == "fake":
        return HashingEmbedder()
    real: Embedder = request.getfixturevalue("real")
    return real


def cosine(left: list[float], right: list[float]) -> float:
    return sum(a * b for a, b in zip(left, right, strict=True))


def test_embed_gives_unit_vectors_of_its_dims(embedder: Embedder) -> None:
    for vector in embedder.embed(["How heavy is it?", "", "Weight", "x" * 5000]):
        assert len(vector) == embedder.dims
        assert math.isclose(cosine(vector, vector), 1.0, abs_tol=1e-4)


def test_embed_of_nothing_is_nothing(embedder: Embedder) -> None:
    assert embedder.embed([]) == []


def test_embed_keeps_order_and_doubles_whatever_the_lengths(embedder: Embedder) -> None:
    texts = [f"{'word ' * (index % 7)}text {index % 5}" for index in range(40)]
    together = embedder.embed(texts)
    for text, vector in zip(texts, together, strict=True):
        assert cosine(embedder.embed([text])[0], vector) > 0.999


def test_embed_puts_texts_of_like_words_nearer(embedder: Embedder) -> None:
    question, near, far = embedder.embed(
        ["how long does the battery last", "battery life of the headphones", "we ship to Canada within three days"]
    )
    assert cosine(question, near) > cosine(question, far)


def test_embed_is_the_same_from_many_threads(embedder: Embedder) -> None:
    texts = [f"question number {index}" for index in range(24)]
    alone = [embedder.embed([text])[0] for text in texts]
    with ThreadPoolExecutor(8) as pool:
        at_once = list(pool.map(lambda text: embedder.embed([text, f"{text}, please"])[0], texts))
    assert all(cosine(left, right) > 0.999 for left, right in zip(alone, at_once, strict=True))


def test_load_embedder_names_the_setting_when_there_is_no_such_model() -> None:
    with pytest.raises(SettingsInvalid, match="SHOPCLERK_EMBEDDER.*no/such-model-here"):
        load_embedder(RetrievalSettings(embedder="./no/such-model-here"))
