"""Where the dialogue server and the action server run, from the environment.

SHOPCLERK_STATE_DIR (var), SHOPCLERK_RASA_PYTHON (.venv-rasa/bin/python), SHOPCLERK_RASA_PORT (5005),
SHOPCLERK_ACTION_PORT (5055), SHOPCLERK_ACTION_URL (the action server, where it runs elsewhere),
SHOPCLERK_TRACKER_URL (SQLAlchemy URL of the conversations' database; SQLite in the state folder),
SHOPCLERK_LOCK_URL (redis://[user:password@]host:port/db, for several dialogue servers; in memory otherwise).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

ROOT = Path(__file__).resolve().parents[1]
ASSISTANT = ROOT / "bot" / "assistant"


class DialogueSettingsError(ValueError):
    """A variable holds what cannot be used; the message names it."""


@dataclass(frozen=True, slots=True)
class DialogueSettings:
    """Places and addresses of the dialogue; `environment` is what Rasa is started with."""

    state_dir: Path
    rasa_python: Path
    rasa_port: int
    action_port: int
    environment: Mapping[str, str]

    @property
    def models_dir(self) -> Path:
        """Where trained models are kept, one file for each state of the assistant's data."""
        return self.state_dir / "rasa" / "models"


def read_settings(environ: Mapping[str, str]) -> DialogueSettings:
    """Settings from an environment; raises DialogueSettingsError."""
    state_dir = Path(environ.get("SHOPCLERK_STATE_DIR") or ROOT / "var").resolve()
    action_port = _port(environ, "SHOPCLERK_ACTION_PORT", 5055)
    return DialogueSettings(
        state_dir=state_dir,
        # Not resolved: the link inside a virtual environment is what makes its packages importable.
        rasa_python=Path(environ.get("SHOPCLERK_RASA_PYTHON") or ROOT / ".venv-rasa" / "bin" / "python").absolute(),
        rasa_port=_port(environ, "SHOPCLERK_RASA_PORT", 5005),
        action_port=action_port,
        environment={
            **environ,
            **_locks(environ.get("SHOPCLERK_LOCK_URL")),
            "SHOPCLERK_ACTION_URL": environ.get("SHOPCLERK_ACTION_URL") or f"http://127.0.0.1:{action_port}/webhook",
            "SHOPCLERK_TRACKER_URL": environ.get("SHOPCLERK_TRACKER_URL")
            or f"sqlite:///{state_dir / 'rasa' / 'tracker.db'}",
            "RASA_TELEMETRY_ENABLED": "false",
            "RASA_CACHE_DIRECTORY": str(state_dir / "rasa" / "cache"),
            "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
            "TF_CPP_MIN_LOG_LEVEL": "3",
            # One server's turns are short; threads beyond this only make them wait for one another.
            "TF_INTRA_OP_PARALLELISM_THREADS": environ.get("TF_INTRA_OP_PARALLELISM_THREADS") or "1",
            "TF_INTER_OP_PARALLELISM_THREADS": environ.get("TF_INTER_OP_PARALLELISM_THREADS") or "1",
        },
    )


def _port(environ: Mapping[str, str], variable: str, default: int) -> int:
    text = environ.get(variable) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise DialogueSettingsError(f"{variable} must be a port from 1 to 65535, but it is {text!r}")
    return int(text)


def _locks(url: str | None) -> dict[str, str]:
    """What endpoints.yml says of the lock store; Rasa's Redis store takes the parts of a URL, not the URL."""
    parts = urlsplit(url or "redis://127.0.0.1:6379/1")
    if parts.scheme not in ("redis", "rediss") or not parts.hostname:
        raise DialogueSettingsError(f"SHOPCLERK_LOCK_URL must be redis://host:port/db, but it is {_masked(parts)!r}")
    return {
        "SHOPCLERK_LOCK_TYPE": "redis" if url else "in_memory",
        "SHOPCLERK_LOCK_HOST": parts.hostname,
        "SHOPCLERK_LOCK_PORT": str(parts.port or 6379),
        "SHOPCLERK_LOCK_DB": parts.path.strip("/") or "0",
        "SHOPCLERK_LOCK_USERNAME": parts.username or "",
        "SHOPCLERK_LOCK_PASSWORD": parts.password or "",
    }


def _masked(parts: SplitResult) -> str:
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl()
