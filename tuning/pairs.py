"""Voice pairs: a plain draft and how a shop says it, with the same placeholders."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tuning import placeholders
from tuning.errors import DataInvalid

DATA = Path(__file__).parent / "data"


@dataclass(frozen=True, slots=True)
class VoicePair:
    """One wording of a draft kind; `variant` counts the wordings of a kind from 0."""

    kind: str
    variant: int
    draft: str
    reply: str


def read_pairs(path: Path) -> list[VoicePair]:
    """The pairs of a JSONL file; raises `DataInvalid` naming the line that is malformed or changes a placeholder."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise DataInvalid(f"{path}: expected a JSONL file of voice pairs, got {error.strerror}") from error
    pairs = [_pair(line, f"{path}:{number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not pairs:
        raise DataInvalid(f"{path}: expected at least one voice pair, got none")
    return pairs


def pairs_of(voice: str) -> list[VoicePair]:
    """Every pair written for a voice, files in the order of their names."""
    files = sorted((DATA / voice).glob("*.jsonl"))
    if not files:
        raise DataInvalid(f"{DATA / voice}: expected JSONL files of voice pairs, got none")
    return [pair for file in files for pair in read_pairs(file)]


def wordings_by_kind(pairs: Iterable[VoicePair]) -> dict[str, list[str]]:
    """The replies of each kind in the order of their variants."""
    found: dict[str, list[str]] = {}
    for pair in sorted(pairs, key=lambda pair: (pair.kind, pair.variant)):
        found.setdefault(pair.kind, []).append(pair.reply)
    return found


def _pair(line: str, where: str) -> VoicePair:
    try:
        row: dict[str, Any] = json.loads(line)
        pair = VoicePair(str(row.get("kind", "")), int(row.get("variant", 0)), str(row["draft"]), str(row["reply"]))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise DataInvalid(f"{where}: expected an object with draft and reply, got {line[:80]!r}") from error
    if not placeholders.same(pair.draft, pair.reply):
        raise DataInvalid(f"{where}: expected the placeholders of {pair.draft!r}, got {pair.reply!r}")
    return pair
