"""Asks a file of cases as a user would, by `shopclerk evaluate answers`."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from bot.case_file import read_results
from tests.bench.record import Inputs
from tests.bench.setting import ROOT, BenchSkipped, Setting, commit


def ask_cases(setting: Setting, cases: Path, folder: Path, inputs: Inputs) -> dict[str, dict[str, Any]]:
    """The result of each case by its id; finished ones of this commit and these inputs are kept over an interruption.

    Raises `BenchSkipped` where the command fails.
    """
    stamp, out = folder / "asked.json", folder / "results.jsonl"
    current = json.dumps({"commit": commit(), **inputs.stamp(setting)})
    fresh = setting.again or not stamp.exists() or stamp.read_text(encoding="utf-8") != current
    command = [sys.executable, "-c", "from bot.cli import main; main()", "evaluate", "answers"]
    command += ["--cases", str(cases), "--out", str(out), *(["--fresh"] if fresh else [])]
    # An interrupted fresh run leaves results of this commit only, which the next run may keep.
    out.unlink(missing_ok=True) if fresh else None
    stamp.write_text(current, encoding="utf-8")
    done = subprocess.run(command, cwd=ROOT, env=setting.environment, stdout=sys.stderr, check=False)
    if done.returncode != 0:
        raise BenchSkipped(f"asking ended with exit code {done.returncode}; what it printed stands above")
    return read_results(out)
