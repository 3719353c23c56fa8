"""RNNLG: dialogue acts over laptops and televisions, worded by people."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path

from tuning.corpus.pair import Pair, delexicalise, sentence

FILES = ("voice/rnnlg_laptop_train.json.gz", "voice/rnnlg_tv_train.json.gz")
_ACT = re.compile(r"^(\?)?([a-z_]+)\((.*)\)$")
_TYPES = {"name": "product", "price": "price", "count": "count", "family": "brand", "type": ""}


def read(folder: Path) -> Iterator[Pair]:
    """Plain statement of the act -> the person's sentence, both with placeholders."""
    for name in FILES:
        with gzip.open(folder / name, "rt", encoding="utf-8") as file:
            rows = json.loads(re.sub(r"^\s*#.*$", "", file.read(), flags=re.MULTILINE))
        for act, person, _ in rows:
            pair = _pair(act, person)
            if pair is not None:
                yield pair


def _pair(act: str, text: str) -> Pair | None:
    parsed = _ACT.match(act)
    if parsed is None or parsed.group(1):
        return None
    slots = [part.partition("=")[::2] for part in parsed.group(3).split(";")]
    wanted = [(slot, value.strip("'")) for slot, value in slots if _TYPES.get(slot) != "" and value]
    if any(slot.startswith("is") or value in {"dontcare", "none"} for slot, value in wanted) or not wanted:
        return None
    kinds = [(value, _TYPES.get(slot, "value")) for slot, value in wanted]
    found = delexicalise(_joined(text), kinds)
    if found is None:
        return None
    spoken, names = found
    facts = [f"The {slot} is {name}." for (slot, _), name in zip(wanted, names, strict=True)]
    return Pair(" ".join(facts), sentence(spoken))


def _joined(text: str) -> str:
    """The corpus splits plural endings off: `inch -s` -> `inches` is left as `inch`, other words get their s back."""
    return re.sub(r"inch -s", "inch", text).replace(" -s", "s").replace(" -ly", "ly").replace(" ,", ",")
