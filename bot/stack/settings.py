"""Where the parts of one machine run: folders, ports and addresses, from the environment and a `.env` file beside it.

SHOPCLERK_SHOP, SHOPCLERK_STATE_DIR, SHOPCLERK_HOST, SHOPCLERK_PORT, SHOPCLERK_ACTION_PORT, SHOPCLERK_RASA_PORT,
SHOPCLERK_ELASTICSEARCH_PORT, SHOPCLERK_RASA_PYTHON, ELASTICSEARCH_URL, CELERY_BROKER_URL.
"""

from __future__ import annotations

import hashlib
import sys
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.stack.errors import StackError

ROOT = Path(__file__).resolve().parents[2]
# A unix socket's path may be 107 bytes long (sun_path in unix(7)).
LONGEST_SOCKET_PATH = 107


@dataclass(frozen=True, slots=True)
class StackSettings:
    """The places and addresses of every part; `environment` is what each of them is started with."""

    shop: str
    state_dir: Path
    host: str
    port: int
    action_port: int
    rasa_port: int
    elasticsearch_port: int
    elasticsearch_url: str
    own_elasticsearch: bool
    own_rasa_url: bool
    broker_url: str | None
    rasa_python: Path
    environment: Mapping[str, str]

    @property
    def socket(self) -> Path:
        """The supervisor's socket: in the state folder, or among the temporary files where that is too long."""
        return socket_path(self.state_dir)

    @property
    def address(self) -> str:
        """What a person types into the browser."""
        host = "localhost" if self.host in ("127.0.0.1", "0.0.0.0", "::1", "::") else self.host
        return f"http://{host}:{self.port}"

    @property
    def is_demo(self) -> bool:
        """Whether the shop is the demo, whose catalogue is made and synced at start."""
        return self.shop == "demo"

    @property
    def demo_dir(self) -> Path:
        """Where the demo's catalogue and pictures are written."""
        return self.state_dir / "demo"

    def log(self, part: str) -> Path:
        """The log file of a part."""
        return self.state_dir / "log" / f"{part}.log"


def socket_path(state_dir: Path) -> Path:
    """The supervisor's socket for a state folder; always the same for the same folder."""
    inside = state_dir / "supervisor.sock"
    if len(str(inside).encode()) <= LONGEST_SOCKET_PATH:
        return inside
    digest = hashlib.sha256(str(state_dir).encode()).hexdigest()[:16]
    return Path(tempfile.gettempdir()) / f"shopclerk-{digest}.sock"


def read_settings(environ: Mapping[str, str]) -> StackSettings:
    """Settings from an environment; raises StackError naming a variable that cannot be used."""
    state_dir = Path(environ.get("SHOPCLERK_STATE_DIR") or ROOT / "var").resolve()
    elasticsearch_port = _port(environ, "SHOPCLERK_ELASTICSEARCH_PORT", 9200)
    rasa_port = _port(environ, "SHOPCLERK_RASA_PORT", 5005)
    port = _port(environ, "SHOPCLERK_PORT", 8080)
    action_port = _port(environ, "SHOPCLERK_ACTION_PORT", 5055)
    given_url = environ.get("ELASTICSEARCH_URL")
    shop = environ.get("SHOPCLERK_SHOP") or "demo"
    url = given_url or f"http://127.0.0.1:{elasticsearch_port}"
    rasa_python = Path(environ.get("SHOPCLERK_RASA_PYTHON") or ROOT / ".venv-rasa" / "bin" / "python").absolute()
    derived = {
        "SHOPCLERK_SHOP": shop,
        "SHOPCLERK_STATE_DIR": str(state_dir),
        "SHOPCLERK_SOCKET": str(socket_path(state_dir)),
        "SHOPCLERK_PYTHON": sys.executable,
        "SHOPCLERK_RASA_PYTHON": str(rasa_python),
        "SHOPCLERK_RASA_PORT": str(rasa_port),
        "SHOPCLERK_RASA_URL": environ.get("SHOPCLERK_RASA_URL") or f"http://127.0.0.1:{rasa_port}",
        "SHOPCLERK_ACTION_PORT": str(action_port),
        "SHOPCLERK_PORT": str(port),
        "SHOPCLERK_ELASTICSEARCH_PORT": str(elasticsearch_port),
        "ELASTICSEARCH_URL": url,
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "HF_HUB_OFFLINE": environ.get("HF_HUB_OFFLINE") or "1",
        "PYTHONUNBUFFERED": "1",
    }
    if shop == "demo":
        derived["SHOPCLERK_DEMO_SHOP"] = environ.get("SHOPCLERK_DEMO_SHOP") or str(state_dir / "demo")
    return StackSettings(
        shop=shop,
        state_dir=state_dir,
        host=environ.get("SHOPCLERK_HOST") or "127.0.0.1",
        port=port,
        action_port=action_port,
        rasa_port=rasa_port,
        elasticsearch_port=elasticsearch_port,
        elasticsearch_url=url,
        own_elasticsearch=given_url is None,
        own_rasa_url="SHOPCLERK_RASA_URL" not in environ,
        broker_url=environ.get("CELERY_BROKER_URL") or None,
        rasa_python=rasa_python,
        environment={**environ, **derived},
    )


def _port(environ: Mapping[str, str], variable: str, default: int) -> int:
    text = environ.get(variable) or str(default)
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise StackError(f"{variable} must be a port from 1 to 65535, but it is {text!r}")
    return int(text)
