"""The Telegram Bot API over HTTPS: one method call at a time, failures sorted into 'later' and 'never'."""

from __future__ import annotations

from typing import Any

import httpx

from channels.errors import DeliveryFailed, DeliveryRejected

TIMEOUT_S = 10.0


class TelegramApi:
    """Calls methods of one bot. The token is part of the address, so no address is ever logged or raised."""

    def __init__(self, api_url: str, token: str) -> None:
        self._http = httpx.AsyncClient(base_url=f"{api_url}/bot{token}/", timeout=TIMEOUT_S)

    async def call(self, method: str, arguments: dict[str, Any]) -> Any:
        """The method's result; raises DeliveryFailed (with Telegram's retry_after) or DeliveryRejected."""
        try:
            response = await self._http.post(method, json=arguments)
        except httpx.HTTPError as error:
            raise DeliveryFailed(f"{method}: {type(error).__name__}") from None
        try:
            answer = response.json()
        except ValueError:
            answer = {}
        if response.is_success and isinstance(answer, dict) and answer.get("ok"):
            return answer.get("result")
        raise _failure(method, response.status_code, answer if isinstance(answer, dict) else {})

    async def close(self) -> None:
        """Closes the connections."""
        await self._http.aclose()


def _failure(method: str, status: int, answer: dict[str, Any]) -> DeliveryFailed:
    reason = f"{method}: {status} {str(answer.get('description', ''))[:200]}".strip()
    if status == httpx.codes.TOO_MANY_REQUESTS:
        wait = (answer.get("parameters") or {}).get("retry_after")
        return DeliveryFailed(reason, float(wait) if wait is not None else None)
    if 400 <= status < 500:
        return DeliveryRejected(reason)
    return DeliveryFailed(reason)
