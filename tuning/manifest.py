"""What a model was made from, and proof that its files are the ones that were made."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tuning.errors import ModelUnavailable

NAME = "manifest.json"
_LIBRARIES = ("torch", "transformers", "peft", "tokenizers")


@dataclass(frozen=True, slots=True)
class Manifest:
    """SHA-256 of `files`, its own, of `data`, what it learned from, and of the `base` weights an adapter fits."""

    name: str
    kind: str
    files: Mapping[str, str]
    data: Mapping[str, str]
    configuration: Mapping[str, Any]
    seed: int
    metrics: Mapping[str, Any]
    made_with: Mapping[str, str]
    base: str | None = None


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Writes the manifest beside the files it names."""
    text = json.dumps(asdict(manifest), indent=2, ensure_ascii=False, sort_keys=True)
    (folder / NAME).write_text(text + "\n", encoding="utf-8")


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a model folder; raises `ModelUnavailable`."""
    try:
        return Manifest(**json.loads((folder / NAME).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise ModelUnavailable(f"{folder}: expected a model with a readable {NAME}, got {error}") from error


def verified(folder: Path) -> Manifest:
    """The manifest of a model folder whose files are all there and unchanged; raises `ModelUnavailable`."""
    manifest = read_manifest(folder)
    for name, expected in manifest.files.items():
        path = folder / name
        found = sha256(path) if path.is_file() else "no file"
        if found != expected:
            raise ModelUnavailable(f"{path}: expected SHA-256 {expected}, got {found}")
    return manifest


def hashes(folder: Path) -> dict[str, str]:
    """Every file of a folder but the manifest, with its hash."""
    return {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.is_file() and path.name != NAME}


def digest(inputs: Mapping[str, str]) -> str:
    """One short name for all that a model is made from."""
    return hashlib.sha256(json.dumps(dict(inputs), sort_keys=True).encode()).hexdigest()[:16]


def sha256(path: Path) -> str:
    """The file's SHA-256 in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def libraries() -> dict[str, str]:
    """The versions of what trains and runs the models."""
    return {name: version(name) for name in _LIBRARIES}
