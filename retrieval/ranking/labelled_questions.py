"""The labelled questions that the attribute ranker is fitted on and measured with."""

from __future__ import annotations

import csv
import gzip
import json
import random
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeAlias

from retrieval.errors import InputInvalid
from retrieval.ranking.attribute_candidates import CandidateInvalid, label_of, read_candidate
from retrieval.ranking.product_types import types
from retrieval.schema import Attribute, AttributeValue

COLUMNS = ("qid", "qa_pair_id", "question", "candidate", "label")
_LARGEST_PRODUCT = 160
_STATING, _SILENT, _MISLEADING, _NOWHERE = 3, 2, 2, 5
AttributeSet: TypeAlias = tuple[Attribute, ...]


@dataclass(frozen=True, slots=True)
class LabelledQuestion:
    """A question beside a product's attributes: `answers` holds 1, 0, or None where it is not known, for each.

    `candidate_of` joins attributes that were judged as one; `group` is what must not stand in two folds.
    """

    question: str
    attributes: AttributeSet
    answers: tuple[int | None, ...]
    candidate_of: tuple[int, ...]
    group: str
    source: str

    @property
    def answered(self) -> bool:
        """Whether any attribute answers."""
        return 1 in self.answers


def read_judged(path: Path) -> list[LabelledQuestion]:
    """The questions of a file with the semiPQA columns; raises `InputInvalid` naming the line."""
    rows: dict[str, list[Mapping[str, str]]] = {}
    for where, row in _rows(path):
        if row["label"] not in ("0", "1"):
            raise InputInvalid(where, "the label 0 or 1", repr(row["label"]))
        try:
            read_candidate(row["candidate"] or "")
        except CandidateInvalid as error:
            raise InputInvalid(where, "a candidate `name: { key:value }`", repr(row["candidate"])) from error
        rows.setdefault(row["qid"], []).append(row)
    if not rows:
        raise InputInvalid(str(path), "at least one question", "none")
    groups = types(rows)
    return [_judged(judged, groups[qid]) for qid, judged in rows.items()]


def read_written(
    data: Mapping[str, Any], products: Sequence[AttributeSet], *, seed: int = 7
) -> Iterator[LabelledQuestion]:
    """The hand-written questions, each beside products that state what it asks and products that do not."""
    chance = random.Random(seed)
    own = [read_product(text) for text in data["products"]]
    told = {id(one): "; ".join(f"{each.label}: {each.value}" for each in one) for one in (*own, *products)}
    for number, ask in enumerate(data["ask"]):
        judge, only = _Judge(ask), re.compile(ask.get("only", ""))
        pools: list[tuple[list[AttributeSet], ...]] = []
        for pool in (own, products):
            stating = [one for one in pool if 1 in judge.answers(one) and only.search(told[id(one)])]
            # The hard ones: what is stated is only like what is asked, the carton's weight instead of the product's.
            misleading = [one for one in pool if judge.only_misleads(one)]
            silent = [one for one in pool if not any(answer != 0 for answer in judge.answers(one))]
            pools.append((stating, silent, misleading))
        for question in ask["questions"]:
            for stating, silent, misleading in pools:
                chosen = chance.sample(stating, min(_STATING, len(stating)))
                chosen += chance.sample(silent, min(_SILENT, len(silent)))
                chosen += chance.sample(misleading, min(_MISLEADING, len(misleading)))
                for attributes in chosen:
                    yield _written(question, attributes, judge.answers(attributes), f"ask {number}")
    for number, question in enumerate(data["nowhere"]):
        for attributes in chance.sample([*own, *products], min(_NOWHERE, len(own) + len(products))):
            yield _written(question, attributes, (0,) * len(attributes), f"nowhere {number}")


def read_product(text: str) -> AttributeSet:
    """The attributes of `Label: value; Label: value`."""
    return tuple(_stated(*part.split(": ", 1)) for part in text.split("; "))


