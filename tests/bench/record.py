"""A benchmark's figures as one JSON file, kept with what they were measured on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.bench.setting import Setting, commit, machine, sha256


@dataclass(frozen=True)
class Found:
    """What a benchmark found: its figures, its peer's where it has one, and the lines for the table at the end."""

    figures: Mapping[str, Any]
    lines: Mapping[str, str]
    peer: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Inputs:
    """What the figures follow from: data files by their name in the data folder, and settings."""

    data: tuple[str, ...]
    settings: Mapping[str, Any] = field(default_factory=dict)

    def stamp(self, setting: Setting) -> dict[str, Any]:
        """The inputs with the hashes of the data; raises `BenchSkipped` where a file is absent."""
        hashes = {name: sha256(setting.file(name)) for name in self.data}
        return {"data": hashes, "settings": {"shop": setting.shop, **self.settings}}


def write_record(setting: Setting, name: str, stamp: Mapping[str, Any], found: Found) -> Path:
    """Writes `<name>.json`, replacing it in one step."""
    record = {
        "benchmark": name,
        "measured_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": commit(),
        **stamp,
        "figures": found.figures,
        "peer": found.peer,
        "lines": found.lines,
        "machine": machine(),
    }
    setting.out.mkdir(parents=True, exist_ok=True)
    path = setting.out / f"{name}.json"
    draft = path.with_suffix(".json.part")
    draft.write_text(json.dumps(record, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    draft.replace(path)
    return path


def kept(setting: Setting, name: str, stamp: Mapping[str, Any]) -> Found | None:
    """What a finished run of this commit found on these inputs; None where there is none, or the tree is changed."""
    try:
        record = json.loads((setting.out / f"{name}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    current = commit()
    same = all(record.get(key) == value for key, value in stamp.items()) and record.get("commit") == current
    if not same or current.endswith("+") or setting.again:
        return None
    return Found(record["figures"], record["lines"], record["peer"])
