"""One round of the canary: a new price is said, and the gateway asked until it tells that price."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Protocol

import structlog

from catalog.canary.platform import CANARY
from catalog.canary.store import CanaryStore
from catalog.deliveries.inbox import Asked, Inbox
from catalog.tables import now_ms

log = structlog.get_logger(__name__)

ASK_AGAIN_S = 1.0
ASK_AGAIN_SHARE = 0.25
CURRENCY = "USD"


class Asker(Protocol):
    """Somebody who asks the bot for a price."""

    def price_told(self, product_id: str, price: Decimal) -> str | None:
        """None when this very price is told, else what came instead."""


class CanaryRound:
    """Changes a shop's canary and measures when it is answered; logs an alarm when that takes longer than its budget.

    `wait` sleeps for so many seconds, and says whether to stop; `wake` tells a worker that a delivery waits.
    """

    def __init__(
        self,
        store: CanaryStore,
        inbox: Inbox,
        *,
        asker: Asker,
        wake: Callable[[], None],
        wait: Callable[[float], bool],
    ) -> None:
        self._store = store
        self._inbox = inbox
        self._asker = asker
        self._wake = wake
        self._wait = wait

    def run(self, shop: str, *, budget_s: float, most_s: float) -> float | None:
        """Seconds from the change to the answer; None when there was none within `most_s`."""
        bird = self._store.of(shop)
        began = now_ms()
        price = price_at(began)
        self._inbox.take(Asked(shop, CANARY, CANARY, bird.product_id, began, self._payload(bird.product_id, price)))
        self._store.changed(shop, began)
        self._wake()
        alarmed = False
        while (now_ms() - began) / 1000 < most_s:
            instead = self._asker.price_told(bird.product_id, price)
            lag_s = (now_ms() - began) / 1000
            if lag_s > budget_s and not alarmed:
                alarmed = True
                log.error("canary lags: answers are stale", shop=shop, lag_s=lag_s, budget_s=budget_s, instead=instead)
            if instead is None:
                self._store.answered(shop, now_ms())
                log.info("canary answered", shop=shop, lag_s=lag_s)
                return lag_s
            self._store.not_answered(shop, instead)
            # Ever more seldom: a gateway lets nobody ask more than so often.
            if self._wait(max(ASK_AGAIN_S, lag_s * ASK_AGAIN_SHARE)):
                return None
        return None

    def _payload(self, product_id: str, price: Decimal) -> dict[str, str]:
        return {"id": product_id, "price": f"{price} {CURRENCY}"}


def put_away(store: CanaryStore, inbox: Inbox, shop: str) -> bool:
    """Has a shop's canary taken out of its index, when it has one there; returns whether."""
    bird = next((one for one in store.all() if one.shop == shop), None)
    if bird is None:
        return False
    inbox.take(Asked(shop, CANARY, CANARY, bird.product_id, now_ms(), {"id": bird.product_id}))
    store.rest(shop)
    return True


def price_at(at_ms: int) -> Decimal:
    """A price from 10.00 to 99.99 for a moment; none has that of another second of the same two hours."""
    return Decimal(1_000 + at_ms // 1_000 % 9_000) / 100
