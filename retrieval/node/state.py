"""Where a local Elasticsearch keeps its files, and as whom it runs.

Elasticsearch refuses to run as root. Started by root it runs as `nobody`, who must be able to reach its program, its
configuration and its data; what lies behind a closed folder (such as /root) is kept or linked under a state folder.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import pwd
import shutil
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from retrieval.errors import LocalNodeError

SYSTEM_STATE = Path("/var/lib/shopclerk")
_TOKEN, _OWNER, _LOCK = "node-id", "data-dir", "node.lock"


@dataclass(frozen=True, slots=True)
class Runner:
    """The user a node runs as; `other` is False when that is simply who started it."""

    uid: int
    gid: int
    other: bool

    def can_reach(self, path: Path) -> bool:
        """Whether this user can read `path` and pass every folder above it."""
        if not self.other:
            return os.access(path, os.R_OK)
        resolved = path.resolve()
        return all(_open_to(self, part, 0o1) for part in resolved.parents) and _open_to(self, resolved, 0o4)

    def own(self, folder: Path) -> None:
        """Makes a folder and everything in it this user's."""
        if not self.other:
            return
        for path in (folder, *folder.rglob("*")):
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def become(self) -> None:
        """Makes this process the user's; there is no way back."""
        if self.other:
            os.setgroups([])
            os.setgid(self.gid)
            os.setuid(self.uid)


def runner() -> Runner:
    """Who a node started by this process runs as."""
    if os.geteuid() != 0:
        return Runner(os.geteuid(), os.getegid(), other=False)
    try:
        nobody = pwd.getpwnam("nobody")
    except KeyError as error:
        raise LocalNodeError("Elasticsearch cannot run as root, and there is no user `nobody` to run it as") from error
    return Runner(nobody.pw_uid, nobody.pw_gid, other=True)


def reachable_home(home: Path, user: Runner) -> Path:
    """The distribution where this user can read it: as it lies, or linked (else copied) under the state folder."""
    if user.can_reach(home / "lib"):
        return home
    stamp = f"{home.resolve()}:{(home / 'lib').stat().st_mtime_ns}"
    copy = _state_base() / f"home-{_digest(stamp)}"
    if not copy.exists():
        with tempfile.TemporaryDirectory(prefix=".home-", dir=copy.parent) as folder:
            shutil.copytree(home, Path(folder) / "home", copy_function=_link_or_copy)
            for path in (Path(folder) / "home", *(Path(folder) / "home").rglob("*")):
                path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
            # Another start may have been quicker; its copy is as good.
            with suppress(OSError):
                (Path(folder) / "home").rename(copy)
    return copy


def node_folder(data: Path, user: Runner) -> Path:
    """The folder for a node's files: `data` itself, or one under the state folder that stands for it.

    A `data` that was deleted and made anew gets an empty one; folders of data that is gone are removed.
    """
    data.mkdir(parents=True, exist_ok=True)
    if user.can_reach(data):
        return data
    _sweep()
    token = data / _TOKEN
    if not token.exists():
        token.write_text(uuid.uuid4().hex)
    folder = _state_base() / f"node-{token.read_text().strip()}"
    folder.mkdir(mode=0o755, exist_ok=True)
    (folder / _OWNER).write_text(str(data.resolve()))
    return folder


def lock(folder: Path) -> IO[str]:
    """Takes a node's folder for this process and what it execs; raises `LocalNodeError` when a node runs in it."""
    held = (folder / _LOCK).open("w")
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        held.close()
        raise LocalNodeError(f"an Elasticsearch is already running with the data in {folder}") from error
    os.set_inheritable(held.fileno(), True)
    return held


def _open_to(user: Runner, path: Path, permission: int) -> bool:
    status = path.stat()
    if status.st_uid == user.uid:
        return bool(status.st_mode & (permission << 6))
    if status.st_gid == user.gid:
        return bool(status.st_mode & (permission << 3))
    return bool(status.st_mode & permission)


def _state_base() -> Path:
    base = SYSTEM_STATE / "elasticsearch"
    try:
        base.mkdir(mode=0o755, parents=True, exist_ok=True)
    except OSError:
        base = Path(tempfile.gettempdir()) / "shopclerk-elasticsearch"
        base.mkdir(mode=0o755, exist_ok=True)
        if base.stat().st_uid != os.geteuid():
            raise LocalNodeError(f"{base} belongs to another user: remove it") from None
    return base


def _sweep() -> None:
    for folder in _abandoned(_state_base()):
        try:
            held = lock(folder)
        except LocalNodeError:
            continue
        shutil.rmtree(folder, ignore_errors=True)
        held.close()


def _abandoned(base: Path) -> Iterator[Path]:
    for owner in base.glob(f"node-*/{_OWNER}"):
        token = Path(owner.read_text()) / _TOKEN
        if not token.exists() or f"node-{token.read_text().strip()}" != owner.parent.name:
            yield owner.parent


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _link_or_copy(source: str, target: str) -> None:
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
