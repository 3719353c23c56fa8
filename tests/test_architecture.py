"""What the structure promises: short files, one vocabulary of draft kinds, and nothing of this machine in them."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LONGEST_FILE = 300
# A registry's host in a lock or a script would bind every reader to it.
FORBIDDEN = re.compile(r"https?://[a-z0-9.-]*(pypi|pythonhosted|npmjs|maven|debian|crates|golang)\.", re.IGNORECASE)


def _tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", *patterns],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


CODE = _tracked("*.py", "*.js", "*.css", "*.html")


@pytest.mark.unit
@pytest.mark.parametrize("path", CODE, ids=lambda path: str(path.relative_to(ROOT)))
def test_code_file_is_at_most_300_lines(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LONGEST_FILE, f"{path.relative_to(ROOT)} has {lines} lines: split it by concept"


@pytest.mark.unit
def test_tracked_files_name_no_registry_host() -> None:
    text_files = _tracked("*.py", "*.toml", "*.txt", "*.sh", "*.yml", "*.md", "Makefile", ".ci/*")
    named = [path.name for path in text_files if path != Path(__file__) and FORBIDDEN.search(path.read_text("utf-8"))]
    assert named == []


@pytest.mark.unit
def test_only_the_agreed_folders_stand_at_the_top() -> None:
    folders = {path.relative_to(ROOT).parts[0] for path in _tracked() if len(path.relative_to(ROOT).parts) > 1}
    assert folders <= {"bot", "retrieval", "tuning", "catalog", "channels", "tests", ".ci", ".github"}
