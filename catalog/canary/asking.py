"""Asking the gateway as a shopper would, and looking for a price in what it says."""

from __future__ import annotations

import re
import uuid
from decimal import Decimal

import httpx

TIMEOUT_S = 10.0


class Shopper:
    """Asks what a product costs, in a conversation of its own."""

    def __init__(self, gateway_url: str) -> None:
        self._client = httpx.Client(base_url=gateway_url, timeout=TIMEOUT_S)
        self._session: str | None = None

    def price_told(self, product_id: str, price: Decimal) -> str | None:
        """None when the gateway tells this very price, else what it did instead."""
        try:
            said = self._ask(f"How much is {product_id}?")
        except (httpx.HTTPError, ValueError, KeyError, TypeError) as error:
            self._session = None
            return f"{type(error).__name__}: {error}"
        return None if tells(said, price) else f"said: {said}"

    def leave(self) -> None:
        """Ends the conversation; the next question opens another, so that none grows without end."""
        self._session = None

    def close(self) -> None:
        """Lets go of the connection."""
        self._client.close()

    def _ask(self, text: str) -> str:
        if self._session is None:
            opened = self._client.post("/api/v1/sessions").raise_for_status().json()
            self._session = str(opened["session_id"])
        message = {"session_id": self._session, "message_id": uuid.uuid4().hex, "text": text}
        answer = self._client.post("/api/v1/messages", json=message).raise_for_status().json()
        return " ".join(str(reply["text"]) for reply in answer["replies"])


def tells(text: str, price: Decimal) -> bool:
    """Whether a text names this amount, with a point or a comma before its two decimals."""
    whole, _, cents = f"{price:.2f}".partition(".")
    return re.search(rf"(?<![\d.,]){whole}[.,]{cents}(?!\d)", text) is not None
