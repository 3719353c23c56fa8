"""Customer-support replies in a warm voice: sentences to learn the register from."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from tuning import placeholders
from tuning.corpus.pair import sentence

FILE = "voice/bitext_pairs.jsonl.gz"
_SLOT = re.compile(r"\{\{([^}]*)\}\}")
_TYPES = (
    (r"phone|email|support|chat|hours|availability", "contact"),
    (r"website|company|store|shop", "shop"),
    (r"date|day|time", "date"),
    (r"amount|price|fee|money", "price"),
    (r"section|page|policy|option|button|cancel|order details", "section"),
)
_LONGEST = 40


def read(folder: Path) -> Iterator[str]:
    """Distinct sentences of the replies, slots as placeholders."""
    seen: set[str] = set()
    with gzip.open(folder / FILE, "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            for text in (row["plain"], row["voiced"]):
                for part in re.split(r"(?<=[.!?])\s+|\r?\n", text):
                    spoken = _delexicalised(re.sub(r"^\s*(?:\d+\.|[-*•])\s*", "", part))
                    if spoken and spoken not in seen:
                        seen.add(spoken)
                        yield spoken


def _delexicalised(text: str) -> str | None:
    if not 3 <= len(text.split()) <= _LONGEST:
        return None
    kinds = [_type_of(slot) for slot in _SLOT.findall(text)]
    names = placeholders.number(kinds)
    if any(name not in placeholders.ALL for name in names):
        return None
    left = iter(names)
    return sentence(_SLOT.sub(lambda _: next(left), text))


def _type_of(slot: str) -> str:
    return next((kind for pattern, kind in _TYPES if re.search(pattern, slot.lower())), "value")
