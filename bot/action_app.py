"""The HTTP side of the action server: what Rasa posts to, and a health page."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Protocol, TypeVar

import structlog
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from rasa_sdk.interfaces import ActionNotFoundException

from bot.actions.answerer import ThreadedAnswerer
from bot.actions.registry import build_executor
from bot.answering.types import Question, Reply

# On two cores more answers at once only make each of them later.
ANSWER_THREADS = 4

log = structlog.get_logger(__name__)


class Answering(Protocol):
    """The answering path of one process."""

    def answer(self, question: Question) -> Reply:
        """The reply; never raises."""


Built = TypeVar("Built", bound=Answering)


def create_app(build: Callable[[], Built], *, parts: Callable[[Built], Mapping[str, bool]]) -> FastAPI:
    """The app; `build` runs once, before the first request is taken, and `parts` says what is ready right now."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        answering = await asyncio.to_thread(build)
        answerer = ThreadedAnswerer(answering.answer, threads=ANSWER_THREADS)
        app.state.answering = answering
        app.state.executor = build_executor(answerer, lambda: datetime.now(UTC))
        log.info("action_server_ready", actions=sorted(app.state.executor.actions))
        yield
        answerer.close()

    async def health(request: Request) -> JSONResponse:
        ready = dict(await asyncio.to_thread(parts, request.app.state.answering))
        return JSONResponse({"status": "ok" if all(ready.values()) else "degraded", "parts": ready})

    app = FastAPI(openapi_url=None, lifespan=lifespan)
    app.add_api_route("/health", health)
    app.add_api_route("/webhook", _webhook, methods=["POST"])
    app.add_exception_handler(Exception, _failed)
    return app


async def _webhook(request: Request) -> JSONResponse:
    """Runs the action that Rasa names; 400 for what is not an action call, 404 for an action that is not there."""
    try:
        call = json.loads(await request.body())
    except ValueError:
        return _error(400, "expected a JSON object, but the body is not JSON")
    if not isinstance(call, dict) or not isinstance(call.get("tracker"), dict) or not call.get("next_action"):
        return _error(400, "expected an action call with `next_action` and `tracker`")
    try:
        # rasa-sdk refuses a call without a domain; no action of ours reads it.
        result = await request.app.state.executor.run({"domain": {}, **call})
    except ActionNotFoundException:
        return _error(404, f"there is no action named {call['next_action']!r}")
    return JSONResponse(result.model_dump())


async def _failed(request: Request, error: Exception) -> JSONResponse:
    log.error("action_failed", path=request.url.path, error=type(error).__name__, exc_info=error)
    return _error(500, "the action failed; the server's log says why")


def _error(status: int, message: str) -> JSONResponse:
    # Rasa reads `error` and `action_name`.
    return JSONResponse({"error": message, "action_name": ""}, status_code=status)
