"""Makes the two Python environments: `python3.11 bot/stack/environments.py [main] [rasa]`. Standard library only.

`.venv` holds everything on Python 3.11 or 3.12, `.venv-rasa` holds Rasa alone on Python 3.10. Both are filled from
pinned lists, and again only when a list, the interpreter or the torch index has changed.
SHOPCLERK_TORCH_INDEX names a package index to take torch from (one without CUDA libraries saves some 5 GB).
SHOPCLERK_RASA_PYTHON names an interpreter that already has Rasa; then `.venv-rasa` is not made.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
MAIN, RASA = ROOT / ".venv", ROOT / ".venv-rasa"
PROJECT, LOCK = ROOT / "pyproject.toml", ROOT / "requirements.txt"
RASA_LOCK = ROOT / "bot" / "assistant" / "requirements.txt"
UV = "uv==0.13.8"
STAMP = ".shopclerk-stamp"


class SetupError(Exception):
    """An environment cannot be made; the message says why and what to install."""


def make_main() -> None:
    """Fills `.venv` with the project, its pinned dependencies and the developers' tools."""
    if not (3, 11) <= sys.version_info[:2] < (3, 13):
        raise SetupError(
            f"Python 3.11 or 3.12 is needed, but this is {sys.version.split()[0]}: install Debian's python3.11 and "
            "python3.11-venv, or name another: make PYTHON=python3.12 setup"
        )
    torch_index = os.environ.get("SHOPCLERK_TORCH_INDEX", "")
    stamp = fingerprint(PROJECT, LOCK, words=[sys.version, torch_index])
    if is_current(MAIN, stamp):
        return
    _say("Python environment (.venv)", "1 to 8 minutes; torch from the default index alone is 6 GB on disk")
    if not (MAIN / "bin" / "uv").exists() or _version(_python(MAIN)) != sys.version_info[:2]:
        _run([sys.executable, "-m", "venv", "--clear", str(MAIN)], hint="install Debian's python3.11-venv")
    _run([str(_python(MAIN)), "-m", "pip", "install", "--quiet", UV], hint="is the package index reachable?")
    if torch_index:
        torch = re.search(r"^torch==.*$", LOCK.read_text(), re.MULTILINE)
        if torch is None:
            raise SetupError(f"{LOCK.name} names no torch version")
        _install(MAIN, [torch.group(), "--index-url", torch_index])
    _install(MAIN, ["--constraints", str(LOCK), "--group", f"{PROJECT}:dev", "--editable", str(ROOT)])
    (MAIN / STAMP).write_text(stamp)


def make_rasa() -> None:
    """Fills `.venv-rasa` with Rasa's own pinned list, on a Python 3.10."""
    if os.environ.get("SHOPCLERK_RASA_PYTHON"):
        return
    stamp = fingerprint(RASA_LOCK, words=[])
    if is_current(RASA, stamp):
        return
    _say("Rasa's Python 3.10 environment (.venv-rasa)", "1 to 4 minutes, 2.4 GB on disk")
    _run([str(MAIN / "bin" / "uv"), "venv", "--quiet", "--clear", "--python", _find_python310(), str(RASA)])
    _install(RASA, ["--requirements", str(RASA_LOCK)])
    (RASA / STAMP).write_text(stamp)


def _find_python310() -> str:
    """An interpreter of Python 3.10: pyenv's, one on PATH, or one that uv has or can bring."""
    tries: list[Callable[[], str | None]] = [pyenv_python310, lambda: shutil.which("python3.10"), uv_python310]
    for find in tries:
        path = find()
        if path and _version(path) == (3, 10):
            return path
    raise SetupError(
        "Rasa 3.6 needs Python 3.10, and none was found by pyenv, on PATH or by uv. Install one: "
        "`pyenv install 3.10`, your system's python3.10 with its venv, or `uv python install 3.10`"
    )


def pyenv_python310() -> str | None:
    """The newest Python 3.10 that pyenv has."""
    pyenv = shutil.which("pyenv")
    if pyenv is None:
        return None
    root = subprocess.run([pyenv, "root"], capture_output=True, text=True, check=False).stdout.strip()
    found = sorted(Path(root, "versions").glob("3.10.*/bin/python3.10")) if root else []
    return str(found[-1]) if found else None


def uv_python310() -> str | None:
    """The Python 3.10 that uv has or can download."""
    uv = str(MAIN / "bin" / "uv")
    if subprocess.run([uv, "python", "install", "--quiet", "3.10"], env=_env(), check=False).returncode != 0:
        return None
    found = subprocess.run([uv, "python", "find", "3.10"], capture_output=True, text=True, check=False)
    return found.stdout.strip() or None


def _version(python: str | Path) -> tuple[int, int] | None:
    code = "import sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", code], capture_output=True, text=True, check=True, timeout=30)
    except (OSError, subprocess.SubprocessError):
        return None
    major, minor = done.stdout.split()
    return int(major), int(minor)


def fingerprint(*files: Path, words: Sequence[str]) -> str:
    """A digest of everything an environment is made from."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    digest.update("\0".join([UV, str(ROOT), *words]).encode())
    return digest.hexdigest()


def is_current(environment: Path, stamp: str) -> bool:
    """Whether an environment was finished from exactly what `stamp` stands for."""
    file = environment / STAMP
    return file.exists() and file.read_text() == stamp and _python(environment).exists()


def _python(environment: Path) -> Path:
    return environment / "bin" / "python"


def _install(environment: Path, arguments: Sequence[str]) -> None:
    uv = [str(MAIN / "bin" / "uv"), "pip", "install", "--compile-bytecode", "--python", str(_python(environment))]
    # A person sees uv's progress; a log does not need the names of 350 packages.
    quiet = [] if sys.stderr.isatty() else ["--quiet"]
    _run([*uv, *quiet, *arguments], hint="is the package index reachable, and is there room on the disk?")


def _env() -> dict[str, str]:
    """uv with the system's certificates and pip's own index, which a person may have set."""
    env = {"UV_NATIVE_TLS": "1", "UV_HTTP_TIMEOUT": "180", "UV_NO_PROGRESS": "", **os.environ}
    index = os.environ.get("PIP_INDEX_URL")
    if index:
        env.setdefault("UV_DEFAULT_INDEX", index)
    return {name: value for name, value in env.items() if value}


def _say(what: str, usually: str) -> None:
    print(f"… {what} (usually {usually})", flush=True)


def _run(command: Sequence[str], *, hint: str = "") -> None:
    began = time.monotonic()
    code = subprocess.run(command, env=_env(), cwd=ROOT, check=False).returncode
    if code != 0:
        raise SetupError(f"`{' '.join(command)}` ended with exit code {code}" + (f": {hint}" if hint else ""))
    if time.monotonic() - began > 5:
        print(f"  {time.monotonic() - began:.0f} s", flush=True)


def main(wanted: Sequence[str]) -> int:
    """Makes the environments named, both by default; 1 when one cannot be made."""
    try:
        if not wanted or "main" in wanted:
            make_main()
        if not wanted or "rasa" in wanted:
            make_rasa()
    except SetupError as error:
        print(f"Setup failed. {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
