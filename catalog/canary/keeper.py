"""Keeping the canary: in beat, of which there is one, and which lives on when every worker is dead."""

from __future__ import annotations

import threading
import time

import structlog
from celery import Celery
from celery.signals import beat_embedded_init, beat_init
from kombu.exceptions import OperationalError

from catalog.canary.asking import Shopper
from catalog.canary.round import CanaryRound, put_away
from catalog.canary.store import CanaryStore
from catalog.deliveries.inbox import Inbox
from catalog.settings import CatalogSettings
from catalog.tables import open_state
from catalog.workers.celery_app import DELIVER

log = structlog.get_logger(__name__)


def keep_canary(app: Celery, settings: CatalogSettings) -> None:
    """Has beat change and ask about the shop's canary, where the settings name a gateway; else it is put away."""
    for began in (beat_init, beat_embedded_init):
        if settings.canary_url:
            began.connect(lambda **_: CanaryKeeper(app, settings).start(), weak=False)
        else:
            began.connect(lambda **_: _put_away(settings), weak=False)


def _put_away(settings: CatalogSettings) -> None:
    """What is delivered here beat itself has taken up, with whatever else waits."""
    engine = open_state(settings.database)
    if put_away(CanaryStore(engine), Inbox(engine), settings.shop):
        log.info("canary put away", shop=settings.shop)
    engine.dispose()


class CanaryKeeper:
    """Does one round after another, in a thread of its own."""

    def __init__(self, app: Celery, settings: CatalogSettings) -> None:
        self._app = app
        self._settings = settings
        self._stopped = threading.Event()

    def start(self) -> None:
        """Begins; it ends with its process, or by `stop`."""
        threading.Thread(target=self._run, name="canary", daemon=True).start()

    def stop(self) -> None:
        """Ends after what is under way."""
        self._stopped.set()

    def _run(self) -> None:
        settings, engine = self._settings, open_state(self._settings.database)
        shopper = Shopper(settings.canary_url)
        store, inbox = CanaryStore(engine), Inbox(engine)
        while not self._stopped.is_set():
            began = time.monotonic()
            one = CanaryRound(store, inbox, asker=shopper, wake=self._wake, wait=self._stopped.wait)
            try:
                one.run(settings.shop, budget_s=settings.canary_budget_s, most_s=settings.canary_every_s)
            except Exception:
                log.exception("canary failed", shop=settings.shop)
            shopper.leave()
            self._stopped.wait(max(1.0, settings.canary_every_s - (time.monotonic() - began)))
        shopper.close()
        engine.dispose()

    def _wake(self) -> None:
        try:
            self._app.send_task(DELIVER, retry=False)
        except OperationalError as error:
            log.warning("the broker cannot be reached, no worker was woken up", reason=str(error))
