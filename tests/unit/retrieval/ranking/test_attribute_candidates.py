"""The notation of the judged attribute files."""

from __future__ import annotations

import pickle
from decimal import Decimal

import pytest

from retrieval.ranking.attribute_candidates import CandidateInvalid, label_of, read_candidate
from retrieval.schema import Attribute


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "item_weight:  { unit:pounds, normalized_value:{ unit:pounds, value:1.83 }, value:1.5 }",
            Attribute("item_weight", "Item weight", Decimal("1.5"), "pounds", "number"),
        ),
        ("is_electric:  { value:false }", Attribute("is_electric", "Is electric", False, None, "boolean")),
        (
            'color:  { standardized_values:[ "green" ], value:"green/blue ombre" }',
            Attribute("color", "Color", "green/blue ombre", None, "text"),
        ),
        (
            'lens:  { value:"a \\"b\\", c: {d}" }',
            Attribute("lens", "Lens", 'a "b", c: {d}', None, "text"),
        ),
        (
            "hardware_interface:  { value:hdmi }; { value:multimedia_card }",
            Attribute("hardware_interface", "Hardware interface", ("hdmi", "multimedia card"), None, "list"),
        ),
        ("leg:  { }", Attribute("leg", "Leg", "", None, "text")),
        ("wireless:  { value:'802_11_bg' }", Attribute("wireless", "Wireless", "802_11_bg", None, "text")),
    ],
)
def test_read_candidate_states_one_attribute(text: str, expected: Attribute) -> None:
    assert read_candidate(text) == (expected,)


def test_read_candidate_names_nested_attributes_after_their_path() -> None:
    found = read_candidate('display:  { size:[ { unit:inches, value:5.5 } ], technology:[ { value:"led" } ] }')
    assert found == (
        Attribute("display.size", "Display size", Decimal("5.5"), "inches", "number"),
        Attribute("display.technology", "Display technology", "led", None, "text"),
    )


def test_read_candidate_does_not_say_a_word_twice() -> None:
    assert read_candidate('neck:  { neck_style:[ { value:"crew" } ] }')[0].label == "Neck style"


@pytest.mark.parametrize(
    "text", ["", "no notation", "size:", "size: { value:1", "size: { value }", "size: {value:1} x"]
)
def test_read_candidate_says_where_it_stops(text: str) -> None:
    with pytest.raises(CandidateInvalid, match="expected `name") as caught:
        read_candidate(text)
    assert str(pickle.loads(pickle.dumps(caught.value))) == str(caught.value)


def test_label_of_reads_like_words() -> None:
    assert label_of("usb_2_0_ports_quantity") == "Usb 2 0 ports quantity"
