"""Real servers for the tests, each on a free port, each gone when its block ends."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx


def free_port() -> int:
    """A TCP port of the loopback interface that nothing listens on at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def wait_until(is_so: Callable[[], bool], *, seconds: float) -> None:
    """Returns as soon as something is so; fails when it is not in time."""
    deadline = time.monotonic() + seconds
    while not is_so():
        if time.monotonic() > deadline:
            raise AssertionError(f"not so within {seconds:.0f} s")
        time.sleep(0.2)


class Server:
    """A child process in a session of its own that is healthy inside its block and gone after it."""

    def __init__(self, command: Sequence[str], *, log: Path, healthy: Callable[[], bool], seconds: float) -> None:
        self.command, self.log, self.healthy, self.seconds = list(command), log, healthy, seconds
        self.process: subprocess.Popen[bytes] | None = None
        self.env: dict[str, str] = dict(os.environ)

    def __enter__(self) -> Self:
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                self.command, stdout=out, stderr=subprocess.STDOUT, start_new_session=True, env=self.env
            )
        with contextlib.ExitStack() as unhealthy:
            # Also where a test's own time runs out while the server starts.
            unhealthy.callback(self.stop)
            self._wait_until_healthy()
            unhealthy.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def _wait_until_healthy(self) -> None:
        deadline = time.monotonic() + self.seconds
        while not self.healthy():
            if (self.process is not None and self.process.poll() is not None) or time.monotonic() > deadline:
                raise RuntimeError(f"{self.command[:3]} is not healthy; its log ends:\n{self.tail()}")
            time.sleep(0.2)

    def tail(self, characters: int = 3000) -> str:
        """The end of the server's log."""
        return self.log.read_text(errors="replace")[-characters:]

    def stop(self, *, seconds: float = 20) -> None:
        """Ends the whole process group: SIGTERM, then SIGKILL for what is left after `seconds`."""
        if self.process is None:
            return
        self._signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(seconds)
        self._signal(signal.SIGKILL)
        self.process.wait()
        self.process = None

    def _signal(self, number: int) -> None:
        if self.process is not None:
            try:
                os.killpg(self.process.pid, number)
            except ProcessLookupError:
                return


def answers(url: str) -> bool:
    """Whether a GET of the address succeeds."""
    try:
        return httpx.get(url, timeout=2).is_success
    except httpx.HTTPError:
        return False


def listens(port: int) -> bool:
    """Whether anything takes connections on this port of the loopback interface."""
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1):
            return True
    except OSError:
        return False


class ElasticsearchServer(Server):
    """A single local node with data of its own."""

    def __init__(self, folder: Path) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        command = [
            sys.executable,
            "-m",
            "retrieval.node.local_node",
            "run",
            "--port",
            str(port),
            "--data",
            str(folder / "data"),
        ]
        health = f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s"
        super().__init__(command, log=folder / "elasticsearch.log", healthy=lambda: answers(health), seconds=120)


class RedisServer(Server):
    """A Redis that keeps nothing on disk, or all it was told."""

    def __init__(self, folder: Path, *, keeps: bool = False) -> None:
        binary = shutil.which("redis-server")
        if binary is None:
            raise RuntimeError(
                "redis-server is not on PATH: install Debian's redis-server, or set SHOPCLERK_TEST_REDIS_URL"
            )
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        command = [binary, "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--dir", str(folder)]
        command += ["--appendonly", "yes"] if keeps else []
        super().__init__(command, log=folder / "redis.log", healthy=self._answers, seconds=20)

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(7) == b"+PONG\r\n"
        except OSError:
            return False


class RabbitServer(Server):
    """A RabbitMQ with data, a node name and an Erlang port mapper of its own, all gone when its block ends."""

    # Debian's `rabbitmq-server` on PATH wants to be root; what it calls does not.
    BINARY = Path("/usr/lib/rabbitmq/bin/rabbitmq-server")

    def __init__(self, folder: Path) -> None:
        if not self.BINARY.exists():
            raise RuntimeError(
                f"there is no {self.BINARY}: install Debian's rabbitmq-server, or set SHOPCLERK_TEST_RABBITMQ_URL"
            )
        self.port, mapper_port = free_port(), free_port()
        self.url = f"amqp://guest:guest@127.0.0.1:{self.port}//"
        super().__init__([str(self.BINARY)], log=folder / "rabbitmq.log", healthy=self._answers, seconds=60)
        (folder / "plugins").write_text("[].\n")
        self.env |= {
            "HOME": str(folder),
            "ERL_EPMD_PORT": str(mapper_port),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_CONF_ENV_FILE": str(folder / "none"),
            "RABBITMQ_CONFIG_FILE": str(folder / "none"),
            "RABBITMQ_NODENAME": f"shopclerk-{self.port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(self.port),
            "RABBITMQ_DIST_PORT": str(free_port()),
            "RABBITMQ_MNESIA_BASE": str(folder / "data"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(folder / "config"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(folder / "plugins"),
            "RABBITMQ_PID_FILE": str(folder / "pid"),
            "RABBITMQ_LOG_BASE": str(folder),
            "RABBITMQ_LOGS": "-",
            # One scheduler that does not spin: it carries a few wake-ups.
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "+S 1 +sbwt none",
        }
        # Started by RabbitMQ it would outlive it.
        self._mapper = Server(
            ["epmd", "-port", str(mapper_port), "-address", "127.0.0.1"],
            log=folder / "epmd.log",
            healthy=lambda: listens(mapper_port),
            seconds=20,
        )

    def __enter__(self) -> Self:
        with contextlib.ExitStack() as opened:
            opened.enter_context(self._mapper)
            super().__enter__()
            opened.pop_all()
        return self

    def stop(self, *, seconds: float = 20) -> None:
        """Ends the server, then its port mapper."""
        super().stop(seconds=seconds)
        self._mapper.stop()

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=2) as connection:
                connection.sendall(b"AMQP\x00\x00\x09\x01")
                return connection.recv(1) == b"\x01"
        except OSError:
            return False
