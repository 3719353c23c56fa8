"""The fake Rasa of the gateway's tests beside a real Rasa server: the same answers to the same client.

The real one runs a model of one intent and one rule, trained here in seconds.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from channels.errors import DialogueUnavailable
from channels.rasa import DialogueTurn, RasaClient
from tests.fakes.channels import FakeRasa, bot_reply, custom
from tests.gateway import REPOSITORY, free_port

RASA_PYTHON = Path(os.environ.get("SHOPCLERK_RASA_PYTHON", REPOSITORY / ".venv-rasa/bin/python"))
FILES = {
    "config.yml": """
recipe: default.v1
language: en
assistant_id: contract
pipeline: [{name: KeywordIntentClassifier}]
policies: [{name: RulePolicy}]
""",
    "domain.yml": """
version: "3.1"
intents: [greet, mute]
responses:
  utter_greet:
    - custom: {schema: 1, text: "Hello.", outcome: answer}
""",
    "data.yml": """
version: "3.1"
nlu:
  - intent: greet
    examples: "- hello"
  - intent: mute
    examples: "- silence"
rules:
  - rule: greet
    steps: [{intent: greet}, {action: utter_greet}]
  - rule: mute
    steps: [{intent: mute}, {action: action_listen}]
""",
    "credentials.yml": "rest:\n",
}


def answer(turn: dict[str, object]) -> object:
    return custom(str(turn["sender"]), bot_reply("Hello.")) if turn["message"] in {"hello", "/greet"} else []


@pytest.fixture(scope="module")
def fake_rasa() -> Iterator[str]:
    with FakeRasa(answer) as server:
        yield server.url


@pytest.fixture(scope="module")
def real_rasa(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("rasa")
    for name, text in FILES.items():
        (folder / name).write_text(text)
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1"}
    rasa = [str(RASA_PYTHON), "-m", "rasa"]
    train = [*rasa, "train", "--quiet", "--data", "data.yml", "--out", "models"]
    subprocess.run(train, cwd=folder, env=environment, check=True, capture_output=True, timeout=240)  # noqa: S603
    port = free_port()
    run = [*rasa, "run", "--quiet", "--interface", "127.0.0.1", "--port", str(port)]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(run, cwd=folder, env=environment, stdout=log, stderr=log)  # noqa: S603
    try:
        until = time.monotonic() + 120
        while True:
            try:
                httpx.get(f"http://127.0.0.1:{port}/", timeout=1)
                break
            except httpx.HTTPError:
                assert time.monotonic() < until, (folder / "log").read_text()
                time.sleep(0.2)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(params=["fake_rasa", "real_rasa"])
def url(request: pytest.FixtureRequest) -> str:
    return str(request.getfixturevalue(request.param))


def turn(text: str) -> DialogueTurn:
    return DialogueTurn(f"contract-{time.monotonic_ns()}", text, "web", "m1")


@pytest.mark.timeout(400)
async def test_rasa_is_reachable(url: str) -> None:
    client = RasaClient(url, deadline_s=8, concurrency=2)
    assert await client.is_reachable()
    await client.close()


@pytest.mark.parametrize("text", ["hello", "/greet"])
async def test_rasa_answers_a_custom_payload(url: str, text: str) -> None:
    client = RasaClient(url, deadline_s=8, concurrency=2)
    (reply,) = await client.ask(turn(text))
    assert (reply.text, reply.outcome) == ("Hello.", "answer")
    await client.close()


async def test_rasa_that_says_nothing_is_a_failure(url: str) -> None:
    client = RasaClient(url, deadline_s=8, concurrency=2)
    with pytest.raises(DialogueUnavailable) as failure:
        await client.ask(turn("silence"))
    assert failure.value.reason == "empty"
    await client.close()


async def test_rasa_takes_a_session_restart(url: str) -> None:
    client = RasaClient(url, deadline_s=8, concurrency=2)
    one = turn("hello")
    await client.restart(one)
    (reply,) = await client.ask(one)
    assert reply.text == "Hello."
    await client.close()
