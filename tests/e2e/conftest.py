"""The whole product, running as `make run` starts it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from bot.stack.health import is_healthy
from bot.stack.settings import read_settings
from bot.stack.supervisor import Supervisor
from tests.fakes.channels import FakeTelegram
from tests.servers import Server, answers, free_port, wait_until
from tests.tcp_gate import TcpGate

ROOT = Path(__file__).resolve().parents[2]
READY = "shopclerk is ready"
TELEGRAM_SECRET = "a-secret-of-the-tests"


@dataclass(frozen=True, slots=True)
class RunningStack:
    """Where the running product answers, and the folder its state is in."""

    gateway_url: str
    rasa_url: str
    action_url: str
    state_dir: Path
    environment: dict[str, str]
    server: Server
    telegram: FakeTelegram
    elasticsearch: TcpGate

    def shopclerk(self, *arguments: str, seconds: float = 120) -> subprocess.CompletedProcess[str]:
        """Runs the command as shop staff would, against the running product."""
        command = [str(Path(sys.executable).with_name("shopclerk")), *arguments]
        return subprocess.run(
            command, env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False, timeout=seconds
        )

    def supervisor(self, *arguments: str) -> None:
        """Stops or starts a part, as an operator would: `supervisor("stop", "dialogue")`."""
        supervisor = Supervisor(read_settings(self.environment))
        if arguments[0] == "stop":
            supervisor.stop(arguments[1])
        else:
            supervisor.start(arguments[1])
            wait_until(lambda: is_healthy(arguments[1], read_settings(self.environment)), seconds=120)


@pytest.fixture(scope="session")
def telegram() -> Iterator[FakeTelegram]:
    """A Bot API of this machine."""
    with FakeTelegram() as api:
        yield api


@pytest.fixture(scope="session")
def elasticsearch_gate(elasticsearch_url: str) -> Iterator[TcpGate]:
    """The way to Elasticsearch, which a test may shut."""
    with TcpGate(elasticsearch_url) as gate:
        yield gate


@pytest.fixture(scope="session")
def stack(
    elasticsearch_gate: TcpGate, redis_url: str, telegram: FakeTelegram, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[RunningStack]:
    """Everything of `make run` on free ports, with the demo shop synced; it keeps nothing when the session ends."""
    state_dir = tmp_path_factory.mktemp("state")
    models = ROOT / "var" / "rasa" / "models"
    if models.is_dir():
        shutil.copytree(models, state_dir / "rasa" / "models")
    ports = {name: str(free_port()) for name in ("SHOPCLERK_PORT", "SHOPCLERK_ACTION_PORT", "SHOPCLERK_RASA_PORT")}
    environment = {
        **os.environ,
        **ports,
        "SHOPCLERK_STATE_DIR": str(state_dir),
        "ELASTICSEARCH_URL": elasticsearch_gate.url,
        "CELERY_BROKER_URL": redis_url,
        "SHOPCLERK_SHOP": "demo",
        # The suites ask faster than any customer types.
        "SHOPCLERK_RATE_LIMIT_SESSION": "off",
        "SHOPCLERK_RATE_LIMIT_ADDRESS": "off",
        "TELEGRAM_BOT_TOKEN": telegram.token,
        "TELEGRAM_WEBHOOK_SECRET": TELEGRAM_SECRET,
        "TELEGRAM_API_URL": telegram.url,
    }
    gateway_url = f"http://127.0.0.1:{ports['SHOPCLERK_PORT']}"
    log = state_dir / "run.log"
    server = Server(
        [sys.executable, "-m", "bot.stack", "run"],
        log=log,
        healthy=lambda: READY in log.read_text(errors="replace") and answers(f"{gateway_url}/health"),
        seconds=900,
    )
    server.env = environment
    with server:
        yield RunningStack(
            gateway_url=gateway_url,
            rasa_url=f"http://127.0.0.1:{ports['SHOPCLERK_RASA_PORT']}",
            action_url=f"http://127.0.0.1:{ports['SHOPCLERK_ACTION_PORT']}",
            state_dir=state_dir,
            environment=environment,
            server=server,
            telegram=telegram,
            elasticsearch=elasticsearch_gate,
        )
        server.stop(seconds=90)
    if (state_dir / "rasa" / "models").is_dir():
        shutil.copytree(state_dir / "rasa" / "models", models, dirs_exist_ok=True)
