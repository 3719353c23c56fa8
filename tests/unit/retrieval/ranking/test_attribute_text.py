"""What an attribute and a question are read as before they are compared."""

from __future__ import annotations

from decimal import Decimal

import pytest

from retrieval.ranking.attribute_text import read_attribute, stem
from retrieval.ranking.question_reading import read_question
from retrieval.schema import Attribute, AttributeValue


def test_read_attribute_makes_one_statement_of_all_numbers() -> None:
    light = read_attribute(Attribute("weight", "Weight", Decimal("0.25"), "kg", "number"))
    heavy = read_attribute(Attribute("weight", "Weight", Decimal("1250"), "kg", "number"))
    as_text = read_attribute(Attribute("weight", "Weight", "30 kg"))
    assert light.statement == heavy.statement == as_text.statement == "The weight is 5 kg."
    assert {light.dimension, as_text.dimension} == {"mass"}


def test_read_attribute_keeps_the_words_of_a_value() -> None:
    reading = read_attribute(Attribute("c", "Compatible with", ("iPad Air", "iPhone")))
    assert {"ipad", "iphon"} <= reading.value_stems
    assert not reading.numeric


@pytest.mark.parametrize(
    ("value", "parts"),
    [
        (("Apple Watch", "iPad"), [{"appl", "watch"}, {"ipad"}]),
        ("AAC, FLAC / WAV", [{"aac"}, {"flac"}, {"wav"}]),
        ("1920x1080", [{"1920", "x", "1080"}]),
        (True, []),
        (Decimal(5), []),
        ("", []),
    ],
)
def test_read_attribute_tells_apart_the_things_that_a_value_lists(value: AttributeValue, parts: list[set[str]]) -> None:
    assert [set(part) for part in read_attribute(Attribute("x", "X", value)).value_parts] == parts


@pytest.mark.parametrize("value", [True, False, "Yes", "no"])
def test_read_attribute_knows_a_yes_or_no(value: bool | str) -> None:
    assert read_attribute(Attribute("hdmi", "HDMI", value)).boolean


@pytest.mark.parametrize("label", ["Package weight", "Master (outer) case width", "Gross weight of outer carton"])
def test_read_attribute_tells_the_carton_from_the_product(label: str) -> None:
    assert read_attribute(Attribute("x", label, Decimal(1))).of_packaging
    assert not read_attribute(Attribute("x", "Weight with stand", Decimal(1))).of_packaging


def test_read_attribute_of_a_huge_value_is_cut() -> None:
    assert len(read_attribute(Attribute("x", "Note", "word " * 100_000)).statement) <= 160


@pytest.mark.parametrize(("one", "other"), [("charging", "charger"), ("weighs", "weigh"), ("batteries", "battery")])
def test_stem_meets_in_the_common_forms_of_a_word(one: str, other: str) -> None:
    assert stem(one)[:4] == stem(other)[:4]


@pytest.mark.parametrize(
    ("question", "label"),
    [
        ("How heavy is it?", "Weight"),
        ("how long does the battery last", "Battery life"),
        ("how big is the screen?", "Display diagonal"),
        ("will it work with my iPad", "Compatibility"),
        ("can I leave it out in the rain?", "Water resistance"),
        ("where was it made?", "Country of origin"),
        ("how loud is it?", "Noise level"),
        ("can I put it in the dishwasher?", "Dishwasher safe"),
    ],
)
def test_a_shoppers_words_and_a_catalogues_meet_in_a_concept(question: str, label: str) -> None:
    asked = read_question(question).concepts
    assert asked.keys() & read_attribute(Attribute("x", label, "x")).concepts.keys()


def test_read_question_knows_what_kind_of_answer_is_wanted() -> None:
    assert read_question("does it have wifi?").yes_no
    assert not read_question("what wifi does it have?").yes_no
    assert read_question("how many ports are there?").count
    assert read_question("how heavy is it?").measures == {"mass": 1.0}


@pytest.mark.parametrize("question", ["is it any good?", "would you recommend it?", "is it worth the money?"])
def test_read_question_knows_a_matter_of_opinion(question: str) -> None:
    assert read_question(question).opinion
    assert not read_question("is it a good weight?").opinion


def test_read_question_stays_cheap_on_a_long_text() -> None:
    assert len(read_question("wireless " * 20_000).carrying) < 100


def test_read_question_keeps_the_words_that_ask_for_a_concept() -> None:
    reading = read_question("does it come with a unicorn?")
    assert "unicorn" in reading.carrying
    assert "unicorn" not in reading.concept_words["included"]


@pytest.mark.parametrize(
    "text", ["USB port on it, yes or no?", "usb port - yes or no", "USB port? y/n", "usb port, yes or no, please."]
)
def test_yes_or_no_asks_only_how_to_answer(text: str) -> None:
    reading = read_question(text)
    assert reading.yes_no
    assert reading.carrying == read_question("usb port").carrying
