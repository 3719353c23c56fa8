"""The figures of attribute ranking, on rankings whose figures can be worked out by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from retrieval.errors import InputInvalid
from retrieval.ranking.evaluate import as_dict, evaluate, evaluate_attributes
from retrieval.ranking.labelled_questions import read_judged
from retrieval.schema import Attribute

HEADER = "qid\tqa_pair_id\tquestion\tcandidate\tlabel\n"
# Question 1 is answered by its 2nd-ranked candidate, question 2 by its 1st and 3rd, question 3 by none.
ROWS = (
    "1\t1\tq one?\tsize:  { value:1 }\t0\n1\t2\tq one?\tdisplay:  { size:[ { value:2 } ], type:[ { value:9 } ] }\t1\n"
    "1\t3\tq one?\tcolor:  { value:3 }\t0\n"
    "2\t4\tq two?\tsize:  { value:1 }\t1\n2\t5\tq two?\tcolor:  { value:3 }\t0\n2\t6\tq two?\tweight:  { value:4 }\t1\n"
    "3\t7\tq three?\tsize:  { value:7 }\t0\n3\t8\tq three?\tcolor:  { value:8 }\t0\n"
)
PROBABILITY = {"1": 0.9, "2": 0.1, "9": 0.8, "3": 0.7, "4": 0.6, "7": 0.3, "8": 0.2}


class Ranker:
    """Gives each attribute the probability that stands for its value."""

    threshold = 0.5

    def rank(self, question: str, attributes: Sequence[Attribute]) -> list[tuple[Attribute, float]]:
        found = [(attribute, PROBABILITY[str(attribute.value)]) for attribute in attributes]
        return sorted(found, key=lambda entry: -entry[1])


@pytest.fixture
def judged(tmp_path: Path) -> Path:
    path = tmp_path / "judged.tsv"
    path.write_text(HEADER + ROWS, encoding="utf-8")
    return path


def test_evaluate_gives_the_figures_worked_out_by_hand(judged: Path) -> None:
    seen: list[int] = []
    found = as_dict(evaluate(Ranker(), read_judged(judged), each=lambda: seen.append(1)))
    assert found["p@1"] == pytest.approx(0.5)
    assert found["map"] == pytest.approx((1 / 2 + (1 + 2 / 3) / 2) / 2)
    assert found["mrr@5"] == pytest.approx((1 / 2 + 1) / 2)
    assert found["abstention"] == {"precision": 1.0, "recall": 1.0}
    assert found["questions"] == len(seen) == 3


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("qid\tquestion\n", "expected the columns qid, qa_pair_id"),
        (HEADER, "expected at least one question"),
        (HEADER + "1\t1\tq?\tsize:  { value:1 }\tyes\n", "line 2: expected the label 0 or 1, got 'yes'"),
        (HEADER + "1\t1\tq?\tsize\t1\n", "line 2: expected a candidate"),
    ],
)
def test_read_judged_says_what_is_wrong_and_where(tmp_path: Path, content: str, message: str) -> None:
    path = tmp_path / "bad.tsv"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputInvalid, match=message):
        read_judged(path)


def test_read_judged_groups_questions_that_one_name_answers(tmp_path: Path) -> None:
    path = tmp_path / "judged.tsv"
    rows = "1\t1\ta?\tsize:  { value:1 }\t1\n2\t2\tb?\tsize:  { value:2 }\t1\n3\t3\tc?\tcolor:  { value:2 }\t1\n"
    rows += "3\t4\tc?\tbrand:  { value:x }\t0\n2\t5\tb?\tbrand:  { value:y }\t0\n1\t6\ta?\tbrand:  { value:z }\t0\n"
    path.write_text(HEADER + rows, encoding="utf-8")
    first, second, third = (one.group for one in read_judged(path))
    assert first == second != third


def test_evaluate_attributes_exits_2_for_a_file_that_is_not_there(tmp_path: Path) -> None:
    app = typer.Typer()
    app.command()(evaluate_attributes)
    result = CliRunner().invoke(app, ["--file", str(tmp_path / "none.tsv"), "--json"])
    assert result.exit_code == 2
    assert "expected a readable TSV file" in result.stderr
    assert json.dumps("p@1") not in result.stdout
