"""One suite on the fake generator and on the real one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

import pytest

from tests.fakes.tuning import FakeGenerator
from tuning import placeholders
from tuning.errors import DraftRejected, TuningError
from tuning.generator import load_generator

PRICE = "The <product> costs <price>."
TWO = "The sources disagree on the <attribute> of the <product>: <value_1> and <value_2>."


class _Phraser(Protocol):
    name: str

    def phrase(self, draft: str, *, variant: int = 0) -> str: ...

    def phrase_many(self, drafts: Sequence[str], variants: Sequence[int]) -> list[str]: ...


@pytest.fixture(scope="module", params=["fake", "demo"])
def generator(request: pytest.FixtureRequest) -> _Phraser:
    if request.param == "demo":
        return load_generator("demo")
    wordings = {
        PRICE: ["That's <price> for the <product>.", "The <product> comes to <price>."],
        TWO: ["For the <attribute> of the <product> we see <value_1> and <value_2>."],
    }
    return FakeGenerator(wordings)


@pytest.mark.parametrize("draft", [PRICE, TWO])
@pytest.mark.parametrize("variant", [0, 1, 5])
def test_phrase_keeps_every_placeholder_and_rewords(generator: _Phraser, draft: str, variant: int) -> None:
    text = generator.phrase(draft, variant=variant)
    assert placeholders.same(draft, text)
    assert text != draft


def test_phrase_gives_other_wordings_for_other_variants_and_the_same_for_the_same(generator: _Phraser) -> None:
    texts = [generator.phrase(PRICE, variant=variant) for variant in (0, 1, 0)]
    assert texts[0] == texts[2] != texts[1]


def test_phrase_many_words_each_draft_in_its_variant(generator: _Phraser) -> None:
    assert generator.phrase_many([PRICE, TWO], [1, 0]) == [
        generator.phrase(PRICE, variant=1),
        generator.phrase(TWO, variant=0),
    ]
    assert generator.phrase_many([], []) == []


@pytest.mark.parametrize("draft", ["", "   ", "The <colour> is nice.", "The <value_9> is nice."])
def test_phrase_rejects_a_draft_it_cannot_word(generator: _Phraser, draft: str) -> None:
    with pytest.raises(DraftRejected):
        generator.phrase(draft)


def test_phrase_of_what_it_was_never_taught_fails_openly_or_keeps_the_placeholders(generator: _Phraser) -> None:
    draft = "Fnord <value_1> <value_2> <shop> zyzzyva <contact>!"
    try:
        text = generator.phrase(draft)
    except TuningError:
        return
    assert placeholders.same(draft, text)
