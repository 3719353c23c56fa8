"""Runs, rejections and products as the command line shows them, in words and as JSON."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from rich.markup import escape
from rich.table import Column, Table

from catalog.rejections import Rejection
from catalog.syncing.runs import Run
from retrieval.confusion import Confusable, Reason
from retrieval.schema import Attribute, AttributeValue, Product
from retrieval.times import ProductTimes, Times

FIRST_SHOWN = 5


def run_json(run: Run) -> dict[str, Any]:
    """A run as `--json` prints it; times in ISO 8601."""
    counts = run.counts
    return {
        "run": run.id,
        "kind": run.request.kind,
        "shop": run.request.shop,
        "source": run.request.source,
        "file": run.request.file_name,
        "state": run.state,
        "error": run.error,
        "version": run.version,
        "rows": counts["rows_read"],
        "added": counts["added"],
        "changed": {name: counts[f"changed_{name}"] for name in ("text", "facts", "offer")},
        "confirmed": counts["confirmed"],
        "unchanged": counts["unchanged"],
        "superseded": counts["superseded"],
        "removed": counts["removed"],
        "rejected": counts["rejected"],
        "cleaned": counts["cleaned"],
        "embedded": counts["embedded"],
        "batches": {"done": run.batches_done, "all": run.batches},
        "seconds": {"total": seconds(run), "embedding": round(run.embedding_s, 2)},
        "created_at": run.created_at.isoformat(),
        "finished_at": run.finished_at.isoformat() if run.finished_at else None,
    }


def rejection_json(rejection: Rejection) -> dict[str, Any]:
    """A rejection as `--json` prints it."""
    return {
        "row": rejection.row,
        "id": rejection.id,
        "field": rejection.field,
        "expected": rejection.expected,
        "got": rejection.got,
        "verdict": rejection.verdict,
    }


def rejection_line(rejection: Rejection) -> str:
    """A rejection as one line: row, id, field, expected, got."""
    product = f" (id {rejection.id})" if rejection.id else ""
    return (
        f"{rejection.verdict}: row {rejection.row}{product}, {rejection.field}:"
        f" expected {rejection.expected}; got {rejection.got}"
    )


def run_lines(run: Run, rejections: Sequence[Rejection]) -> Iterable[str]:
    """What a finished run did, with the first of its rejections; rich markup."""
    counts = run.counts
    changed = counts["changed_text"] + counts["changed_facts"] + counts["changed_offer"]
    if run.state == "failed":
        yield f"[red]Run {run.id} failed:[/red] {escape(run.error or '')}"
    else:
        file, shop = escape(run.request.file_name), run.request.shop
        yield f"[green]Synced[/green] {file} to shop '{shop}' in {seconds(run):.1f} s:"
    if run.request.kind == "policies":
        yield (
            f"  sections of {counts['rows_read']:,} pages: added {counts['added']:,}, changed {changed:,},"
            f" unchanged {counts['unchanged'] + counts['confirmed']:,}, removed {counts['removed']:,}"
        )
        yield f"  {counts['embedded']:,} texts embedded"
        return
    yield (
        f"  added {counts['added']:,}, changed {changed:,} (text {counts['changed_text']:,},"
        f" facts {counts['changed_facts']:,}, offer {counts['changed_offer']:,}),"
        f" unchanged {counts['unchanged'] + counts['confirmed']:,}, removed {counts['removed']:,},"
        f" rejected {counts['rejected']:,}, cleaned {counts['cleaned']:,}"
    )
    if counts["superseded"]:
        yield f"  {counts['superseded']:,} products left as they are: something newer than the file is known of them"
    yield f"  {counts['embedded']:,} texts embedded"
    for rejection in rejections[:FIRST_SHOWN]:
        yield f"  [yellow]{escape(rejection_line(rejection))}[/yellow]"
    more = counts["rejected"] + counts["cleaned"] - FIRST_SHOWN
    if more > 0:
        yield f"  … and {more:,} more: shopclerk catalog quarantine {run.id}"


def runs_table(runs: Iterable[Run]) -> Table:
    """Runs, one a row."""
    names = ("run", "source", "state", "began", "added", "changed", "same", "removed", "rejected", "embedded", "s")
    table = Table(*(Column(name, no_wrap=True, min_width=len(name)) for name in names), box=None)
    for run in runs:
        counts = run.counts
        changed = counts["changed_text"] + counts["changed_facts"] + counts["changed_offer"]
        same = counts["unchanged"] + counts["confirmed"] + counts["superseded"]
        numbers = (counts["added"], changed, same, counts["removed"], counts["rejected"], counts["embedded"])
        began = f"{age(run.created_at, datetime.now(UTC))} ago"
        cells = (run.id, escape(run.request.source), run.state, began, *(f"{number:,}" for number in numbers))
        table.add_row(*cells, f"{seconds(run):.1f}")
    return table


def product_fields(product: Product) -> list[tuple[str, str, str, int, datetime]]:
    """Every field of a product as name, value, source, version and time."""
    text = (product.source, product.version, product.as_of)
    offer = ("offer of " + product.source, product.offer.version, product.offer.as_of)
    plain: tuple[tuple[str, object], ...] = (
        ("title", product.title),
        ("brand", product.brand),
        ("item_group_id", product.item_group_id),
        ("product_type", " > ".join(product.product_type)),
        *((f"identifier {one.kind}", one.raw) for one in product.identifiers),
        ("link", product.link),
        ("image_link", product.image_link),
        ("description", product.description),
        *(("highlight", highlight) for highlight in product.highlights),
        *((f"{one.label} [{one.name}]", stated(one)) for one in product.attributes),
    )
    current = product.offer
    money = f" {current.currency}" if current.currency else ""
    stock: tuple[tuple[str, object], ...] = (
        ("price", f"{current.price}{money}" if current.price is not None else None),
        ("sale price", f"{current.sale_price}{money}" if current.sale_price is not None else None),
        ("sale ends", current.sale_ends),
        ("availability", current.availability),
        ("availability date", current.availability_date),
        ("quantity", current.quantity),
    )
    rows = [(name, str(value), *text) for name, value in plain if value not in (None, "")]
    return rows + [(name, str(value), *offer) for name, value in stock if value is not None]


def times_json(times: ProductTimes) -> dict[str, Any]:
    """When the source said a product's text and its offer, when that was received, and when it was indexed."""
    return {"text": _times_json(times.text), "offer": _times_json(times.offer)}


