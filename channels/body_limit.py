"""Refuses bodies above a size before anything reads them."""

from __future__ import annotations

from collections.abc import Mapping

from starlette.responses import JSONResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# The longest message with every character escaped, twelve bytes each.
MAX_BODY = 64 * 1024


class BodyLimit:
    """ASGI middleware: 413 as JSON for a body of more than `limit` bytes, whether it says so beforehand or not.

    `larger` has the limits of paths whose callers have more to say.
    """

    def __init__(self, app: ASGIApp, limit: int = MAX_BODY, larger: Mapping[str, int] | None = None) -> None:
        self._app = app
        self._limit = limit
        self._larger = larger or {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers 413, or passes the request on with its body already read."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        limit = self._larger.get(scope["path"], self._limit)
        body = await self._read(scope, receive, limit)
        if body is None:
            await _refusal(limit)(scope, receive, send)
            return
        waiting = [body]

        async def replay() -> Message:
            return waiting.pop() if waiting else await receive()

        await self._app(scope, replay, send)

    async def _read(self, scope: Scope, receive: Receive, limit: int) -> Message | None:
        declared = dict(scope["headers"]).get(b"content-length", b"0")
        if not declared.isdigit() or int(declared) > limit:
            return None
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await receive()
            if message["type"] != "http.request":
                return message
            chunks.append(message.get("body", b""))
            size += len(chunks[-1])
            if size > limit:
                return None
            if not message.get("more_body", False):
                return {"type": "http.request", "body": b"".join(chunks), "more_body": False}


def _refusal(limit: int) -> JSONResponse:
    error = {"code": "body_too_large", "message": f"Expected a body of at most {limit} bytes."}
    return JSONResponse({"error": error}, status_code=413, headers={"connection": "close"})
