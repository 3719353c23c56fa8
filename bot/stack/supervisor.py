"""The kept process supervisor behind a typed face: start it, start and watch parts, stop it with everything in it."""

from __future__ import annotations

import subprocess
import sys
import time
import xmlrpc.client
from dataclasses import dataclass
from http.client import HTTPException
from pathlib import Path
from typing import Any

import psutil
from supervisor.xmlrpc import Faults, SupervisorTransport

from bot.stack.errors import StackError, SupervisorGone
from bot.stack.settings import StackSettings

CONFIG = Path(__file__).with_name("supervisord.conf")
SECONDS_TO_START = 15.0
# Above the longest stopwaitsecs in supervisord.conf.
SECONDS_TO_STOP = 40.0
RUNNING = ("STARTING", "RUNNING")


@dataclass(frozen=True, slots=True)
class PartState:
    """A part as the supervisor sees it: its state's name, when it was last started (Unix time), its exit code."""

    name: str
    state: str
    started: int
    exit_code: int

    @property
    def is_up(self) -> bool:
        """Whether its process is there."""
        return self.state in RUNNING


class Supervisor:
    """One supervisord, found by its socket; `start_daemon` makes it when it is not there."""

    def __init__(self, settings: StackSettings) -> None:
        self._settings = settings

    def is_running(self) -> bool:
        """Whether a supervisord answers on the socket."""
        try:
            self._call("getState")
        except SupervisorGone:
            return False
        return True

    def start_daemon(self) -> None:
        """Starts supervisord in a session of its own, so that Ctrl-C reaches only whoever watches it."""
        (self._settings.state_dir / "log").mkdir(parents=True, exist_ok=True)
        with self._settings.log("supervisord.out").open("ab") as out:
            process = subprocess.Popen(
                [sys.executable, "-m", "supervisor.supervisord", "-c", str(CONFIG)],
                env=dict(self._settings.environment),
                cwd=CONFIG.parents[2],
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self.is_running():
            if process.poll() is not None or time.monotonic() > deadline:
                log = self._settings.log("supervisord.out")
                raise StackError(f"supervisord did not start; its log ({log}) ends:\n{tail(log)}")
            time.sleep(0.1)

    def start(self, part: str) -> None:
        """Starts a part unless it is up; returns at once."""
        if not self.state(part).is_up:
            self._call("startProcess", part, False)

    def stop(self, part: str) -> None:
        """Stops a part and returns when it is gone."""
        if self.state(part).is_up:
            self._call("stopProcess", part)

    def state(self, part: str) -> PartState:
        """One part's state."""
        return _part_state(self._call("getProcessInfo", part))

    def states(self) -> list[PartState]:
        """All parts' states."""
        answer = self._call("getAllProcessInfo")
        return [_part_state(info) for info in answer]

    def shutdown(self) -> bool:
        """Stops every part and supervisord itself; False when none was running. Kills what does not go in time."""
        if not self.is_running():
            return False
        daemon = psutil.Process(int(self._call("getPID")))
        family = [daemon, *daemon.children(recursive=True)]
        self._call("shutdown")
        _, left = psutil.wait_procs(family, timeout=SECONDS_TO_STOP)
        for process in left:
            process.kill()
        psutil.wait_procs(left, timeout=5)
        return True

    def _call(self, method: str, *arguments: object) -> Any:
        transport = SupervisorTransport(serverurl=f"unix://{self._settings.socket}")
        with xmlrpc.client.ServerProxy("http://127.0.0.1", transport=transport) as server:
            try:
                return getattr(server, f"supervisor.{method}")(*arguments)
            except (OSError, HTTPException) as error:
                raise SupervisorGone(f"nothing answers at {self._settings.socket}") from error
            except xmlrpc.client.Fault as fault:
                if fault.faultCode == Faults.SHUTDOWN_STATE:
                    raise SupervisorGone("the supervisor is shutting down") from fault
                raise


def tail(log: Path, lines: int = 25) -> str:
    """The last lines of a log, or a word that there is none."""
    if not log.exists():
        return "(nothing was logged)"
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])


def _part_state(info: dict[str, Any]) -> PartState:
    return PartState(str(info["name"]), str(info["statename"]), int(info["start"]), int(info["exitstatus"]))
