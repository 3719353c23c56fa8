"""The gateway: everything a customer can reach, in one FastAPI app.

python -m channels.gateway      runs it on SHOPCLERK_HOST:SHOPCLERK_PORT
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.staticfiles import StaticFiles

from channels.body_limit import MAX_BODY, BodyLimit
from channels.errors import SettingsError
from channels.http_errors import install_error_handlers
from channels.logs import configure_logs
from channels.origins import Origins
from channels.runtime import Runtime
from channels.security_headers import SecurityHeaders
from channels.settings import GatewaySettings, load_settings
from channels.shop_webhooks.setup import PRODUCT_DOORS
from channels.web import WebChannel, create_web_router
from channels.web_socket import SocketRoute
from channels.webhooks import WebhookRoute

WIDGET = Path(__file__).parent / "widget"


def create_app(settings: GatewaySettings) -> FastAPI:
    """The app; it opens its database and connections when it starts, not here."""
    runtime = Runtime(settings)

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        await runtime.start()
        try:
            yield
        finally:
            await runtime.stop()

    app = FastAPI(title="shopclerk gateway", lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    install_error_handlers(app, runtime.metrics)
    _add_routes(app, runtime)
    _add_middleware(app, settings)
    return app


def _add_routes(app: FastAPI, runtime: Runtime) -> None:
    settings = runtime.settings
    web = WebChannel(
        runtime.sessions, runtime.buttons, per_session=runtime.per_session, per_address=runtime.per_address
    )
    origins = Origins((*settings.allowed_origins, *([settings.public_url] if settings.public_url else [])))
    socket = SocketRoute(
        web, runtime.conversations, runtime.outbox, hub=runtime.hub, origins=origins, metrics=runtime.metrics
    )
    webhooks = WebhookRoute(
        runtime.channels,
        runtime.conversations,
        buttons=runtime.buttons,
        limit=runtime.per_session,
        background=runtime.background,
    )

    @app.get("/health")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    app.include_router(create_web_router(web, runtime.conversations, runtime.outbox))
    app.include_router(socket.router)
    if runtime.shop_webhooks is not None:
        app.include_router(runtime.shop_webhooks.router)
    app.include_router(webhooks.router)
    app.mount("/widget", StaticFiles(directory=WIDGET))
    if settings.demo_shop is not None:
        from channels.demo_shop import create_router

        app.include_router(
            create_router(settings.demo_shop, policies_dir=settings.demo_policies, shop_toml=settings.demo_shop_toml)
        )


def _add_middleware(app: FastAPI, settings: GatewaySettings) -> None:
    app.add_middleware(BodyLimit, larger=dict.fromkeys(PRODUCT_DOORS, settings.webhook_max_kb * 1024))
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["content-type", "x-session-id"],
        )
    app.add_middleware(SecurityHeaders)


def main() -> None:
    """Runs the gateway until it is told to stop."""
    try:
        settings = load_settings()
    except SettingsError as error:
        sys.exit(str(error))
    configure_logs()
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        ws_max_size=MAX_BODY,
        ws="websockets-sansio",
        proxy_headers=bool(settings.trusted_proxies),
        forwarded_allow_ips=list(settings.trusted_proxies),
        timeout_graceful_shutdown=5,
    )


if __name__ == "__main__":
    main()
