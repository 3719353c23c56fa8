"""A question and what a right reply to it is, and the two files they travel in."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

Form: TypeAlias = Literal[
    "exact",
    "reformatted",
    "brand_model",
    "sentence",
    "pasted",
    "gtin",
    "truncated",
    "misspelt",
    "non_existent",
    "ambiguous",
]
Family: TypeAlias = Literal["number", "text", "boolean", "price", "stock", "comparison", "have"]

# The forms whose words name nothing in the catalogue.
UNNAMED: frozenset[Form] = frozenset(("truncated", "misspelt", "non_existent"))
CASES, GOLD = "cases.jsonl", "gold.jsonl"


@dataclass(frozen=True, slots=True)
class Gold:
    """What a right reply is.

    Facts may be about `product_ids` only, and the outcome is one of `outcomes`. `meant` are the products that the
    mention was made of. `value` is what the catalogue states under `attribute`; None where it is not asked or known.
    """

    id: str
    form: Form
    spelling: str
    family: Family
    mentions: tuple[str, ...]
    product_ids: tuple[str, ...]
    meant: tuple[str, ...]
    outcomes: tuple[str, ...]
    attribute: str | None = None
    value: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its gold; every question is a conversation of its own."""

    question: str
    gold: Gold


def write_asked(asked: Iterable[Asked], folder: Path) -> tuple[Path, Path]:
    """Writes `cases.jsonl`, which `shopclerk evaluate answers` reads, and `gold.jsonl`, in the same order."""
    folder.mkdir(parents=True, exist_ok=True)
    cases, gold = folder / CASES, folder / GOLD
    with cases.open("w", encoding="utf-8") as case_file, gold.open("w", encoding="utf-8") as gold_file:
        for one in asked:
            case = {"id": one.gold.id, "conversation": one.gold.id, "question": one.question}
            case_file.write(json.dumps(case, ensure_ascii=False) + "\n")
            gold_file.write(json.dumps(asdict(one.gold), ensure_ascii=False) + "\n")
    return cases, gold


def read_asked(folder: Path) -> list[Asked]:
    """The questions that `write_asked` wrote, in order."""
    questions = {}
    for line in (folder / CASES).read_text(encoding="utf-8").splitlines():
        case = json.loads(line)
        questions[case["id"]] = case["question"]
    asked = []
    for line in (folder / GOLD).read_text(encoding="utf-8").splitlines():
        record = json.loads(line)
        several = {name: tuple(record[name]) for name in ("mentions", "product_ids", "meant", "outcomes")}
        asked.append(Asked(questions[record["id"]], Gold(**{**record, **several})))
    return asked
