"""Which words name a product, and which product they name best."""

from __future__ import annotations

import pytest

from retrieval.naming import best_named, naming_words


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("How long does the battery of the Aurora Kettles last?", ("battery", "aurora", "kettle", "last")),
        ("Crème-brûlée torches", ("creme", "brulee", "torch")),
        ("batteries, glasses, boxes, bus, lens", ("battery", "glass", "box", "bus", "len")),
        ("the kettle's lid", ("kettle", "lid")),
        ("ＷＨ－１０００ kettle kettle", ("wh", "1000", "kettle")),
        ("what is it?", ()),
        ("", ()),
    ],
)
def test_naming_words_are_what_may_name(text: str, expected: tuple[str, ...]) -> None:
    assert naming_words(text) == expected


def test_naming_words_are_at_most_sixty_four() -> None:
    assert len(naming_words(" ".join(f"w{number}" for number in range(500)))) == 64


def test_naming_words_are_the_same_for_one_and_many() -> None:
    assert naming_words("kettle torch battery") == naming_words("kettles torches batteries")


TITLES = {
    "small": ("aurora", "kettle", "small"),
    "large": ("aurora", "kettle", "large", "steel"),
    "lamp": ("aurora", "lamp"),
    "toaster": ("meadow", "toaster"),
}


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("aurora", "kettle"), ["small", "large"]),
        (("aurora", "kettle", "large"), ["large"]),
        (("aurora", "kettle", "red"), ["small", "large"]),
        (("aurora", "toaster"), []),
        (("aurora",), ["lamp", "small", "large"]),
        ((), []),
    ],
)
def test_best_named_holds_all_words_else_most(words: tuple[str, ...], expected: list[str]) -> None:
    assert best_named(words, TITLES, TITLES.__getitem__) == expected
