"""A real Rasa server with the present data's model, and the real action app over HTTP with a fake answering path."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import uvicorn
from fastapi import FastAPI, Request, Response
from starlette.middleware.base import RequestResponseEndpoint

from bot.action_app import create_app
from bot.dialogue import command
from bot.dialogue_settings import DialogueSettings, read_settings
from bot.training import train
from tests.fakes.bot_actions import RecordingAnswering

STARTS_WITHIN_S = 90.0


@dataclass(frozen=True)
class Dialogue:
    """A running dialogue server and the answering path behind it."""

    url: str
    answering: RecordingAnswering
    # Each call of an action: the conversation's id and the bytes that Rasa posted.
    posted: list[tuple[str, int]]

    def say(self, text: str, *, sender: str | None = None, page_product_id: str | None = None) -> list[dict[str, Any]]:
        metadata = {"page_product_id": page_product_id, "channel": "web", "message_id": uuid4().hex}
        message = {"sender": sender or uuid4().hex, "message": text, "metadata": metadata}
        reply = httpx.post(f"{self.url}/webhooks/rest/webhook", json=message, timeout=20)
        reply.raise_for_status()
        messages: list[dict[str, Any]] = reply.json()
        return messages


@pytest.fixture(scope="session")
def answering() -> RecordingAnswering:
    return RecordingAnswering()


@pytest.fixture(scope="session")
def dialogue(tmp_path_factory: pytest.TempPathFactory, answering: RecordingAnswering) -> Iterator[Dialogue]:
    action_port, rasa_port = _free_port(), _free_port()
    state = tmp_path_factory.mktemp("dialogue")
    (state / "rasa").mkdir()
    ports = {"SHOPCLERK_ACTION_PORT": str(action_port), "SHOPCLERK_RASA_PORT": str(rasa_port)}
    # The model is kept where `make run` keeps it, so that it is trained once; the conversations are the test's own.
    model = train(read_settings(os.environ))
    settings = read_settings({**os.environ, **ports, "SHOPCLERK_STATE_DIR": str(state)})
    app = create_app(lambda: answering, parts=lambda _: {"elasticsearch": True})
    posted = _record_posts(app)
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=action_port, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    process = _start_rasa(settings, model, state / "rasa.log")
    url = f"http://127.0.0.1:{rasa_port}"
    try:
        _wait_for(lambda: _up(url), process, state)
        yield Dialogue(url, answering, posted)
    finally:
        process.terminate()
        process.wait(timeout=20)
        server.should_exit = True
        thread.join(timeout=10)


def _record_posts(app: FastAPI) -> list[tuple[str, int]]:
    posted: list[tuple[str, int]] = []

    @app.middleware("http")
    async def record(request: Request, call_next: RequestResponseEndpoint) -> Response:
        body = await request.body()
        posted.append((json.loads(body)["sender_id"], len(body)))
        return await call_next(request)

    return posted


def _up(url: str) -> bool:
    return httpx.get(url, timeout=2).is_success


def _start_rasa(settings: DialogueSettings, model: Path, log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            command(settings, model), env=dict(settings.environment), stdout=output, stderr=output, cwd=log.parent
        )


def _wait_for(ready: Callable[[], bool], process: subprocess.Popen[bytes], state: Path) -> None:
    deadline = time.monotonic() + STARTS_WITHIN_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            if ready():
                return
        except httpx.HTTPError:
            time.sleep(0.3)
    pytest.fail("Rasa did not start; its log ends:\n" + (state / "rasa.log").read_text()[-3000:])


def _free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
