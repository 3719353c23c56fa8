"""Templates and the attributes that fill them."""

from __future__ import annotations

from random import Random

import pytest

from catalog.demo.prose import attributes_named, fill, fill_all


@pytest.mark.parametrize(
    ("template", "values", "expected"),
    [
        ("It weighs {Weight}.", {"Weight": "254 g"}, "It weighs 254 g."),
        ("Made of {Material|lower}.", {"Material": "Steel"}, "Made of steel."),
        ("It weighs {Weight}.", {}, None),
        ("[GPS=Yes] It knows where it is.", {"GPS": "Yes"}, "It knows where it is."),
        ("[GPS=Yes] It knows where it is.", {"GPS": "No"}, None),
        ("[GPS=Yes] It knows where it is.", {}, None),
    ],
)
def test_fill_says_only_what_is_stated(template: str, values: dict[str, str], expected: str | None) -> None:
    assert fill(template, values) == expected


def test_fill_all_draws_one_alternative_and_leaves_out_what_cannot_be_said() -> None:
    sentences = fill_all(["One. || Other.", "{Missing}.", "Last."], {}, Random(1))
    assert sentences in (["One.", "Last."], ["Other.", "Last."])


def test_attributes_named_finds_values_and_conditions() -> None:
    assert attributes_named(["[GPS=Yes] It has {Battery life}. || {Weight|lower}."]) == {
        "GPS",
        "Battery life",
        "Weight",
    }
