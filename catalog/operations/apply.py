"""Carrying a plan out: exactly what it said, or nothing."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from catalog.ask import Address, Feed, ask
from catalog.errors import PlanStale, RunError, SourceError, TooManyDeletes
from catalog.operations.plans import Plan
from catalog.services import Services
from catalog.sources.fetch import Progress, is_url
from catalog.syncing.runs import Run
from catalog.syncing.spool import content_name


def ask_for_plan(services: Services, plan: Plan, *, allow_deletes: bool, progress: Progress) -> Run:
    """A run that carries a plan out; raises `PlanStale` when its source has changed since, and `TooManyDeletes`."""
    if plan.run_id is not None:
        raise RunError(f"plan {plan.id} was applied by run {plan.run_id}: shopclerk catalog follow {plan.run_id}")
    if plan.request.shop != services.settings.shop:
        raise RunError(f"plan {plan.id} is of shop '{plan.request.shop}': set SHOPCLERK_SHOP to it")
    if not services.spool.path(plan.request.spooled).exists():
        raise PlanStale(plan.id, "its copy of the file is not kept any more")
    guard = plan.summary["guard"]
    allowed = plan.request.allow_deletes or allow_deletes
    if guard and not allowed:
        raise TooManyDeletes(guard["missing"], guard["known"], guard["allowed"])
    _check_source(services, plan, progress)
    run = ask(services, replace(plan.request, plan=plan.id, allow_deletes=allowed))
    services.plans.begin(plan.id, run.id)
    return run


def _check_source(services: Services, plan: Plan, progress: Progress) -> None:
    origin = plan.request.origin
    if origin is None:
        return
    if is_url(origin):
        with Address(origin).fetched(services, plan.validators, progress) as found:
            same = found is None or _digest(found[0]) == plan.request.spooled
    else:
        try:
            same = _digest(Feed(Path(origin))) == plan.request.spooled
        except SourceError as error:
            raise PlanStale(plan.id, f"its source cannot be read any more ({error})") from error
    if not same:
        raise PlanStale(plan.id, f"{plan.request.file_name} has changed since")


def _digest(feed: Feed) -> str:
    with feed.packed() as path:
        return content_name(path)
