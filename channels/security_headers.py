"""Headers on every response: nothing foreign runs in our pages, and nothing frames them."""

from __future__ import annotations

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' https: data:; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
# A picture opened on its own may style itself and do nothing else.
PICTURE_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"
HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "strict-origin-when-cross-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}
PUBLIC_PATHS = ("/widget/",)


class SecurityHeaders:
    """ASGI middleware; a header that the response sets itself is kept."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and completes the response's headers."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                _complete(MutableHeaders(scope=message), scope["path"])
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)


def _complete(headers: MutableHeaders, path: str) -> None:
    is_svg = headers.get("content-type", "").startswith("image/svg")
    headers.setdefault("content-security-policy", PICTURE_POLICY if is_svg else PAGE_POLICY)
    for name, value in HEADERS.items():
        headers.setdefault(name, value)
    if path.startswith(PUBLIC_PATHS):
        # The widget is loaded by other websites, as modules, which need this.
        headers["access-control-allow-origin"] = "*"
        headers.setdefault("cache-control", "no-cache")
    if path.startswith("/api/"):
        headers.setdefault("cache-control", "no-store")
