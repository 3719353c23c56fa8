"""Every error as {"error": {"code", "message"}}, never a stack trace."""

from __future__ import annotations

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse

from channels.errors import RateLimited, Refused
from channels.metrics import Metrics

log = structlog.get_logger(__name__)
CODES = {404: "not_found", 405: "method_not_allowed"}
MESSAGES = {404: "There is nothing at this address.", 405: "This address does not take that method."}


def install_error_handlers(app: FastAPI, metrics: Metrics) -> None:
    """Makes `app` answer every failure as JSON."""

    async def refused(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, Refused)
        metrics.refused.labels(error.code).inc()
        headers = {"Retry-After": str(error.retry_after_s)} if isinstance(error, RateLimited) else None
        return _json(error.status, error.code, error.message, headers)

    async def invalid(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        return _json(422, "bad_request", f"{where}: {first['msg']}")

    async def http(_request: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        status = error.status_code
        message = MESSAGES.get(status, str(error.detail))
        return _json(status, CODES.get(status, "http_error"), message, dict(error.headers or {}))

    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        log.error("request_failed", path=request.url.path, error=type(error).__name__)
        return _json(500, "internal_error", "Something went wrong on our side.")

    app.add_exception_handler(Refused, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(Exception, unexpected)


def _json(status: int, code: str, message: str, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": {"code": code, "message": message}}, status_code=status, headers=headers)
