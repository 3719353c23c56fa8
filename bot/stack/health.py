"""When a part counts as healthy: asked the way its users ask it."""

from __future__ import annotations

import socket
import subprocess
import sys

import httpx

from bot.stack.settings import StackSettings


def is_healthy(part: str, settings: StackSettings) -> bool:
    """Whether a part of supervisord.conf answers."""
    match part:
        case "elasticsearch":
            return _answers(f"{settings.elasticsearch_url}/_cluster/health?wait_for_status=yellow&timeout=1s", settings)
        case "worker" | "deliveries":
            return _worker_answers(part, settings)
        case "actions":
            return _answers(f"http://127.0.0.1:{settings.action_port}/health", settings)
        case "dialogue":
            return _answers(f"http://127.0.0.1:{settings.rasa_port}/", settings)
        case "gateway":
            return _answers(f"http://{_reachable(settings.host)}:{settings.port}/health", settings)
        case _:
            return True


def _reachable(host: str) -> str:
    return {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)


def _answers(url: str, settings: StackSettings) -> bool:
    headers = {}
    key = settings.environment.get("ELASTICSEARCH_API_KEY")
    if key and url.startswith(settings.elasticsearch_url):
        headers["Authorization"] = f"ApiKey {key}"
    try:
        return httpx.get(url, timeout=2, headers=headers).is_success
    except httpx.HTTPError:
        return False


def _worker_answers(name: str, settings: StackSettings) -> bool:
    """Asks over the broker itself, so that a worker which has lost it does not count as healthy."""
    inspect = [sys.executable, "-m", "celery", "-A", "catalog.worker", "inspect", "--timeout", "3"]
    command = [*inspect, "--destination", f"{name}@{socket.gethostname()}", "ping"]
    done = subprocess.run(command, env=dict(settings.environment), capture_output=True, check=False, timeout=60)
    return done.returncode == 0
