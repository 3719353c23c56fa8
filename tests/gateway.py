"""A gateway as a process of its own on a free port, to be asked, stopped, killed and started again."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Self

import httpx

REPOSITORY = Path(__file__).resolve().parent.parent
START_S = 120.0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class GatewayProcess:
    """`python -m channels.gateway`; a second `start` finds the first one's state and listens on the same port."""

    def __init__(self, state_dir: Path, rasa_url: str, **environment: str) -> None:
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._log = state_dir / "gateway.log"
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("SHOPCLERK_", "TELEGRAM_"))}
        self._environment = {
            **kept,
            "SHOPCLERK_PORT": str(self.port),
            "SHOPCLERK_STATE_DIR": str(state_dir),
            "SHOPCLERK_RASA_URL": rasa_url,
            "SHOPCLERK_RATE_LIMIT_SESSION": "off",
            "SHOPCLERK_RATE_LIMIT_ADDRESS": "off",
            **environment,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "channels.gateway"],
                cwd=REPOSITORY,
                env=self._environment,
                stdout=log,
                stderr=log,
            )
        until = time.monotonic() + START_S
        while True:
            try:
                if httpx.get(f"{self.url}/health", timeout=1).is_success:
                    return self
            except httpx.HTTPError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise AssertionError(f"the gateway did not start: {self.log()}") from None
            time.sleep(0.05)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def log(self) -> str:
        return self._log.read_text()

    def open_session(self) -> str:
        answer = httpx.post(f"{self.url}/api/v1/sessions").raise_for_status().json()
        return str(answer["session_id"])

    def post(self, session_id: str, message_id: str, text: str, **fields: Any) -> httpx.Response:
        said: dict[str, Any] = {"session_id": session_id, "message_id": message_id, "text": text, **fields}
        body = {name: value for name, value in said.items() if value is not None}
        return httpx.post(f"{self.url}/api/v1/messages", json=body, timeout=30)

    def _end(self, number: signal.Signals) -> None:
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(number)
            self._process.wait(timeout=20)

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()
