"""What beat sends for the schedules: it only tells workers to look; when a source is due stands in SQL."""

from __future__ import annotations

from typing import Any

from catalog.schedules.file import load_schedules
from catalog.settings import CatalogSettings
from catalog.workers.celery_app import LOOK_AT_SCHEDULES


def beat_schedule(settings: CatalogSettings) -> dict[str, Any]:
    """The entry that has workers look for sources that are due; none without schedules. Raises `SettingsError`."""
    schedules = load_schedules(settings)
    if not schedules:
        return {}
    often = min(settings.resume_s, *(one.every_s for one in schedules))
    return {"look-at-schedules": {"task": LOOK_AT_SCHEDULES, "schedule": often}}
