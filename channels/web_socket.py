"""The website's WebSocket: messages in, typing signs and replies out, missed replies first."""

from __future__ import annotations

import asyncio
from typing import Any

import structlog
from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from channels.background import Background
from channels.conversation import Conversations
from channels.errors import Refused
from channels.hub import Frame, Hub
from channels.metrics import Metrics
from channels.origins import Origins
from channels.outbox import Outbox
from channels.web import WebChannel
from channels.wire import Hello, MessageBody, read_body

log = structlog.get_logger(__name__)
HELLO_S = 10.0
POLICY_VIOLATION = 1008
PING = '{"type":"ping"}'


class SocketRoute:
    """GET /api/v1/socket. First frame {"session_id", "after"?}, answered {"type": "ready", "replies"}; then message
    objects in, and {"type": "typing" | "replies" | "error" | "pong"} out."""

    def __init__(
        self,
        web: WebChannel,
        conversations: Conversations,
        outbox: Outbox,
        *,
        hub: Hub,
        origins: Origins,
        metrics: Metrics,
    ) -> None:
        self._web = web
        self._conversations = conversations
        self._outbox = outbox
        self._hub = hub
        self._origins = origins
        self._metrics = metrics
        self.router = APIRouter()
        self.router.add_api_websocket_route("/api/v1/socket", self._serve)

    async def _serve(self, socket: WebSocket) -> None:
        if not self._origins.allows(socket.headers.get("origin"), socket.headers.get("host")):
            await socket.close(POLICY_VIOLATION)
            return
        await socket.accept()
        try:
            await self._web.admit(socket.client.host if socket.client else "unknown")
            async with asyncio.timeout(HELLO_S):
                hello = read_body(Hello, await _receive(socket))
            conversation_id = await self._web.sessions.conversation_of(hello.session_id)
            with self._metrics.sockets.track_inprogress():
                await self._talk(socket, conversation_id, hello.after)
        except Refused as refused:
            await socket.send_json(_error(refused, None))
            await socket.close(4000 + refused.status)
        except TimeoutError:
            await socket.close(POLICY_VIOLATION)
        except WebSocketDisconnect:
            return

    async def _talk(self, socket: WebSocket, conversation_id: str, after: int) -> None:
        background = Background()
        with self._hub.listen(conversation_id) as queue:
            missed = await self._outbox.replies_after(conversation_id, after)
            await socket.send_json({"type": "ready", "replies": [one.as_json() for one in missed]})
            writer = background.start(_write(socket, queue))
            try:
                while True:
                    text = await _receive(socket)
                    if text == PING:
                        _offer(queue, {"type": "pong"})
                    else:
                        background.start(self._take(conversation_id, text, queue))
            finally:
                writer.cancel()
                await background.stop(grace_s=0)

    async def _take(self, conversation_id: str, text: str, queue: asyncio.Queue[Frame]) -> None:
        message_id: str | None = None
        try:
            body = read_body(MessageBody, text)
            message_id = body.message_id
            taken = await self._conversations.take(await self._web.inbound(conversation_id, body))
        except Refused as refused:
            self._metrics.refused.labels(refused.code).inc()
            _offer(queue, _error(refused, message_id))
            return
        if taken.duplicate:
            replies = [one.as_json() for one in taken.replies]
            _offer(queue, {"type": "replies", "message_id": message_id, "replies": replies})


async def _receive(socket: WebSocket) -> str:
    message = await socket.receive()
    if message["type"] == "websocket.disconnect":
        raise WebSocketDisconnect(message.get("code", 1000))
    text = message.get("text")
    if text is None:
        raise Refused(400, "bad_json", "Expected text frames.")
    return str(text)


async def _write(socket: WebSocket, queue: asyncio.Queue[Frame]) -> None:
    while True:
        frame = await queue.get()
        try:
            await socket.send_json(frame)
        except (WebSocketDisconnect, RuntimeError):
            # The browser went away between two frames; the reader notices and ends the conversation.
            return


def _offer(queue: asyncio.Queue[Frame], frame: Frame) -> None:
    if not queue.full():
        queue.put_nowait(frame)


def _error(refused: Refused, message_id: str | None) -> dict[str, Any]:
    error: dict[str, Any] = {"code": refused.code, "message": refused.message}
    retry_after_s = getattr(refused, "retry_after_s", None)
    if retry_after_s is not None:
        error["retry_after_s"] = retry_after_s
    return {"type": "error", "message_id": message_id, "error": error}
