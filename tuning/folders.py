"""Where base models and adapters lie: `base/` and `adapters/<voice>/`."""

from __future__ import annotations

import re
from pathlib import Path

from tuning.errors import ModelUnavailable
from tuning.manifest import NAME

MODELS = Path(__file__).parent / "models"
WEIGHTS = "model.safetensors"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")


def base_folder(models_dir: Path | None = None) -> Path:
    """Where the base model lies."""
    return (models_dir or MODELS) / "base"


def adapter_folder(voice: str, models_dir: Path | None = None) -> Path:
    """Where a voice's adapter lies; raises `ModelUnavailable` for what cannot be a voice's name."""
    if not _NAME.fullmatch(voice):
        raise ModelUnavailable(f"voice: expected a name of letters, digits, - and _, got {voice!r}")
    return (models_dir or MODELS) / "adapters" / voice


def voices(models_dir: Path | None = None) -> dict[str, Path]:
    """The folder of every voice that has an adapter, by name."""
    folder = (models_dir or MODELS) / "adapters"
    found = sorted(folder.iterdir()) if folder.is_dir() else []
    return {path.name: path for path in found if (path / NAME).is_file()}