def times_lines(times: ProductTimes) -> Iterable[str]:
    """The same in words."""
    for name, one in (("text", times.text), ("offer", times.offer)):
        if one is not None:
            lag = (one.indexed - one.source).total_seconds()
            said, received, indexed = (f"{at:%Y-%m-%d %H:%M:%S}" for at in (one.source, one.received, one.indexed))
            yield f"{name}: said {said}, received {received}, indexed {indexed} UTC ({lag:.1f} s later)"


def _times_json(times: Times | None) -> dict[str, str] | None:
    if times is None:
        return None
    moments = {"source": times.source, "received": times.received, "indexed": times.indexed}
    return {name: at.isoformat(timespec="milliseconds") for name, at in moments.items()}


def confusable_json(one: Confusable) -> dict[str, Any]:
    """A product that may be taken for another, as `--json` prints it."""
    return {
        "id": one.product.id,
        "title": one.product.title,
        "reasons": list(one.reasons),
        "one_edit": {"this": one.nearest[0], "that": one.nearest[1]} if one.nearest else None,
    }


def confusables_table(confusables: Iterable[Confusable]) -> Table:
    """The products that may be taken for another, one a row, with the reasons in words."""
    table = Table("may be taken for it", "title", "because", box=None)
    for one in confusables:
        table.add_row(escape(one.product.id), escape(one.product.title), escape(_because(one)))
    return table


def _because(one: Confusable) -> str:
    edit = f"{one.nearest[1]} is one edit from {one.nearest[0]}" if one.nearest else ""
    words: dict[Reason, str] = {"one_edit": edit, "same_name": "same name or number", "same_group": "same item group"}
    return ", ".join(words[reason] for reason in one.reasons)


def stated(attribute: Attribute) -> str:
    """An attribute's value with its unit, as a shopper would read it."""
    return f"{_plain(attribute.value)} {attribute.unit}" if attribute.unit else _plain(attribute.value)


def age(moment: datetime, now: datetime) -> str:
    """How long ago: 3 s, 5 min, 2 h, 4 d."""
    past = max(0.0, (now - moment).total_seconds())
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if past >= size:
            return f"{past / size:.0f} {unit}"
    return f"{past:.0f} s"


def seconds(run: Run) -> float:
    """How long a run has taken, or took."""
    if run.started_at is None:
        return 0.0
    return round(((run.finished_at or datetime.now(UTC)) - run.started_at).total_seconds(), 2)


def _plain(value: AttributeValue) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
