"""The whole product of a benchmark's own, as `make run` starts it, on free ports beside the server that is measured."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx

from tests.bench.setting import ROOT, BenchSkipped, Setting
from tests.servers import Server, answers, free_port

_READY = "shopclerk is ready"
_START_S = 600.0
_TURN_S = 60.0


@dataclass(frozen=True, slots=True)
class Running:
    """Where the running product answers, and the environment that its commands need."""

    url: str
    environment: dict[str, str]

    def session(self, gateway: httpx.Client) -> str:
        """A new conversation."""
        return str(gateway.post("/api/v1/sessions").raise_for_status().json()["session_id"])

    def ask(self, gateway: httpx.Client, session: str, question: str) -> str:
        """The text of the replies to one message."""
        message = {"session_id": session, "message_id": uuid4().hex, "text": question}
        replies = gateway.post("/api/v1/messages", json=message).raise_for_status().json()["replies"]
        return " ".join(str(reply["text"]) for reply in replies)

    def gateway(self) -> httpx.Client:
        """A connection to the gateway, to be closed by a `with`."""
        return httpx.Client(base_url=self.url, timeout=_TURN_S)


@contextmanager
def running(setting: Setting, folder: Path, **more: str) -> Iterator[Running]:
    """Starts every part with its state under `folder`; raises `BenchSkipped` where one does not start."""
    folder.mkdir(parents=True, exist_ok=True)
    models = ROOT / "var" / "rasa" / "models"
    if models.is_dir():
        shutil.copytree(models, folder / "rasa" / "models", dirs_exist_ok=True)
    ports = {name: str(free_port()) for name in ("SHOPCLERK_PORT", "SHOPCLERK_ACTION_PORT", "SHOPCLERK_RASA_PORT")}
    environment = {
        **os.environ,
        **ports,
        "ELASTICSEARCH_URL": setting.retrieval.elasticsearch_url,
        "SHOPCLERK_SHOP": setting.shop,
        "SHOPCLERK_STATE_DIR": str(folder),
        "SHOPCLERK_RATE_LIMIT_SESSION": "off",
        "SHOPCLERK_RATE_LIMIT_ADDRESS": "off",
        **more,
    }
    url, log = f"http://127.0.0.1:{ports['SHOPCLERK_PORT']}", folder / "run.log"
    log.write_text("", encoding="utf-8")
    command = [sys.executable, "-m", "bot.stack", "run"]
    server = Server(
        command,
        log=log,
        healthy=lambda: _READY in log.read_text(errors="replace") and answers(f"{url}/health"),
        seconds=_START_S,
    )
    server.env = environment
    try:
        server.__enter__()
    except RuntimeError as error:
        raise BenchSkipped(str(error)) from error
    try:
        yield Running(url, environment)
    finally:
        server.stop(seconds=90)
