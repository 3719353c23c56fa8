"""Yes, no and not known survive a rewording, or it is noticed."""

from __future__ import annotations

import pytest

from tuning import polarity


@pytest.mark.parametrize(
    ("draft", "reply", "expected"),
    [
        ("Yes, the <product> has <attribute>.", "Yes, it does come with <attribute>: the <product>.", True),
        ("Yes, the <product> has <attribute>.", "The <product> has <attribute>.", False),
        ("Yes, the <product> has <attribute>.", "Yes, but the <product> doesn't have <attribute>.", False),
        ("No, the <product> does not have <attribute>.", "I'm afraid the <product> doesn't have <attribute>.", True),
        ("No, the <product> does not have <attribute>.", "Yes, the <product> does not have <attribute>.", False),
        ("The <product_1> has the lower <attribute>.", "The higher <attribute> is on the <product_1>.", False),
        ("The <product_1> has the lower <attribute>.", "The <product_1> comes out lower on <attribute>.", True),
        ("The <product> is out of stock.", "We have the <product> in stock.", False),
        ("The <product> costs <price>.", "Yes, the <product> is <price>.", False),
        ("The <product> costs <price>.", "That's <price> for the <product>.", True),
    ],
)
def test_same_notices_a_changed_answer(draft: str, reply: str, expected: bool) -> None:
    assert polarity.same(draft, reply) is expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The catalogue does not state the <attribute> of the <product>.", True),
        ("We don't carry <mention>, I'm afraid.", True),
        ("The <product> is in stock.", False),
        ("No product fits all of that.", True),
        ("No, the <product> does not have <attribute>.", False),
        ("Yes, the <product> has <attribute>.", False),
    ],
)
def test_refuses_tells_not_known_from_an_answer(text: str, expected: bool) -> None:
    assert polarity.refuses(text) is expected
