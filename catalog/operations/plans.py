"""Plans in SQL: what a sync of a file would do, to be carried out exactly so or not at all."""

from __future__ import annotations

import json
import secrets
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Engine, Row, insert, select, update

from catalog.errors import PlanStale, RunError
from catalog.operations.plan_digest import PlanDigest
from catalog.operations.tables import PLANS
from catalog.sources.fetch import Validators
from catalog.syncing.runs import RunRequest, moment
from catalog.tables import now_ms

# A plan that nobody applied is forgotten after a week, and its file with it.
KEPT_MS = 7 * 86_400_000


@dataclass(frozen=True, slots=True)
class Plan:
    """A plan as it was made; `guarded` when it would delete more than may go at once."""

    id: str
    request: RunRequest
    validators: Validators
    digest: str
    guarded: bool
    summary: dict[str, Any]
    created_at: datetime
    run_id: str | None


class PlanStore:
    """The plans of every shop; every change is one transaction."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    def save(
        self, request: RunRequest, digest: PlanDigest, summary: dict[str, Any], *, guarded: bool, seen: Validators
    ) -> Plan:
        """Writes a plan down under an id of its own."""
        now = now_ms()
        plan_id = f"plan-{datetime.fromtimestamp(now / 1000, UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(3)}"
        row = {
            "id": plan_id,
            "shop": request.shop,
            "asked": json.dumps(asdict(request)),
            "spooled": request.spooled,
            "etag": seen.etag,
            "last_modified": seen.last_modified,
            "digest": digest.hexdigest(),
            "guarded": guarded,
            "summary": json.dumps(summary, ensure_ascii=False).encode(errors="replace").decode(),
            "created_at": now,
        }
        with self._engine.begin() as connection:
            connection.execute(insert(PLANS).values(row))
        return self.get(plan_id)

    def get(self, plan_id: str) -> Plan:
        """The plan of this id; raises `RunError` when there is none."""
        with self._engine.connect().execution_options(reading=True) as connection:
            row = connection.execute(select(PLANS).where(PLANS.c.id == plan_id)).first()
        if row is None:
            raise RunError(f"there is no plan '{plan_id}'; make one: shopclerk catalog plan SOURCE")
        return _plan(row)

    def begin(self, plan_id: str, run_id: str) -> None:
        """Remembers which run carries a plan out."""
        with self._engine.begin() as connection:
            connection.execute(update(PLANS).where(PLANS.c.id == plan_id).values(run_id=run_id))

    def check(self, plan_id: str, now: PlanDigest) -> None:
        """Raises `PlanStale` when what is to be done now is not what the plan said."""
        if self.get(plan_id).digest != now.hexdigest():
            raise PlanStale(plan_id, "what is known of its products has changed since, or a sale began or ended")

    def spooled(self) -> set[str]:
        """The spooled files of plans that may still be applied."""
        young = now_ms() - KEPT_MS
        query = select(PLANS.c.spooled).where(PLANS.c.run_id.is_(None), PLANS.c.created_at > young)
        with self._engine.connect().execution_options(reading=True) as connection:
            return set(connection.execute(query).scalars())


def _plan(row: Row[Any]) -> Plan:
    return Plan(
        id=row.id,
        request=RunRequest(**json.loads(row.asked)),
        validators=Validators(row.etag, row.last_modified),
        digest=row.digest,
        guarded=row.guarded,
        summary=json.loads(row.summary),
        created_at=moment(row.created_at),
        run_id=row.run_id,
    )
