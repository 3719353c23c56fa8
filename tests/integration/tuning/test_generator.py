"""The demo voice as it ships: every draft, every variant."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tuning import placeholders, polarity
from tuning.combination import repeats
from tuning.control import VOICED
from tuning.corpus.base import read_wordings
from tuning.errors import DraftRejected, ModelUnavailable, TuningError
from tuning.folders import MODELS
from tuning.generator import Generator, load_generator
from tuning.lexicon import words_of


@pytest.fixture(scope="module")
def demo() -> Generator:
    return load_generator("demo")


@pytest.fixture(scope="module")
def worded(demo: Generator) -> dict[tuple[str, int], tuple[str, str]]:
    """Draft and wording by kind and variant; a wording that failed is empty."""
    drafts = {kind: texts[0] for kind, texts in read_wordings().items()}
    return {
        (kind, variant): (draft, text)
        for kind, draft in drafts.items()
        for variant, text in enumerate(_phrased(demo, draft))
    }


def _phrased(generator: Generator, draft: str) -> list[str]:
    try:
        return generator.phrase_many([draft] * VOICED, range(VOICED))
    except TuningError:
        return [""] * VOICED


def test_every_wording_keeps_the_placeholders(worded: dict[tuple[str, int], tuple[str, str]]) -> None:
    said = [(draft, text) for draft, text in worded.values() if text]
    assert [pair for pair in said if not placeholders.same(*pair)] == []
    assert len(said) >= 0.99 * len(worded)


def test_nearly_every_wording_keeps_yes_and_no_is_whole_and_is_no_copy(
    worded: dict[tuple[str, int], tuple[str, str]],
) -> None:
    good = [
        draft != text and polarity.same(draft, text) and not repeats(text) and text[-1:] in ".!?>"
        for draft, text in worded.values()
    ]
    assert sum(good) >= 0.97 * len(good)


def test_wordings_vary(worded: dict[tuple[str, int], tuple[str, str]]) -> None:
    texts = {text for (kind, _), (_, text) in worded.items() if kind == "price_is"}
    assert len(texts) >= 5


def test_the_lexicon_holds_the_words_of_what_is_said(
    demo: Generator, worded: dict[tuple[str, int], tuple[str, str]]
) -> None:
    known = [
        words_of([text]) <= demo.lexicon[kind.removesuffix("_it")] | words_of([draft])
        for (kind, _), (draft, text) in worded.items()
    ]
    assert sum(known) >= 0.95 * len(known)


def test_the_base_alone_has_no_voice(demo: Generator) -> None:
    base = load_generator("base")
    draft = "The catalogue does not state the <attribute> of the <product>."
    assert base.phrase(draft) in read_wordings()["not_stated"]
    assert demo.phrase(draft) not in read_wordings()["not_stated"]


def test_a_draft_that_is_too_long_is_rejected(demo: Generator) -> None:
    with pytest.raises(DraftRejected, match="tokens"):
        demo.phrase("The catalogue says a great many things. " * 30)


def test_a_damaged_adapter_is_refused(tmp_path: Path) -> None:
    shutil.copytree(MODELS, tmp_path / "models")
    weights = tmp_path / "models" / "adapters" / "demo" / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"\0\0")
    with pytest.raises(ModelUnavailable, match="adapter_model"):
        load_generator("demo", tmp_path / "models")


def test_an_unknown_voice_is_named() -> None:
    with pytest.raises(ModelUnavailable, match="nobody"):
        load_generator("nobody")
