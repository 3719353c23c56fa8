"""The website's HTTP API: sessions, messages, and the replies a browser missed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request

from channels.buttons import Buttons
from channels.cleaning import clean_id, clean_text
from channels.conversation import Conversations
from channels.errors import UnknownPayload
from channels.messages import InboundMessage
from channels.outbox import Outbox
from channels.rate_limit import RateLimit
from channels.sessions import Sessions
from channels.wire import MessageBody, PostedMessage, read_body


class WebChannel:
    """What HTTP and WebSocket share: from a browser's message to an inbound one."""

    def __init__(self, sessions: Sessions, buttons: Buttons, *, per_session: RateLimit, per_address: RateLimit) -> None:
        self.sessions = sessions
        self._buttons = buttons
        self._per_session = per_session
        self._per_address = per_address

    async def admit(self, client_address: str) -> None:
        """Counts a request of this address; raises RateLimited."""
        await self._per_address.check(client_address)

    async def inbound(self, conversation_id: str, body: MessageBody) -> InboundMessage:
        """The checked message; raises TextRefused, UnknownPayload or RateLimited."""
        await self._per_session.check(conversation_id)
        if body.payload is not None and not await self._buttons.was_sent(conversation_id, body.payload):
            raise UnknownPayload
        return InboundMessage(
            channel="web",
            conversation_id=conversation_id,
            message_id=body.message_id,
            kind="text" if body.payload is None else "payload",
            body=clean_text(body.text or "") if body.payload is None else body.payload,
            page_product_id=clean_id(body.page_product_id),
        )


def client_address(request: Request) -> str:
    """The address requests are counted by; a proxy's only when it is trusted (SHOPCLERK_TRUSTED_PROXIES)."""
    return request.client.host if request.client else "unknown"


def create_web_router(web: WebChannel, conversations: Conversations, outbox: Outbox) -> APIRouter:
    """Routes under /api/v1."""
    router = APIRouter(prefix="/api/v1")

    @router.post("/sessions", status_code=201)
    async def open_session(request: Request) -> dict[str, str]:
        await web.admit(client_address(request))
        opened = await web.sessions.open()
        expires_at = datetime.fromtimestamp(opened.expires_at, UTC).isoformat(timespec="seconds")
        return {"session_id": opened.token, "expires_at": expires_at}

    @router.post("/messages")
    async def post_message(request: Request) -> dict[str, Any]:
        await web.admit(client_address(request))
        body = read_body(PostedMessage, await request.body())
        conversation_id = await web.sessions.conversation_of(body.session_id)
        taken = await conversations.take(await web.inbound(conversation_id, body))
        return {"message_id": body.message_id, "replies": [one.as_json() for one in taken.replies]}

    @router.get("/messages")
    async def missed_replies(
        request: Request, x_session_id: Annotated[str, Header(max_length=200)], after: Annotated[int, Query(ge=0)] = 0
    ) -> dict[str, Any]:
        await web.admit(client_address(request))
        conversation_id = await web.sessions.conversation_of(x_session_id)
        return {"replies": [one.as_json() for one in await outbox.replies_after(conversation_id, after)]}

    return router
