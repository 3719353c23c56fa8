"""Two drafts come together only where their values cannot be confused, and never repeat themselves."""

from __future__ import annotations

import random

import pytest

from tuning import placeholders
from tuning.combination import combinations, repeats, two_drafts, voiced
from tuning.corpus.base import read_wordings

DRAFTS = {"price_is": ["The <product> costs <price>."], "in_stock": ["The <product> is in stock."]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("We have the the <product>.", True),
        ("We have the <product> here. We have the <product> now.", True),
        ("The <product> is <price>. It's in stock.", False),
    ],
)
def test_repeats_notices_a_doubled_word_and_a_doubled_run(text: str, expected: bool) -> None:
    assert repeats(text) is expected


def test_combinations_share_nothing_but_the_product() -> None:
    drafts = read_wordings()
    found = combinations(drafts)
    assert ("price_is", "in_stock") in found
    assert ("attribute_is", "this_one_is") not in found
    assert ("in_stock", "out_of_stock") not in found
    for one, two in found:
        shared = set(placeholders.by_type(drafts[one][0])) & set(placeholders.by_type(drafts[two][0]))
        assert shared <= {"product"}


def test_voiced_takes_the_next_wording_where_the_first_would_repeat() -> None:
    replies = {"a": ["We have the <product> at <price>."], "b": ["We have the <product> in stock.", "It's in stock."]}
    assert voiced("a", "b", variant=0, replies=replies) == "We have the <product> at <price>. It's in stock."


def test_two_drafts_refuses_a_wording_that_drops_a_placeholder() -> None:
    replies = {"price_is": ["That's <price> for the <product>."], "in_stock": ["It's in stock."]}
    pair = two_drafts("price_is", "in_stock", variant=0, drafts=DRAFTS, replies=replies, rng=random.Random(0))
    assert pair is None
