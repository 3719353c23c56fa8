"""How near is near enough to propose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pytest

from retrieval.proposals import nearest, proposal_keys

KEYS = {
    "four": ("wh1000xm4",),
    "five": ("wh1000xm5",),
    "short": ("ak17",),
    "long": ("ak1750000",),
    "id": ("kettle", "k"),
}


def keys_of(keys: Mapping[str, Sequence[str]]) -> dict[str, dict[str, bool]]:
    return {name: dict.fromkeys(own, True) for name, own in keys.items()}


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
    assert nearest(key, keys_of(KEYS), limit=5) == expected


def test_nearest_keeps_the_limit() -> None:
    assert nearest("wh1000xm", keys_of(KEYS), limit=1) == ["five"]


def test_nearest_by_a_model_number_comes_before_as_near_an_id() -> None:
    by_id = proposal_keys([{"kind": "id", "key": "815691"}], ["815691"])
    by_model = proposal_keys([{"kind": "model", "key": "815692"}], ["815692"])
    assert nearest("815690", {"a": by_id, "b": by_model}, limit=5) == ["b", "a"]