def read_feed(path: Path, *, limit: int, seed: int = 7) -> list[AttributeSet]:
    """The attributes of a sample of a JSONL feed (gzipped) whose names begin with attr_t_, attr_n_ or attr_b_."""
    products: list[AttributeSet] = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            record = json.loads(line, parse_float=Decimal, parse_int=Decimal)
            stated = [
                _fed(name, value) for name, value in record.items() if name[:7] in ("attr_t_", "attr_n_", "attr_b_")
            ]
            if 4 <= len(stated) <= _LARGEST_PRODUCT:
                products.append(tuple(stated))
    return random.Random(seed).sample(products, min(limit, len(products)))


def _rows(path: Path) -> Iterator[tuple[str, Mapping[str, str]]]:
    try:
        file = path.open(encoding="utf-8-sig", newline="")
    except OSError as error:
        raise InputInvalid(str(path), "a readable TSV file", error.strerror or "none") from error
    with file:
        reader = csv.DictReader(file, delimiter="\t")
        try:
            if not set(COLUMNS) <= set(reader.fieldnames or ()):
                raise InputInvalid(f"{path}, line 1", f"the columns {', '.join(COLUMNS)}", str(reader.fieldnames))
            for row in reader:
                yield f"{path}, line {reader.line_num}", row
        except UnicodeDecodeError as error:
            raise InputInvalid(str(path), "UTF-8", error.reason) from error


def _fed(name: str, value: AttributeValue) -> Attribute:
    kind = {"t": "text", "n": "number", "b": "boolean"}[name[5]]
    label = re.sub(r"\s+", " ", label_of(name[7:]))
    return Attribute(name=name[7:], label=label, value=value, type=kind)  # type: ignore[arg-type]


def _stated(label: str, value: str) -> Attribute:
    if value in ("Yes", "No"):
        return Attribute(name=label, label=label, value=value == "Yes", type="boolean")
    return Attribute(name=label, label=label, value=value)


class _Judge:
    """Says of each label whether it answers one written question."""

    def __init__(self, ask: Mapping[str, Any]) -> None:
        self._labels = re.compile("|".join(f"(?:{one})" for one in ask["labels"]))
        self._near = re.compile("|".join(f"(?:{one})" for one in ask.get("near", ["(?!)"])))
        self._wrong = re.compile("|".join(f"(?:{one})" for one in ask.get("wrong", ["(?!)"])))
        self._known: dict[str, int | None] = {}

    def answers(self, attributes: AttributeSet) -> tuple[int | None, ...]:
        return tuple(self._answer(one.label.casefold()) for one in attributes)

    def only_misleads(self, attributes: AttributeSet) -> bool:
        """Whether these state something that is like what is asked, and nothing that may answer."""
        wrong = any(self._wrong.fullmatch(one.label.casefold()) for one in attributes)
        return wrong and all(answer == 0 for answer in self.answers(attributes))

    def _answer(self, label: str) -> int | None:
        if label not in self._known:
            unknown = None if self._near.fullmatch(label) and not self._wrong.fullmatch(label) else 0
            self._known[label] = 1 if self._labels.fullmatch(label) else unknown
        return self._known[label]


def _written(question: str, attributes: AttributeSet, answers: tuple[int | None, ...], group: str) -> LabelledQuestion:
    return LabelledQuestion(question, attributes, answers, tuple(range(len(attributes))), group, "written")


def _judged(rows: Sequence[Mapping[str, str]], group: str) -> LabelledQuestion:
    attributes: list[Attribute] = []
    answers: list[int | None] = []
    candidate_of: list[int] = []
    for number, row in enumerate(rows):
        for attribute in read_candidate(row["candidate"]):
            attributes.append(attribute)
            answers.append(int(row["label"]))
            candidate_of.append(number)
    return LabelledQuestion(
        rows[0]["question"], tuple(attributes), tuple(answers), tuple(candidate_of), group, "judged"
    )
