"""Where and on what a benchmark runs: data, server, machine."""

from __future__ import annotations

import hashlib
import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any, Literal

import psutil

from retrieval.settings import RetrievalSettings
from tests.bench.near_identical.generate import SEED

ROOT = Path(__file__).resolve().parents[2]
MAPPING = ROOT / "catalog" / "mappings" / "icecat.toml"
ROUNDS = 200
_PACKAGES = ("haystack-ai", "elasticsearch-haystack", "elasticsearch", "sentence-transformers", "torch", "numpy")
_PATIENCE = {"SHOPCLERK_ELASTICSEARCH_TIMEOUT_S": "30", "SHOPCLERK_ANSWER_DEADLINE_S": "30"}


class BenchSkipped(Exception):
    """A benchmark cannot run here: the message says what is missing and what to do."""


@dataclass(frozen=True)
class Setting:
    """What every benchmark is given; `again` says that nothing of an earlier run is kept, `seed` which questions, and
    `broker` None that every broker has its turn."""

    data: Path
    out: Path
    shop: str
    questions: int
    again: bool = False
    seed: int = SEED
    rounds: int = ROUNDS
    broker: Literal["redis", "files"] | None = None

    def file(self, name: str) -> Path:
        """A data file; raises `BenchSkipped` saying where it was looked for."""
        path = self.data / name
        if not path.is_file():
            raise BenchSkipped(f"{name} is not in {self.data}. Name the folder that has it in SHOPCLERK_DATA")
        return path

    @property
    def environment(self) -> dict[str, str]:
        """This environment for the measured shop, patient: a benchmark measures slowness, it does not fail of it."""
        return {**_PATIENCE, **os.environ, "SHOPCLERK_SHOP": self.shop}

    @property
    def retrieval(self) -> RetrievalSettings:
        """The settings of the measured shop's index."""
        return RetrievalSettings.from_environment(self.environment)


def sha256(path: Path) -> str:
    """The hash of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def commit() -> str:
    """The commit that is measured, with `+` where the working tree differs from it; `unknown` outside a checkout."""
    try:
        return _git("rev-parse", "HEAD") + ("+" if _git("status", "--porcelain") else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def machine() -> dict[str, Any]:
    """What the figures depend on beside the code."""
    return {
        "cores": os.cpu_count(),
        "memory_gib": round(psutil.virtual_memory().total / 2**30, 1),
        "load_1_min": round(os.getloadavg()[0], 1),
        "system": platform.platform(),
        "python": sys.version.split()[0],
        "packages": {name: version(name) for name in _PACKAGES},
    }


def _git(*arguments: str) -> str:
    done = subprocess.run(["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=True)
    return done.stdout.strip()
