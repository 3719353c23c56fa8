from __future__ import annotations

from pathlib import Path

import pytest

from bot.errors import CasesInvalid
from bot.understanding.labelled import OUT_OF_SCOPE, Labelled, read_labelled
from bot.understanding.scores import Scores, Understood, over_thresholds, scores

ASKED = [Labelled("a", "ship"), Labelled("b", "pay"), Labelled("c", OUT_OF_SCOPE), Labelled("d", OUT_OF_SCOPE)]


def test_labelled_utterances_are_read_with_commas_quotes_and_more_columns(tmp_path: Path) -> None:
    path = tmp_path / "train.csv"
    path.write_text(
        '\ufeffsentence,label,\n"Hi, can you\nhelp?",GREET,\n where is it? , WHERE/IS ,\n', encoding="utf-8"
    )
    assert read_labelled(path) == [Labelled("Hi, can you\nhelp?", "GREET"), Labelled("where is it?", "WHERE/IS")]


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        (b"text,label\nhi,GREET\n", "line 1: expected the columns sentence and label, sentence is not there"),
        (b"sentence,label\nhi,GREET\nbye,\n", "line 3: expected a sentence and its label, one of them is empty"),
        (b"sentence,label\n", "expected at least one labelled sentence, it has none"),
        (b"sentence,label\n\xff\xfe,GREET\n", "expected a UTF-8 CSV file"),
    ],
)
def test_a_file_that_is_not_labelled_utterances_is_refused(tmp_path: Path, written: bytes, problem: str) -> None:
    path = tmp_path / "train.csv"
    path.write_bytes(written)
    with pytest.raises(CasesInvalid) as refused:
        read_labelled(path)
    assert problem in str(refused.value)


def test_scores_count_refusals_as_wrong_in_scope_and_right_outside() -> None:
    assert scores(ASKED, ["ship", None, None, "pay"]) == Scores(0.5, 0.5)
    assert scores(ASKED, ["ship", "pay", OUT_OF_SCOPE, None]) == Scores(1.0, 1.0)
    assert scores(ASKED[:2], ["pay", "pay"]) == Scores(0.5, None)


def test_a_threshold_trades_accuracy_for_recall() -> None:
    made = [Understood("ship", "ship", 0.9), Understood("pay", "pay", 0.3), *[Understood(None, "pay", 0.25)] * 2]
    found = over_thresholds(ASKED, made)
    assert list(found) == [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
    assert (found[0.2], found[0.3], found[0.4]) == (Scores(1.0, 0.0), Scores(1.0, 1.0), Scores(0.5, 1.0))
