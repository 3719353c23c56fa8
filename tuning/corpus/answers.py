"""Shoppers' questions answered by people: attribute -> sentence (semiPQA), evidence -> answer (hetPQA)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from tuning.corpus.pair import Pair, delexicalise, sentence

ATTRIBUTES = "pqa/semipqa_data_to_text_train.tsv"
EVIDENCE = "pqa/hetpqa_answers_train.tsv"
_VALUE = re.compile(r'value"?:\s*"?([^"{}\[\],]+?)"?\s*[,}]')
_NAME = re.compile(r"^\s*([a-z_]+):")
_LONGEST = 32


def read(folder: Path) -> Iterator[Pair]:
    """Attribute and evidence sentences, in the files' order."""
    yield from _attributes(folder / ATTRIBUTES)
    yield from _answers(folder / EVIDENCE)


def _attributes(path: Path) -> Iterator[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            name = _NAME.match(row["data"] or "")
            values = list(dict.fromkeys(_VALUE.findall(row["data"] or "")))
            if name is None or not 1 <= len(values) <= 3 or not row["text"]:
                continue
            label = name.group(1).replace("_", " ")
            text = sentence(row["text"])
            wanted = [(re.sub(r"\.0$", "", value), "value") for value in values]
            labelled = delexicalise(text, [(label, "attribute"), *wanted])
            found = labelled or delexicalise(text, wanted)
            if found is None:
                continue
            spoken, names = found
            said, listed = (names[0], names[1:]) if labelled else (label, names)
            yield Pair(f"The {said} is {' and '.join(listed)}.", spoken)


def _answers(path: Path) -> Iterator[Pair]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            evidence, answer = row["candidate"] or "", row["answer"] or ""
            if not 2 < len(evidence.split()) <= _LONGEST or not 2 < len(answer.split()) <= _LONGEST or "{" in evidence:
                continue
            yield Pair(sentence(evidence), sentence(answer))
