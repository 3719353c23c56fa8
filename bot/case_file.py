"""Answer cases and their results, as BENCHMARKS.md defines them: one JSON object a line."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import CasesInvalid

_FACT_FIELDS = ("product_id", "attribute", "value", "unit", "evidence_id", "as_of")


@dataclass(frozen=True, slots=True)
class Case:
    """One question of a conversation."""

    id: str
    conversation: str
    question: str
    page_product_id: str | None = None


def read_cases(path: Path) -> list[Case]:
    """The cases of a file in order; raises `CasesInvalid` with the number of the first line that is none."""
    cases: list[Case] = []
    seen: dict[str, int] = {}
    for number, record in _records(path):
        case = _case(path, number, record)
        if case.id in seen:
            raise CasesInvalid(str(path), number, f"expected a new id, got {case.id!r} of line {seen[case.id]} again")
        seen[case.id] = number
        cases.append(case)
    return cases


def read_results(path: Path) -> dict[str, dict[str, Any]]:
    """The results a file already holds, by case id; a last line cut off by an interrupted run is left out."""
    results: dict[str, dict[str, Any]] = {}
    if not path.exists():
        return results
    for line in path.read_text(encoding="utf-8").splitlines():
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict) and "id" in record:
            results[str(record["id"])] = record
    return results


def result_of(case: Case, reply: Mapping[str, Any]) -> dict[str, Any]:
    """A reply payload as the result of a case."""
    return {
        "id": case.id,
        "outcome": reply["outcome"],
        "product_ids": list(reply["product_ids"]),
        "facts": [{name: fact.get(name) for name in _FACT_FIELDS} for fact in reply["facts"]],
        "text": reply["text"],
        "voice": reply["voice"],
        "receipt_id": reply["receipt_id"],
        "latency_ms": reply["latency_ms"],
    }


def _records(path: Path) -> Iterator[tuple[int, Any]]:
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CasesInvalid(str(path), 0, f"expected a readable UTF-8 file: {error}") from error
    for number, line in enumerate(text.splitlines(), 1):
        if not line.strip():
            continue
        try:
            yield number, json.loads(line)
        except ValueError as error:
            raise CasesInvalid(
                str(path), number, f"expected one JSON object, got what is not JSON ({error})"
            ) from error


def _case(path: Path, number: int, record: Any) -> Case:
    if not isinstance(record, dict):
        raise CasesInvalid(str(path), number, f"expected a JSON object, got {type(record).__name__}")
    for name in ("id", "conversation", "question"):
        if not isinstance(record.get(name), str) or not record[name]:
            raise CasesInvalid(str(path), number, f"expected a text under {name!r}, got {record.get(name)!r}")
    page = record.get("page_product_id")
    if page is not None and not isinstance(page, str):
        raise CasesInvalid(str(path), number, f"expected a text or null under 'page_product_id', got {page!r}")
    return Case(record["id"], record["conversation"], record["question"], page)
