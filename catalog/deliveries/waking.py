"""Telling the workers that deliveries wait."""

from __future__ import annotations

import structlog
from kombu.exceptions import OperationalError

from catalog.settings import CatalogSettings
from catalog.workers.celery_app import DELIVER, create_app, make_broker_folders

log = structlog.get_logger(__name__)


def wake_for_deliveries(settings: CatalogSettings) -> None:
    """Sends one wake-up; where the broker is away, beat finds the deliveries without it."""
    make_broker_folders(settings)
    try:
        create_app(settings).send_task(DELIVER, retry=False)
    except OperationalError as error:
        log.warning("the broker cannot be reached, no worker was woken up", reason=str(error))
