"""Joined drafts come apart where both halves are known, and nowhere else."""

from __future__ import annotations

import pytest

from tuning.joined import split

KNOWN = {"It costs <price>.", "It is in stock.", "Says: <quote>", "Gone. Which one?", "Gone."}


@pytest.mark.parametrize(
    ("draft", "expected"),
    [
        ("It costs <price>. It is in stock.", ["It costs <price>.", "It is in stock."]),
        ("Says: <quote> It costs <price>.", ["Says: <quote>", "It costs <price>."]),
        ("Gone. Which one?", ["Gone. Which one?"]),
        ("It is in stock. Gone. Which one?", ["It is in stock.", "Gone. Which one?"]),
        ("It costs <price>. It is late.", ["It costs <price>. It is late."]),
        ("", [""]),
    ],
)
def test_split_takes_known_drafts_apart(draft: str, expected: list[str]) -> None:
    assert split(draft, KNOWN) == expected
