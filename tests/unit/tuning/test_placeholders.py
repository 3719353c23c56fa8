"""Placeholders are found, compared and numbered."""

from __future__ import annotations

import pytest

from tuning import placeholders


def test_find_gives_placeholders_in_order_with_repeats() -> None:
    text = "The <product> is <old_price>, and the <product> was <value_2>."
    assert placeholders.find(text) == ["<product>", "<old_price>", "<product>", "<value_2>"]


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("<value> of <product>", "<product>: <value>", True),
        ("<value_1> and <value_2>", "both <value_1> or <value_2>", True),
        ("<value_1> and <value_2>", "<value_2> and <value_1>", False),
        ("<product>", "<product> and <product>", False),
        ("<product>", "nothing", False),
        ("<price> from <old_price>", "<old_price>, now <price>", True),
    ],
)
def test_same_holds_names_count_and_order_within_a_type(first: str, second: str, expected: bool) -> None:
    assert placeholders.same(first, second) is expected


def test_number_numbers_only_types_that_repeat() -> None:
    assert placeholders.number(["value", "product", "value"]) == ["<value_1>", "<product>", "<value_2>"]


def test_all_holds_every_type_bare_and_numbered_to_five() -> None:
    assert {"<shop>", "<old_price_5>", "<constraint_1>"} <= set(placeholders.ALL)
    assert len(placeholders.ALL) == 14 * 6
