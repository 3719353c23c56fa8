"""What rules an attribute out, whatever its words are like."""

from __future__ import annotations

from decimal import Decimal

import pytest

from retrieval.ranking.rules import doubts
from retrieval.schema import Attribute


@pytest.mark.parametrize(
    ("question", "answers", "does_not"),
    [
        ("how big is the screen?", "Display diagonal", "Display resolution"),
        ("how fast is the CPU?", "Processor frequency", "Memory clock speed"),
        ("how fast is the processor?", "Processor frequency", "Hard drive speed"),
        ("is it waterproof?", "Water resistant", "Wet mopping"),
        ("is it waterproof?", "IP code", "Tumble dry"),
        ("is it dishwasher safe?", "Dishwasher safe", "Machine washable"),
        ("is it dishwasher safe?", "Dishwasher proof", "Oven safe"),
        ("what colour is it?", "Product colour", "Colour temperature"),
        ("what's the colour temperature?", "Colour temperature", "Product colour"),
        ("how heavy is it?", "Weight", "Height"),
        ("how heavy is it?", "Net weight", "Package weight"),
        ("what voltage does it need?", "AC input voltage", "Bulb power"),
        ("does it have bluetooth?", "Bluetooth version", "Print technology"),
        ("how much memory does it have?", "Internal memory", "Display colours"),
        ("how long is the warranty?", "Warranty", "Length"),
    ],
)
def test_doubts_only_what_states_another_thing(question: str, answers: str, does_not: str) -> None:
    factors = doubts(question, [Attribute(label, label, "Yes") for label in (answers, does_not)])
    assert factors[0] == 1.0
    assert factors[1] < 0.1


@pytest.mark.parametrize(
    ("question", "label", "value"),
    [
        ("is it waterproof?", "Features", "Waterproof, dustproof"),
        ("how heavy is the package?", "Package weight", "2 kg"),
        ("does it have HDMI?", "Inputs", "VGA, HDMI"),
        ("is it gold?", "Metal", "Gold"),
        ("is it lightweight?", "Special feature", "Lightweight"),
        ("does the waterproof case fit my phone?", "Phone models", "Galaxy"),
        ("is it light and quiet?", "Noise level", "20 dB"),
        ("will it work outdoors?", "Recommended use", "Garden"),
        ("how is the sound?", "Driver", "40 mm"),
    ],
)
def test_doubts_nothing_that_may_answer(question: str, label: str, value: str) -> None:
    assert doubts(question, [Attribute("a", label, value)]) == [1.0]


def test_doubts_of_many_keep_their_order() -> None:
    weight = Attribute("weight", "Weight", Decimal(2), "kg", "number")
    assert list(doubts("how heavy is it?", [weight, Attribute("c", "Colour", "Red"), weight])) == [1.0, 0.05, 1.0]
