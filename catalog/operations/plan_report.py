"""A plan as the command line shows it, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.markup import escape

from catalog.errors import TooManyDeletes
from catalog.operations.fields import FieldChange, change_words
from catalog.operations.plans import Plan
from catalog.rejections import Rejection
from catalog.report import rejection_line

FIELDS_SHOWN = 8


def plan_json(plan: Plan) -> dict[str, Any]:
    """A plan as `--json` prints it."""
    request = plan.request
    guard = plan.summary["guard"]
    return {
        "plan": plan.id,
        "shop": request.shop,
        "source": request.source,
        "file": request.file_name,
        "created_at": plan.created_at.isoformat(),
        "run": plan.run_id,
        **plan.summary,
        "guard": {**guard, "stops": not request.allow_deletes} if guard else None,
    }


def plan_lines(plan: Plan) -> Iterator[str]:
    """Counts first, then examples of each kind; rich markup."""
    counts, request, embedding = plan.summary["counts"], plan.request, plan.summary["embedding"]
    changed = {name: counts.get(f"changed_{name}", 0) for name in ("text", "facts", "offer")}
    yield f"[bold]Plan {plan.id}[/bold]: {escape(request.file_name)} to shop '{request.shop}' as source" + (
        f" '{escape(request.source)}', {counts.get('rows_read', 0):,} rows read"
    )
    yield (
        f"  [green]{counts.get('added', 0):,} to add[/green], [yellow]{sum(changed.values()):,} to change[/yellow]"
        f" (text {changed['text']:,}, facts {changed['facts']:,}, offer {changed['offer']:,}),"
        f" [red]{counts.get('removed', 0):,} to remove[/red],"
        f" {counts.get('unchanged', 0) + counts.get('confirmed', 0):,} unchanged,"
        f" {counts.get('rejected', 0):,} rejected, {counts.get('cleaned', 0):,} cleaned"
    )
    if counts.get("superseded"):
        yield f"  {counts['superseded']:,} are older here than what is known already and stay as they are"
    yield f"  to embed: {embedding['products']:,} products and at most {embedding['passages']:,} passages"
    yield from _guard_lines(plan)
    yield from _examples(plan.summary, changed=sum(changed.values()))


def _guard_lines(plan: Plan) -> Iterator[str]:
    guard = plan.summary["guard"]
    if guard:
        words = TooManyDeletes(guard["missing"], guard["known"], guard["allowed"])
        allowed = plan.request.allow_deletes
        yield f"  [red]{'Allowed' if allowed else 'Stops'}:[/red] {escape(str(words))}"


def _examples(summary: dict[str, Any], *, changed: int) -> Iterator[str]:
    counts, shown = summary["counts"], summary["examples"]
    for one in shown["added"]:
        price = f", {one['price']}" if one["price"] else ""
        yield f"[green]+ {escape(one['id'])}[/green] {escape(one['title'])}{escape(price)}"
    yield from _more(counts.get("added", 0) - len(shown["added"]), "to add")
    for one in shown["changed"]:
        yield f"[yellow]~ {escape(one['id'])}[/yellow] {one['change']}" + (
            "" if one["indexed"] else " (not in the index, where it should be)"
        )
        fields = [FieldChange(**each) for each in one["fields"]]
        for field in fields[:FIELDS_SHOWN]:
            yield f"    {escape(change_words(field))}"
        yield from _more(len(fields) - FIELDS_SHOWN, "fields", indent="    ")
    yield from _more(changed - len(shown["changed"]), "to change")
    for one in shown["removed"]:
        yield f"[red]- {escape(one['id'])}[/red] {escape(one['title'] or '')}"
    yield from _more(counts.get("removed", 0) - len(shown["removed"]), "to remove")
    for one in summary["rejections"]:
        yield f"[yellow]! {escape(rejection_line(Rejection(**one)))}[/yellow]"
    yield from _more(counts.get("rejected", 0) + counts.get("cleaned", 0) - len(summary["rejections"]), "such rows")


def _more(count: int, words: str, *, indent: str = "  ") -> Iterator[str]:
    if count > 0:
        yield f"{indent}… and {count:,} more {words}"
