"""Pairs are read strictly, and those we wrote keep to the voice guide."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tuning import placeholders, polarity
from tuning.combination import repeats
from tuning.corpus.base import read_wordings
from tuning.errors import DataInvalid
from tuning.pairs import VoicePair, pairs_of, read_pairs, wordings_by_kind

DEMO = pairs_of("demo")


def test_read_pairs_gives_what_the_file_says(tmp_path: Path) -> None:
    path = tmp_path / "pairs.jsonl"
    row = {"kind": "price_is", "variant": 3, "draft": "It is <price>.", "reply": "That's <price>."}
    path.write_text(json.dumps(row) + "\n\n", encoding="utf-8")
    assert read_pairs(path) == [VoicePair("price_is", 3, "It is <price>.", "That's <price>.")]


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("{", ":1"),
        ("[]", ":1"),
        ('{"draft": "It is <price>."}', "draft and reply"),
        ('{"draft": "It is <price>.", "reply": "It is free."}', "<price>"),
    ],
)
def test_read_pairs_names_the_line_that_is_wrong(tmp_path: Path, line: str, named: str) -> None:
    path = tmp_path / "pairs.jsonl"
    path.write_text(line + "\n", encoding="utf-8")
    with pytest.raises(DataInvalid, match=re.escape(named)):
        read_pairs(path)


def test_read_pairs_says_that_a_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(DataInvalid, match=r"none\.jsonl"):
        read_pairs(tmp_path / "none.jsonl")


def test_demo_pairs_number_each_kinds_wordings_from_nought_and_hold_eight_or_more() -> None:
    variants: dict[str, list[int]] = {}
    for pair in DEMO:
        variants.setdefault(pair.kind, []).append(pair.variant)
    assert {kind: found for kind, found in variants.items() if found != list(range(len(found))) or len(found) < 8} == {}


def test_demo_pairs_keep_the_polarity_of_their_draft() -> None:
    assert [pair for pair in DEMO if not polarity.same(pair.draft, pair.reply)] == []


def test_demo_pairs_say_no_digit_and_repeat_nothing() -> None:
    bare = [(pair, placeholders.PATTERN.sub("", pair.reply)) for pair in DEMO]
    assert [pair for pair, text in bare if re.search(r"\d", text) or repeats(pair.reply)] == []


def test_demo_pairs_put_no_article_before_a_value_or_brand() -> None:
    assert [pair for pair in DEMO if re.search(r"\b(?:a|an|the) <(?:value|brand)", pair.reply, re.IGNORECASE)] == []


def test_demo_replies_are_no_plain_wording_of_their_kind_and_not_twice_the_same() -> None:
    wordings = read_wordings()
    replies = wordings_by_kind(DEMO)
    assert replies.keys() == wordings.keys()
    assert {kind for kind, texts in replies.items() if len(set(texts)) < len(texts)} == set()
    assert [text for kind, texts in replies.items() for text in texts if text in wordings[kind]] == []
