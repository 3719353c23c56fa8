"""The parts of one installation, each of which may be stopped at any moment, and goes on afterwards."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import psutil

from tests.bench.setting import ROOT
from tests.servers import Server
from tests.tcp_gate import TcpGate


class Part(Protocol):
    """Something that runs, and may be stopped."""

    def kill(self) -> None:
        """Stops it as a power cut would."""

    def start(self) -> object:
        """Lets it go on, with what it had kept."""


@dataclass(slots=True)
class CeleryPart:
    """A worker or beat, with its children."""

    arguments: tuple[str, ...]
    environment: Mapping[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Starts it and returns at once."""
        command = [sys.executable, "-m", "celery", "-A", "tests.bench.faults.worker", *self.arguments, "-l", "info"]
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=dict(self.environment), stdout=out, stderr=out, start_new_session=True
            )

    def kill(self) -> None:
        """Ends it with its children."""
        if self.process is not None:
            _signal_group(self.process, signal.SIGKILL)
            self.process.wait()

    def restart_if_ended(self) -> bool:
        """Does what a service manager does for a process that ends by itself; whether it had."""
        if self.process is None or self.process.poll() is None:
            return False
        self.kill()
        self.start()
        return True


@dataclass(frozen=True, slots=True)
class ChildPart:
    """The processes in which a worker does its tasks; the worker itself makes others."""

    worker: CeleryPart

    def kill(self) -> None:
        """Ends the children alone."""
        process = self.worker.process
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(process.pid).children() if process is not None else ():
                with contextlib.suppress(psutil.NoSuchProcess):
                    child.kill()

    def start(self) -> None:
        """The worker does that."""


@dataclass(slots=True)
class ServerPart:
    """A server that keeps its port and its folder."""

    server: Server

    def kill(self) -> None:
        """Ends it with its children."""
        if self.server.process is not None:
            _signal_group(self.server.process, signal.SIGKILL)
            self.server.process.wait()

    def start(self) -> None:
        """Starts it and returns when it answers."""
        self.server.__enter__()


@dataclass(frozen=True, slots=True)
class FrozenPart:
    """A server that answers nothing for a while, and then all it was asked."""

    server: Server

    def kill(self) -> None:
        """Freezes it in the middle of what it does."""
        if self.server.process is not None:
            _signal_group(self.server.process, signal.SIGSTOP)

    def start(self) -> None:
        """Lets it go on."""
        if self.server.process is not None:
            _signal_group(self.server.process, signal.SIGCONT)


@dataclass(frozen=True, slots=True)
class GatePart:
    """A server that cannot be reached: what goes to it is cut off in the middle, and refused for a while."""

    gate: TcpGate

    def kill(self) -> None:
        """Cuts every connection."""
        self.gate.set("shut")

    def start(self) -> None:
        """Lets through again."""
        self.gate.set("open")


@dataclass(frozen=True, slots=True)
class MessagesPart:
    """The messages of a broker that has no server: files, of which a power cut leaves none, or half of one."""

    folder: Path

    def kill(self) -> None:
        """Cuts one message short and loses the others."""
        for place, message in enumerate(sorted(self.folder.glob("*.msg"))):
            with contextlib.suppress(FileNotFoundError):
                if place:
                    message.unlink()
                else:
                    os.truncate(message, message.stat().st_size // 2)

    def start(self) -> None:
        """The next message makes the next file."""


def _signal_group(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
