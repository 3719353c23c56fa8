"""The words a voice's replies use, by draft kind: what a verifier may hold a wording to."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from tuning import placeholders

NAME = "lexicon.json"
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)*", re.IGNORECASE)


def words_of(texts: Iterable[str]) -> frozenset[str]:
    """The words of these texts in lower case, placeholders left out."""
    bare = (placeholders.PATTERN.sub(" ", text) for text in texts)
    return frozenset(word.lower() for text in bare for word in _WORD.findall(text))


def write_lexicon(folder: Path, replies: Mapping[str, Sequence[str]], *, following: str) -> None:
    """Writes the words of each kind's replies; those of a `following` kind count for the kind it follows."""
    kinds = sorted({kind.removesuffix(following) for kind in replies})
    words = {kind: sorted(words_of([*replies.get(kind, ()), *replies.get(f"{kind}{following}", ())])) for kind in kinds}
    (folder / NAME).write_text(json.dumps(words, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def read_lexicon(folder: Path) -> dict[str, frozenset[str]]:
    """The words each draft kind's replies use."""
    table = json.loads((folder / NAME).read_text(encoding="utf-8"))
    return {kind: frozenset(words) for kind, words in table.items()}
