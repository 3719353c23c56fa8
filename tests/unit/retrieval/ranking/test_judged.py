"""What a question names by an attribute's own label, and what it names that no attribute states."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.ranking.asked_name import asked_name
from retrieval.ranking.rules import judged
from retrieval.schema import Attribute

LIKELY, THRESHOLD = 0.9, 0.4


def probabilities(question: str, *labels: str, likely: float = LIKELY, value: str = "5") -> list[float]:
    attributes = [Attribute(label, label, value) for label in labels]
    return list(judged(question, attributes, np.full(len(labels), likely)))


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("printing colours?", "Printing colours"),
        ("it printing colours?", "Printing colours"),
        ("embedded options available?", "Embedded options available"),
        ("does it have embedded options available?", "Embedded options available"),
        ("what is the operating temperature?", "Operating temperature (imperial)"),
        ("What TYPE is it?", "Type"),
        ("weight?", "Weight"),
        ("product colour?", "Colour"),
    ],
)
def test_judged_finds_what_is_asked_by_its_own_label(question: str, label: str) -> None:
    assert probabilities(question, label, likely=0.05)[0] >= 0.95


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("is the case included?", "Carrying case included"),
        ("what's the max paper size?", "Maximum ISO A-series paper size"),
        ("what is the paper capacity?", "Paper tray input capacity"),
    ],
)
def test_judged_finds_what_is_asked_by_words_within_a_label(question: str, label: str) -> None:
    assert probabilities(question, label, likely=0.05)[0] >= 0.5


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("how long is the cable?", "Cable"),
        ("how long is the power cord?", "Power cord included"),
        ("what is the max input voltage?", "Minimum AC input voltage"),
        ("what is the label type?", "Labels per pack"),
        ("component video in?", "Component video out"),
        ("input voltage min?", "Input voltage max"),
        ("will it fit?", "Fit with"),
        ("", "Type"),
    ],
)
def test_judged_takes_no_label_for_another(question: str, label: str) -> None:
    assert probabilities(question, label, likely=0.05)[0] <= 0.05


@pytest.mark.parametrize(
    ("question", "label", "value"),
    [
        ("what is the print technology of the Q8754A?", "Printing material waterfastness", "high"),
        ("which print technology is it?", "Printing colours", "Cyan"),
        ("what is the lamp type?", "Bulb power", "200"),
        ("speaker power?", "Number of built in speakers", "2"),
        ("cable length?", "Cable colour", "Black"),
        ("does it have surge protection?", "Surge energy rating", "567"),
        ("what operating temperature does it have?", "Storage temperature", "0 - 40"),
        ("can you tell me the read seek time of this one?", "Track to track seek time", "2"),
        ("which processor model is it?", "Processor brand name", "Intel Pentium"),
        ("what is the number of layers per pallet?", "Quantity per pallet", "96"),
        ("has it got a blood pressure monitor?", "Heart rate monitor", "Yes"),
        ("how many stars does it have?", "AC outlets quantity", "8"),
        ("is a castle included?", "Cable included", "Yes"),
        ("which magnet type is it?", "Product type", "Headphones"),
        ("which product colour is it?", "Cable colour", "Black"),
        ("which output connections is it?", "Output power", "4200"),
    ],
)
def test_judged_believes_nothing_where_the_thing_named_is_another(question: str, label: str, value: str) -> None:
    assert probabilities(question, label, value=value)[0] < THRESHOLD


@pytest.mark.parametrize(
    ("question", "label", "value"),
    [
        ("what is the screen size?", "Display diagonal", "27"),
        ("what is the lumen rating on this?", "Brightness", "850"),
        ("what graphics card does it have?", "Graphics", "Integrated"),
        ("does it have an sd card slot?", "Card reader integrated", "Yes"),
        ("what versions of windows is this for?", "Operating system", "windows 11"),
        ("is there a hepa filter?", "Filter", "HEPA"),
        ("what's the battery life?", "Run time", "5 hours"),
        ("does it have hdmi?", "Inputs", "VGA, HDMI"),
        ("how heavy is it?", "Weight", "5"),
        ("how many hours does it run?", "Battery life", "9"),
    ],
)
def test_judged_believes_what_says_it_in_other_words(question: str, label: str, value: str) -> None:
    assert probabilities(question, label, value=value)[0] == LIKELY


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("what print technology does it have?", "print technology"),
        ("what is the number of carbs in this?", "carbs"),
        ("has it got a bluetooth receiver?", "bluetooth receiver"),
        ("does this camera have a viewfinder?", "viewfinder"),
        ("can you tell me the processor lithography of this one?", "processor lithography"),
        ("peak power?", "peak power"),
        ("number of power connectors?", "power connectors"),
        ("how many usb ports does it have?", "usb ports"),
        ("is a carrying case included?", "carrying case"),
        ("how long does it last?", ""),
        ("is it any good", ""),
        ("?", ""),
    ],
)
def test_asked_name_ends_where_a_description_begins(question: str, name: str) -> None:
    assert asked_name(question) == name
