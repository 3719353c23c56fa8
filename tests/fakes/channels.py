"""A Rasa REST server and a Telegram Bot API server, both real HTTP servers on a free local port."""

from __future__ import annotations

import json
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

Answer = Callable[[dict[str, Any]], object]


class HangUp(Exception):
    """Raised by an answer to drop the connection without a word."""


def bot_reply(text: str, **fields: Any) -> dict[str, Any]:
    """A reply payload as the dialogue sends it."""
    base: dict[str, Any] = {
        "schema": 1,
        "text": text,
        "outcome": "answer",
        "product_ids": [],
        "facts": [],
        "buttons": [],
        "cards": [],
        "sources": [],
        "voice": "draft",
        "receipt_id": "r-1",
        "latency_ms": 12.0,
    }
    return {**base, **fields}


def custom(sender: str, *payloads: dict[str, Any]) -> list[dict[str, Any]]:
    return [{"recipient_id": sender, "custom": payload} for payload in payloads]


def echo(turn: dict[str, Any]) -> object:
    """Says what was said."""
    return custom(turn["sender"], bot_reply(f"Heard: {turn['message']}"))


class _Server(ABC):
    """One HTTP server in a thread; `handle` gets (method, path, body) and returns (status, JSON value)."""

    def __init__(self, port: int = 0) -> None:
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _serve(self) -> None:
                length = int(self.headers.get("content-length", 0))
                try:
                    status, value = outer.handle(self.command, self.path, self.rfile.read(length))
                except HangUp:
                    self.close_connection = True
                    return
                data = value if isinstance(value, bytes) else json.dumps(value).encode()
                try:
                    self.send_response(status)
                    for name, text in outer.headers(self.path).items():
                        self.send_header(name, text)
                    self.send_header("content-length", str(len(data)))
                    self.end_headers()
                    self.wfile.write(data)
                except (BrokenPipeError, ConnectionResetError):
                    self.close_connection = True

            do_GET = _serve
            do_POST = _serve

            def log_message(self, *_args: object) -> None:
                return

        class Quiet(ThreadingHTTPServer):
            daemon_threads = True
            block_on_close = False

            def handle_error(self, *_args: object) -> None:
                return

        self._server = Quiet(("127.0.0.1", port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)

    @abstractmethod
    def handle(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        """The status and the value, or raw bytes, that a request is answered with."""

    def headers(self, path: str) -> dict[str, str]:
        """The headers of the answer at `path`."""
        return {"content-type": "application/json"}

    @property
    def port(self) -> int:
        return int(self._server.server_address[1])

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(timeout=5)


class FakeRasa(_Server):
    """Answers Rasa's REST webhook with what `answer` makes of the posted turn; echoes by default."""

    def __init__(self, answer: Answer | None = None, *, port: int = 0, delay_s: float = 0.0) -> None:
        super().__init__(port)
        self._lock = threading.Lock()
        self.answer: Answer
        self.reset()
        self.answer = answer or echo
        self.delay_s = delay_s

    def reset(self) -> None:
        """Forgets every turn and echoes again."""
        self.answer = echo
        self.delay_s = 0.0
        self.status = 200
        self.turns: list[dict[str, Any]] = []
        self.at_once = 0
        self.most_at_once_of_one_sender = 0
        self._active: dict[str, int] = {}

    def handle(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        if method == "GET" and path == "/":
            return 200, "Hello from Rasa: 3.6.21"
        if path != "/webhooks/rest/webhook":
            return 404, {"status": "failure"}
        turn: dict[str, Any] = json.loads(body)
        sender = turn["sender"]
        with self._lock:
            self.turns.append(turn)
            self._active[sender] = self._active.get(sender, 0) + 1
            self.at_once = max(self.at_once, sum(self._active.values()))
            self.most_at_once_of_one_sender = max(self.most_at_once_of_one_sender, self._active[sender])
        try:
            time.sleep(self.delay_s)
            if turn["message"] == "/session_start":
                return 200, []
            return self.status, self.answer(turn)
        finally:
            with self._lock:
                self._active[sender] = self._active.get(sender, 1) - 1


@dataclass
class TelegramCall:
    """One call of a Bot API method."""

    method: str
    arguments: dict[str, Any]
    at: float = field(default_factory=time.monotonic)


class FakeTelegram(_Server):
    """The Bot API of one bot; `failures` are answered first, one a sendMessage, then everything succeeds."""

    def __init__(self, token: str = "123:test-token") -> None:  # noqa: S107 - a fake's token
        super().__init__()
        self.token = token
        self._lock = threading.Lock()
        self.reset()

    def reset(self) -> None:
        """Forgets every call and takes everything again."""
        self.calls: list[TelegramCall] = []
        self.failures: list[tuple[int, dict[str, Any]]] = []

    def handle(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        prefix = f"/bot{self.token}/"
        if not path.startswith(prefix):
            return 401, {"ok": False, "error_code": 401, "description": "Unauthorized"}
        call = TelegramCall(path.removeprefix(prefix), json.loads(body or b"{}"))
        with self._lock:
            self.calls.append(call)
            if call.method == "sendMessage" and self.failures:
                status, answer = self.failures.pop(0)
                return status, {"ok": False, "error_code": status, **answer}
        problem = _problem(call)
        if problem:
            return 400, {"ok": False, "error_code": 400, "description": f"Bad Request: {problem}"}
        return 200, {"ok": True, "result": {"message_id": len(self.calls)} if call.method == "sendMessage" else True}

    def sent(self) -> list[dict[str, Any]]:
        """The sendMessage calls so far, failed ones included."""
        return [call.arguments for call in self.calls if call.method == "sendMessage"]


def _problem(call: TelegramCall) -> str | None:
    """What the real Bot API would refuse about this call."""
    if call.method != "sendMessage":
        return None
    text = call.arguments.get("text", "")
    if not text:
        return "message text is empty"
    if len(text.encode("utf-16-le")) // 2 > 4096:
        return "message is too long"
    rows = (call.arguments.get("reply_markup") or {}).get("inline_keyboard", [])
    if any(not 1 <= len(button["callback_data"].encode()) <= 64 for row in rows for button in row):
        return "BUTTON_DATA_INVALID"
    return None


class FakeShop(_Server):
    """A shop's website on an origin of its own, the widget of `gateway_url` on every page, a strict policy."""

    gateway_url = ""

    def handle(self, method: str, path: str, body: bytes) -> tuple[int, object]:
        if path.startswith("/pictures/"):
            return 200, b"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 1 1'/>"
        product = path.rpartition("/")[2]
        page = f"""<!doctype html><html lang="en"><meta charset="utf-8"><title>Shop</title>
        <meta name="viewport" content="width=device-width, initial-scale=1"><h1>Shop</h1>
        <script src="{self.gateway_url}/widget/shopclerk.js" defer></script>
        <shopclerk-widget product-id="{product}" shop-name="Fernhill"></shopclerk-widget></html>"""
        return 200, page.encode()

    def headers(self, path: str) -> dict[str, str]:
        """A policy that lets in the gateway and nothing else."""
        if path.startswith("/pictures/"):
            return {"content-type": "image/svg+xml"}
        gateway = f"{self.gateway_url} {self.gateway_url.replace('http', 'ws', 1)}"
        policy = f"default-src 'none'; img-src 'self'; script-src {gateway}; style-src {gateway}; connect-src {gateway}"
        return {"content-type": "text/html; charset=utf-8", "content-security-policy": policy}
