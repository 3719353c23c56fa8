"""Trains the Rasa model when the assistant's configuration, domain or data have changed, and only then.

Run: python -m bot.training        (prints the model's path as its last line)
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.dialogue_settings import ASSISTANT, DialogueSettings, DialogueSettingsError, read_settings

RASA_VERSION = "3.6.21"
LOG_TAIL_LINES = 25


class TrainingError(RuntimeError):
    """The model could not be trained; the message says why and what to do."""


def data_hash(assistant: Path = ASSISTANT) -> str:
    """Sixteen hex digits of SHA-256 over everything a model is made from, and Rasa's version."""
    digest = hashlib.sha256(RASA_VERSION.encode())
    files = [assistant / "config.yml", *(assistant / "domain").rglob("*.yml"), *(assistant / "data").rglob("*.yml")]
    for path in sorted(files):
        content = path.read_bytes()
        digest.update(f"\0{path.relative_to(assistant).as_posix()}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()[:16]


def model_path(settings: DialogueSettings) -> Path:
    """Where the model of the present data is, or will be."""
    return settings.models_dir / f"{data_hash()}.tar.gz"


def require_rasa(settings: DialogueSettings) -> None:
    """Raises TrainingError where the Rasa environment is absent."""
    if not settings.rasa_python.exists():
        raise TrainingError(
            f"There is no Rasa environment: {settings.rasa_python} does not exist. Run `make setup`, or name a "
            f"Python 3.10 that has rasa {RASA_VERSION} in SHOPCLERK_RASA_PYTHON"
        )


def train(settings: DialogueSettings) -> Path:
    """The model of the present data, trained where it is not there yet; raises TrainingError."""
    model = model_path(settings)
    if model.exists():
        return model
    require_rasa(settings)
    settings.models_dir.mkdir(parents=True, exist_ok=True)
    with _only_one(settings.models_dir / ".lock"):
        if not model.exists():
            _run_rasa(settings, model)
    return model


@contextmanager
def _only_one(lock: Path) -> Iterator[None]:
    """Keeps a second training of the same folder waiting for the first."""
    with lock.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def _run_rasa(settings: DialogueSettings, model: Path) -> None:
    log = settings.models_dir / "training.log"
    unfinished = f"unfinished-{os.getpid()}"
    command = [
        *(str(settings.rasa_python), "-m", "rasa", "train"),
        *("--config", str(ASSISTANT / "config.yml")),
        *("--domain", str(ASSISTANT / "domain")),
        *("--data", str(ASSISTANT / "data")),
        *("--out", str(settings.models_dir), "--fixed-model-name", unfinished),
    ]
    _say("The dialogue model is being trained: one to two minutes on two cores")
    started = time.monotonic()
    with log.open("wb") as output:
        done = subprocess.run(
            command, env=dict(settings.environment), stdout=output, stderr=output, cwd=settings.models_dir, check=False
        )
    trained = settings.models_dir / f"{unfinished}.tar.gz"
    # Rasa ends with 0 on some failures; only the model says that there is one.
    if done.returncode != 0 or not trained.exists():
        tail = "\n".join(log.read_text(errors="replace").splitlines()[-LOG_TAIL_LINES:])
        raise TrainingError(
            f"Rasa could not train the model (exit code {done.returncode}). Its log, {log}, ends:\n{tail}"
        )
    if model != model_path(settings):
        trained.unlink()
        raise TrainingError("The assistant's data changed while the model was trained: train it again")
    trained.replace(model)
    _say(f"The dialogue model was trained in {time.monotonic() - started:.0f} s")


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


def main() -> None:
    """Trains where needed and prints the path of the model."""
    try:
        print(train(read_settings(os.environ)))
    except (DialogueSettingsError, TrainingError) as error:
        sys.exit(str(error))


if __name__ == "__main__":
    main()
