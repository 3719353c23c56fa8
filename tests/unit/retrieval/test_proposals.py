"""How near is near enough to propose."""

from __future__ import annotations

import pytest

from retrieval.proposals import nearest

KEYS = {
    "four": ("wh1000xm4",),
    "five": ("wh1000xm5",),
    "short": ("ak17",),
    "long": ("ak1750000",),
    "id": ("kettle", "k"),
}


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("wh1000xm4", ["four", "five"]),
        ("hw1000xm4", ["four", "five"]),
        ("wh100xm44", ["four"]),
        ("wh1000", ["five", "four"]),
        ("ak17", ["short", "long"]),
        ("ak71", ["short"]),
        ("ka71", []),
        ("ketle", ["id"]),
        ("k", []),
        ("", []),
    ],
)
def test_nearest_first_within_the_edits_of_the_length(key: str, expected: list[str]) -> None:
    assert nearest(key, KEYS, limit=5) == expected


def test_nearest_keeps_the_limit() -> None:
    assert nearest("wh1000xm", KEYS, limit=1) == ["five"]
