"""Rejected records out to a file, and back in as a run of changes when a person has fixed them."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from catalog.ask import ask
from catalog.errors import SourceError
from catalog.mapping import mapping_of_records
from catalog.services import Services
from catalog.syncing.runs import Run, RunRequest


def export_rejected(services: Services, run_id: str, file: Path) -> tuple[int, int]:
    """Writes a run's rejected records; how many were written, and how many rejections have none that was kept."""
    request = services.runs.get(run_id).request
    rejected = [one for one in services.quarantine.of_run(run_id) if one.verdict == "rejected"]
    kept = [one for one in rejected if one.raw is not None]
    head = {"run": run_id, "shop": request.shop, "source": request.source, "mapping": request.mapping}
    lines: list[dict[str, Any]] = [{"quarantine": head}]
    for one in kept:
        why = {"row": one.row, "id": one.id, "field": one.field, "expected": one.expected, "got": one.got}
        lines.append({"record": one.raw, "rejected": why})
    try:
        file.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    except OSError as error:
        raise SourceError(f"{file} cannot be written: {error}") from error
    counted = services.runs.get(run_id).counts["rejected"]
    return len(kept), max(len(rejected), counted) - len(kept)


def ask_for_replay(services: Services, file: Path) -> Run:
    """A run that syncs the records of an exported file to their source; raises `SourceError` naming a wrong line."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise SourceError(f"{file} cannot be read: {error}") from error
    head = _object(file, 1, lines[0] if lines else "").get("quarantine")
    if not isinstance(head, dict) or not {"shop", "source", "mapping"} <= head.keys():
        raise SourceError(f"{file}, line 1: expected the first line of a file that `quarantine export` wrote")
    with tempfile.TemporaryDirectory() as scratch:
        records = Path(scratch) / "records.jsonl"
        with records.open("w", encoding="utf-8") as out:
            for record in _records(file, lines):
                out.write(json.dumps(record, ensure_ascii=False) + "\n")
        spooled = services.spool.put(records)
    mapping = mapping_of_records(head["mapping"])
    return ask(services, RunRequest("changes", head["shop"], head["source"], file.name, spooled, mapping))


def _records(file: Path, lines: list[str]) -> Iterator[dict[str, Any]]:
    for number, line in enumerate(lines[1:], start=2):
        if line.strip():
            record = _object(file, number, line).get("record")
            if not isinstance(record, dict):
                expected = 'expected "record" to be an object of field and value; fix it, or take the line out'
                raise SourceError(f"{file}, line {number}: {expected}")
            yield record


def _object(file: Path, number: int, line: str) -> dict[str, Any]:
    try:
        value = json.loads(line)
    except ValueError as error:
        raise SourceError(f"{file}, line {number}: expected JSON: {error}") from error
    return value if isinstance(value, dict) else {}
