"""A Java that Elasticsearch runs on."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from retrieval.errors import LocalNodeError

OLDEST, NEWEST = 17, 24
_SYSTEM_JVMS = Path("/usr/lib/jvm")
_VERSION = re.compile(r'version "(\d+)')


def find_java(home: Path, environment: Mapping[str, str], *, usable: Callable[[Path], bool]) -> Path:
    """The home of the first Java 17 to 24: ES_JAVA_HOME, the distribution's own, JAVA_HOME, PATH, the system's.

    `usable` says whether the user that will run it can reach it. Raises `LocalNodeError` saying what to install.
    """
    seen: list[str] = []
    for candidate in _candidates(home, environment):
        java = candidate / "bin" / "java"
        if not java.is_file() or not usable(java):
            continue
        version = java_version(java)
        if version is not None and OLDEST <= version <= NEWEST:
            return candidate
        seen.append(f"{candidate} is Java {version}")
    found = "; ".join(dict.fromkeys(seen)) or "none was found"
    raise LocalNodeError(
        f"Elasticsearch needs Java {OLDEST} to {NEWEST}, {found}: "
        "install one (Debian: apt-get install openjdk-17-jre-headless) or set ES_JAVA_HOME"
    )


def java_version(java: Path) -> int | None:
    """The major version this program reports of itself, None when it does not run."""
    try:
        reported = subprocess.run([java, "-version"], capture_output=True, text=True, timeout=30, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.search(reported.stderr)
    return int(match.group(1)) if match else None


def _candidates(home: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    if environment.get("ES_JAVA_HOME"):
        yield Path(environment["ES_JAVA_HOME"])
    yield home / "jdk"
    if environment.get("JAVA_HOME"):
        yield Path(environment["JAVA_HOME"])
    on_path = shutil.which("java", path=environment.get("PATH", os.defpath))
    if on_path:
        yield Path(on_path).resolve().parent.parent
    if _SYSTEM_JVMS.is_dir():
        yield from sorted(_SYSTEM_JVMS.iterdir())
