"""Labelled utterances in HINT3's form: CSV with the columns sentence and label."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

from bot.errors import CasesInvalid

OUT_OF_SCOPE = "NO_NODES_DETECTED"
_COLUMNS = ("sentence", "label")


@dataclass(frozen=True, slots=True)
class Labelled:
    """An utterance and its intent, `OUT_OF_SCOPE` where the bot has none for it."""

    text: str
    label: str


def read_labelled(path: Path) -> list[Labelled]:
    """The utterances of a file, in its order; raises `CasesInvalid` naming the line."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            if missing := [name for name in _COLUMNS if name not in (reader.fieldnames or ())]:
                raise CasesInvalid(str(path), 1, f"expected the columns sentence and label, {missing[0]} is not there")
            found = [_labelled(row, path, reader.line_num) for row in reader]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise CasesInvalid(str(path), 0, f"expected a UTF-8 CSV file: {error}") from error
    if not found:
        raise CasesInvalid(str(path), 0, "expected at least one labelled sentence, it has none")
    return found


def _labelled(row: dict[str, str | None], path: Path, line: int) -> Labelled:
    text, label = ((row.get(name) or "").strip() for name in _COLUMNS)
    if not text or not label:
        raise CasesInvalid(str(path), line, "expected a sentence and its label, one of them is empty")
    return Labelled(text, label)
