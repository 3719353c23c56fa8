"""`shopclerk evaluate nlu`: the assistant's own pipeline in the real Rasa, learning another bot's intents."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app

pytestmark = pytest.mark.timeout(300)
LEARNED = {
    "OPENING/HOURS": [
        "when do you open",
        "what are your opening hours",
        "are you open on sunday",
        "closing time today",
    ],
    "MATTRESS_SIZE": ["which mattress sizes are there", "is there a king size", "size of a single bed", "sizes in cm"],
    "PAY_LATER": ["can I pay in instalments", "do you offer monthly payments", "pay later please", "zero percent loan"],
}
ASKED = [
    ("are you open on a sunday?", "OPENING/HOURS"),
    ("is there a king size bed", "MATTRESS_SIZE"),
    ("do you offer payments monthly", "PAY_LATER"),
    ("zxq vvk", "NO_NODES_DETECTED"),
]


def test_another_bots_intents_are_learned_and_measured(tmp_path: Path) -> None:
    train, test = tmp_path / "train.csv", tmp_path / "test.csv"
    _write(train, ((text, label) for label, texts in LEARNED.items() for text in texts))
    _write(test, ASKED)
    done = CliRunner().invoke(app, ["evaluate", "nlu", "--train", str(train), "--test", str(test), "--json"])
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert (report["in_scope"], report["out_of_scope"]) == (3, 1)
    assert report["thresholds"]["0.1"] == {"in_scope_accuracy": 1.0, "out_of_scope_recall": 0.0}
    assert report["thresholds"]["0.9"]["out_of_scope_recall"] == 1.0
    assert list(report["thresholds"]) == [f"0.{tenth}" for tenth in range(1, 10)]


def test_a_file_without_the_columns_is_refused_before_anything_is_trained(tmp_path: Path) -> None:
    train = tmp_path / "train.csv"
    train.write_text("text,intent\nhi,GREET\n", encoding="utf-8")
    done = CliRunner().invoke(app, ["evaluate", "nlu", "--train", str(train), "--test", str(train)])
    assert done.exit_code == 2
    assert "expected the columns sentence and label" in done.output


def _write(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([("sentence", "label"), *rows])
