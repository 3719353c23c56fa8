"""`shopclerk catalog deadletters`: webhook deliveries that could not be applied: listed, shown, retried, discarded."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.markup import escape

from catalog.console import err, failing, out, print_json

if TYPE_CHECKING:
    from catalog.deliveries.inbox import Delivery
    from catalog.services import Services

app = typer.Typer(help="Webhook deliveries that could not be applied.", invoke_without_command=True)
AS_JSON = Annotated[bool, typer.Option("--json", help="Print one JSON object instead of words.")]
NUMBER = Annotated[int, typer.Argument(metavar="ID", help="The delivery's number in the list.")]
NUMBERS = Annotated[list[int] | None, typer.Argument(metavar="[ID]...", help="Their numbers in the list.")]
ALL = Annotated[bool, typer.Option("--all", help="Every dead letter of the shop.")]


@app.callback()
def by_default(context: typer.Context, as_json: AS_JSON = False) -> None:
    """Webhook deliveries that could not be applied: listed, shown, retried, discarded."""
    if context.invoked_subcommand is None:
        list_(as_json=as_json)


@app.command("list")
def list_(limit: Annotated[int, typer.Option(min=1)] = 1_000, as_json: AS_JSON = False) -> None:
    """List the dead letters, newest first: what was delivered, when, and why it could not be applied."""
    with failing() as services:
        dead = services.inbox.dead(services.settings.shop, limit=limit)
        if as_json:
            print_json({"shop": services.settings.shop, "dead": [_json(one) for one in dead]})
            return
        for one in dead:
            out.print(
                f"{one.id}  {_moment(one.received_at)}  {one.platform} {one.topic} {one.object_id}:"
                f" {escape(one.note or '')}"
            )
        if not dead:
            out.print("There are no dead letters.")


@app.command()
def show(number: NUMBER, as_json: AS_JSON = False) -> None:
    """Show a dead letter with everything it said."""
    with failing() as services:
        one = _dead(services, number)
        try:
            said = one.payload
        except ValueError as error:
            said = f"no JSON: {error}"
        if as_json:
            print_json({**_json(one), "payload": said})
            return
        for name, value in _json(one).items():
            out.print(f"{name}: {escape(str(value))}")
        typer.echo(json.dumps(said, ensure_ascii=False, indent=2))


@app.command()
def retry(numbers: NUMBERS = None, every: ALL = False, as_json: AS_JSON = False) -> None:
    """Have dead letters applied again, after what stopped them was mended."""
    with failing() as services:
        from catalog.deliveries.waking import wake_for_deliveries

        count = services.inbox.revive(services.settings.shop, _chosen(services, numbers, every))
        if count:
            wake_for_deliveries(services.settings)
        _told(count, "on their way again", as_json)


@app.command()
def discard(numbers: NUMBERS = None, every: ALL = False, as_json: AS_JSON = False) -> None:
    """Give dead letters up for good."""
    with failing() as services:
        count = services.inbox.discard(services.settings.shop, _chosen(services, numbers, every))
        _told(count, "discarded", as_json)


def _chosen(services: Services, numbers: list[int] | None, every: bool) -> list[int]:
    if every == bool(numbers):
        err.print("[red]Expected the numbers of dead letters, or --all.[/red]")
        raise typer.Exit(2)
    if every:
        return [one.id for one in services.inbox.dead(services.settings.shop, limit=1_000_000)]
    return [_dead(services, number).id for number in numbers or ()]


def _dead(services: Services, number: int) -> Delivery:
    one = services.inbox.get(services.settings.shop, number)
    if one is None or one.state != "dead":
        err.print(f"[red]Shop '{services.settings.shop}' has no dead letter {number}; `deadletters list`.[/red]")
        raise typer.Exit(1)
    return one


def _told(count: int, fate: str, as_json: bool) -> None:
    print_json({"count": count}) if as_json else out.print(f"{count:,} dead letters {fate}.")


def _json(one: Delivery) -> dict[str, Any]:
    return {
        "id": one.id,
        "platform": one.platform,
        "topic": one.topic,
        "object": one.object_id,
        "delivery": one.delivery_id,
        "of": _moment(one.version),
        "received": _moment(one.received_at),
        "attempts": one.attempts,
        "reason": one.note,
    }


def _moment(milliseconds: int) -> str:
    from catalog.syncing.runs import moment

    return moment(milliseconds).isoformat(timespec="seconds")
