"""The whole demo shop, generated once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import channels

REPOSITORY = Path(channels.__file__).parents[1]


@pytest.fixture(scope="session")
def demo_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "shop"
    command = [sys.executable, "-m", "catalog.demo.generate", str(folder)]
    subprocess.run(command, check=True, cwd=REPOSITORY, capture_output=True)
    return folder
