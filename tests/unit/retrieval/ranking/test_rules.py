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
        ("how fast does it print?", "Print speed (black)", "Print technology"),
        ("what is the depth?", "Depth", "Package depth"),
        ("how tall is it?", "Height", "Pallet height"),
        ("what are the dimensions?", "Dimensions", "Master carton dimensions"),
        ("does it support wifi?", "Wi-Fi", "Compatibility"),
        ("does it support wi-fi?", "Wi fi", "Compatible products"),
        ("does it have a backlit keyboard?", "Keyboard backlight", "Island style keyboard"),
        ("how long is the power cord?", "Cord length", "Power cord included"),
        ("how many pages a month can it do?", "Maximum duty cycle", "Time to first page"),
        ("does it support bluetooth?", "Bluetooth", "Usb connectivity"),
        ("is it dimmable?", "Dimmable", "Dimensions"),
        ("can it go in the microwave?", "Microwaveable", "Oven safe"),
        ("does it have rohs compliance?", "RoHS compliance", "Cable standard"),
        ("what colour is it?", "Product colour", "Printing colours"),
    ],
)
def test_doubts_only_what_states_another_thing(question: str, answers: str, does_not: str) -> None:
    factors = doubts(question, [Attribute(label, label, "Yes") for label in (answers, does_not)])
    assert factors[0] == 1.0
    assert factors[1] < 0.1


@pytest.mark.parametrize(
    ("question", "answers", "hardly"),
    [
        ("what is the battery voltage?", "Battery voltage", "Battery weight"),
        ("what's the minimum focal length?", "Min focal length", "Max focal length"),
        ("what material is the inside?", "Inner material", "Outer material"),
        ("input voltage min?", "Input voltage min", "Input voltage max"),
        ("how good is the front camera?", "Front camera resolution", "Rear camera resolution"),
        ("how much storage does it have?", "Storage capacity", "Storage relative humidity"),
        ("how big is the screen?", "Screen size", "Screen size compatibility"),
        ("how heavy is it?", "Item weight", "Media weight"),
        ("what does it weigh?", "Weight with stand", "Battery weight"),
    ],
)
def test_doubts_what_only_names_the_thing_asked_for(question: str, answers: str, hardly: str) -> None:
    factors = doubts(question, [Attribute(label, label, "5") for label in (answers, hardly)])
    assert factors[0] == 1.0
    assert factors[1] <= 0.3


@pytest.mark.parametrize(
    ("question", "label", "value"),
    [
        ("what colours does it print?", "Printing colours", "Cyan"),
        ("how deep is the box it ships in?", "Package depth", "3 cm"),
        ("how much will it weigh to ship?", "Shipping weight", "2 kg"),
        ("how heavy is the battery?", "Battery weight", "50 g"),
        ("what is the storage temperature?", "Storage temperature", "5 to 40"),
        ("what's the battery life?", "Run time", "5 hours"),
        ("what is the age range for these shoes?", "Age range description", "little kid"),
        ("what color is the band?", "Band color", "silver"),
        ("what is the screen like?", "Display type", "IPS"),
        ("what does it weigh?", "Weight (kg)", "2"),
        ("is the weight capacity 50 kilograms?", "Weight capacity maximum", "50"),
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


def test_doubts_a_number_of_a_part_less_than_what_only_names_it() -> None:
    attributes = [
        Attribute("model", "Processor model", "i3-8130U"),
        Attribute("cores", "Processor cores", Decimal(2), None, "number"),
        Attribute("camera", "Camera", Decimal(1), None, "number"),
    ]
    assert list(doubts("what processor does it have?", attributes[:2])) == [1.0, 0.6]
    assert list(doubts("how many cores does the processor have?", attributes[1:2])) == [1.0]
    assert list(doubts("which camera is it?", attributes[2:])) == [1.0]
