"""Pounds are money where the shop sells for pounds, and a weight elsewhere, unless the words decide."""

from __future__ import annotations

import pytest

from bot.answering.pounds import pounds_told
from tests.fakes.bot import Conversation


@pytest.mark.parametrize(
    ("text", "in_sterling", "in_dollars"),
    [
        ("laptop under 2 pounds", "laptop under £2", "laptop under 2 lb"),
        ("is it under 200 pounds?", "is it under £200?", "is it under 200 lb?"),
        ("a laptop that weighs under 2 pounds", "a laptop that weighs under 2 lb", "a laptop that weighs under 2 lb"),
        ("does it cost less than 20 pounds?", "does it cost less than £20?", "does it cost less than £20?"),
        ("a shelf that holds 50 pounds", "a shelf that holds 50 lb", "a shelf that holds 50 lb"),
        ("cheap phone, at most 1,500 pounds", "cheap phone, at most £1,500", "cheap phone, at most £1,500"),
        ("model 20 Pounds", "model £20", "model 20 lb"),
        ("under £50 or €50", "under £50 or €50", "under £50 or €50"),
    ],
)  # fmt: skip
def test_pounds_are_told_by_the_words_and_else_by_the_shop(text: str, in_sterling: str, in_dollars: str) -> None:
    assert pounds_told(text, "GBP") == in_sterling
    assert pounds_told(text, "USD") == in_dollars
    assert pounds_told(text, "EUR") == in_dollars


def test_a_shop_of_dollars_takes_pounds_for_a_weight() -> None:
    reply = Conversation().ask("headphones under 0.55 pounds", intent="search_products")
    assert (reply.outcome, reply.product_ids) == ("answer", ("H3",))
