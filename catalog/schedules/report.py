"""The schedules as a person or another program reads them."""

from __future__ import annotations

from typing import Any

from catalog.schedules.file import Schedule, load_schedules
from catalog.schedules.store import Looked
from catalog.services import Services


def schedules_json(services: Services) -> list[dict[str, Any]]:
    """Each scheduled source of the shop: where from, how often, what became of it last and when it is due again."""
    shop = services.settings.shop
    looked = services.schedules.looked(shop)
    mine = [one for one in load_schedules(services.settings) if one.shop == shop]
    return [_json(one, looked.get(one.source)) for one in mine]


def _json(schedule: Schedule, looked: Looked | None) -> dict[str, Any]:
    said = {"source": schedule.source, "from": schedule.origin, "every_s": schedule.every_s}
    if looked is None:
        return {**said, "looked_at": None, "outcome": None, "note": None, "run": None, "due": None}
    return {
        **said,
        "looked_at": looked.began.isoformat(timespec="seconds") if looked.began else None,
        "outcome": looked.outcome,
        "note": looked.note,
        "run": looked.run_id,
        "due": looked.due.isoformat(timespec="seconds"),
    }
