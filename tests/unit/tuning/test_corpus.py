"""Public sentences become pairs of plain and natural wording with placeholders for values."""

from __future__ import annotations

import gzip
import json
import random
from pathlib import Path
from typing import Any

import pytest

from tuning import placeholders
from tuning.corpus import answers, devices, dialogue, support
from tuning.corpus.base import BaseCorpus
from tuning.corpus.pair import Pair, delexicalise, sentence


def test_delexicalise_numbers_values_of_one_type_in_the_order_of_the_text() -> None:
    found = delexicalise("From 4 GB to 8 gb for $9.", [("8 GB", "value"), ("$9", "price"), ("4 GB", "value")])
    assert found == ("From <value_1> to <value_2> for <price>.", ["<value_2>", "<price>", "<value_1>"])


def test_delexicalise_finds_whole_words_only() -> None:
    assert delexicalise("It has 14 of them.", [("4", "count")]) is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [("it fits . it is red", "It fits. It is red."), ("Which one?", "Which one?"), ("says: <quote>", "Says: <quote>")],
)
def test_sentence_is_written_as_a_person_would_send_it(text: str, expected: str) -> None:
    assert sentence(text) == expected


def _write(path: Path, rows: list[dict[str, Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.writelines(json.dumps(row) + "\n" for row in rows)


def test_dialogue_pairs_state_the_acts_plainly(tmp_path: Path) -> None:
    turn = {
        "service": "Hotels_2",
        "acts": [["INFORM", "has_wifi", ["True"]], ["INFORM", "receiver", ["Mary"]]],
        "text": "It does have wifi. Ask for Mary",
    }
    unsaid = {"service": "Hotels_2", "acts": [["OFFER", "hotel_name", ["Ritz"]]], "text": "How about this one?"}
    _write(tmp_path / dialogue.FILE, [turn, turn, unsaid])
    assert list(dialogue.read(tmp_path)) == [
        Pair("Yes, has wifi. The receiver is <contact>.", "It does have wifi. Ask for <contact>.")
    ]


def test_dialogue_pairs_of_one_meaning_are_bounded(tmp_path: Path) -> None:
    turns = [
        {"service": "Hotels_2", "acts": [["GOODBYE", "", []]], "text": f"Bye{'!' * count}"} for count in range(1, 40)
    ]
    _write(tmp_path / dialogue.FILE, turns)
    assert len(list(dialogue.read(tmp_path))) == dialogue.PER_MEANING


def test_answers_pairs_name_attribute_and_value(tmp_path: Path) -> None:
    for name, text in (
        (answers.ATTRIBUTES, 'data\ttext\n"color: { value:""White"" }"\tThe color is White.\n'),
        (answers.EVIDENCE, "candidate\tanswer\nmade of soft foam\tit is made of foam\n"),
    ):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    assert list(answers.read(tmp_path)) == [
        Pair("The <attribute> is <value>.", "The <attribute> is <value>."),
        Pair("Made of soft foam.", "It is made of foam."),
    ]


def test_devices_pairs_leave_out_what_is_not_said(tmp_path: Path) -> None:
    (tmp_path / "voice").mkdir()
    rows = [
        ["inform(name=tecra 93;type=laptop;memory=4 gb)", "the tecra 93 has 4 gb", ""],
        ["inform(name=tecra 93;isforbusinesscomputing=false)", "the tecra 93 is for the home", ""],
    ]
    for name in devices.FILES:
        with gzip.open(tmp_path / name, "wt", encoding="utf-8") as file:
            file.write("# a heading\n" + json.dumps(rows if name == devices.FILES[0] else []))
    assert list(devices.read(tmp_path)) == [
        Pair("The name is <product>. The memory is <value>.", "The <product> has <value>")
    ]


def test_support_sentences_come_once_with_slots_as_placeholders(tmp_path: Path) -> None:
    plain = "Please call us on {{Customer Support Phone Number}}. Please call us on {{Customer Support Phone Number}}."
    _write(tmp_path / support.FILE, [{"plain": plain, "voiced": "1. Happy to help you."}])
    assert list(support.read(tmp_path)) == ["Please call us on <contact>.", "Happy to help you."]


def test_base_examples_keep_the_placeholders_of_every_source() -> None:
    wordings = {"a": ["The <product> costs <price>.", "The price of the <product> is <price>."], "b": ["Bye.", "Bye!"]}
    corpus = BaseCorpus((), tuple(f"Sentence {n}." for n in range(6000)), wordings)
    drawn = corpus.examples(random.Random(1))
    assert [pair for pair in drawn if not placeholders.same(pair.source.split("> ", 1)[1], pair.target)] == []
