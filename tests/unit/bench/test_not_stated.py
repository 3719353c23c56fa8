"""The questions of what real products do and do not state."""

from __future__ import annotations

import random

import pytest

from retrieval.schema import Attribute
from tests.bench.not_stated import Asked, outcome, questions, same, share, worded


def product(*labels: str) -> tuple[Attribute, ...]:
    return tuple(Attribute(label, label, "x") for label in labels)


def test_questions_ask_for_what_alike_products_state_and_this_one_does_not() -> None:
    alike = [product("Ink", "Paper", "Tray", "Feeder", f"Own {number}") for number in range(7)]
    lacking = product("Ink", "Paper", "Tray")
    asked = list(questions([*alike, lacking]))
    silent = [one for one in asked if not one.answering]
    assert [one.attributes for one in silent] == [lacking]
    assert "feeder" in silent[0].question
    stated = [one for one in asked if one.answering]
    assert [len(one.answering) for one in stated] == [1]


def test_questions_ask_nothing_of_a_product_without_its_like() -> None:
    assert list(questions([product("Ink", "Paper", "Tray"), product("Sole", "Lace", "Heel")])) == []


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        ("Weight", "Weight imperial", True),
        ("Package weight", "Weight", True),
        ("Width", "Depth", True),
        ("Print technology", "Printing material whiteness", False),
        ("Battery voltage", "Input voltage", False),
    ],
)
def test_same_joins_what_may_answer_one_question(one: str, other: str, expected: bool) -> None:
    assert same(one, other) is expected


def test_worded_names_the_label_without_its_unit() -> None:
    assert "operating temperature" in worded(Attribute("t", "Operating temperature t t", "5"), random.Random(1))
    assert " t t" not in worded(Attribute("t", "Operating temperature t t", "5"), random.Random(1))


@pytest.mark.parametrize(
    ("answering", "label", "abstains", "expected"),
    [
        (frozenset(), "Ink", True, "rightly not stated"),
        (frozenset(), "Ink", False, "answered though not stated"),
        (frozenset({"Ink"}), "Ink", False, "right"),
        (frozenset({"Ink"}), "Tray", False, "another attribute"),
        (frozenset({"Ink"}), "Ink", True, "wrongly not stated"),
    ],
)
def test_outcome_says_what_became_of_a_question(
    answering: frozenset[str], label: str, abstains: bool, expected: str
) -> None:
    assert outcome(Asked("ink?", product("Ink", "Tray"), answering), label, abstains=abstains) == expected


def test_share_of_nothing_is_nothing() -> None:
    assert (share(0, 0), share(1, 3)) == (0.0, 0.25)
