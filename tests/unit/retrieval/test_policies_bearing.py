"""Which policy sections bear on a question: by cosine, or because the heading says all that is asked."""

from __future__ import annotations

from datetime import UTC, datetime

from retrieval.policies import BEARS_AT, bearing_on
from retrieval.schema import Evidence

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _section(heading: str, score: float) -> Evidence:
    return Evidence(heading, "policy", "Text.", score, "test", 1, NOW, heading=heading)


def test_a_heading_that_says_all_that_is_asked_bears_on_it_whatever_the_cosine() -> None:
    far, near, other = (
        _section("How long the warranty lasts", 0.2),
        _section("Proof of purchase", 0.5),
        _section("Old batteries", 0.2),
    )
    found = bearing_on([far, near, other], "How long is the warranty?")
    assert [each.heading for each in found] == ["Proof of purchase", "How long the warranty lasts"]
    assert found[1].score == BEARS_AT


def test_a_heading_that_says_less_than_is_asked_needs_the_cosine() -> None:
    assert bearing_on([_section("Batteries under warranty", 0.2)], "how long does the battery last?") == []
    assert bearing_on([_section("Old batteries", 0.2)], "is it any?") == []
