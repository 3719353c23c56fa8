"""Who holds a lease, so that the work of a dead process is taken over at once and not only when the lease runs out."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterable

import psutil


def this_owner() -> str:
    """This process, told apart from every earlier one of the same number: host:pid:start."""
    return f"{socket.gethostname()}:{os.getpid()}:{psutil.Process().create_time():.2f}"


def dead_owners(owners: Iterable[str]) -> list[str]:
    """Those of `owners` that ran on this host and run no longer; of other hosts nothing is known."""
    here = socket.gethostname()
    return [owner for owner in owners if owner.startswith(f"{here}:") and not _alive(owner)]


def _alive(owner: str) -> bool:
    _host, pid, started = owner.rsplit(":", 2)
    try:
        process = psutil.Process(int(pid))
        return process.status() != psutil.STATUS_ZOMBIE and f"{process.create_time():.2f}" == started
    except psutil.NoSuchProcess:
        return False
