"""`shopclerk ask` and `shopclerk chat`: the bot in a terminal."""

from __future__ import annotations

import json
from typing import Annotated, Any

import typer

from bot.talk import Talk
from bot.talk_setup import quiet_logs, said_plainly, talks

_VIA = typer.Option(
    "--via", metavar="URL", help="Ask the bot running at this address instead of answering in this process."
)
_PRODUCT = typer.Option("--product", metavar="ID", help="The product whose page the question is asked on.")
_STOP = frozenset(("/quit", "/exit", "quit", "exit", "q"))


def ask(
    question: Annotated[str, typer.Argument(help="What a shopper would type.")],
    product: Annotated[str | None, _PRODUCT] = None,
    via: Annotated[str | None, _VIA] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print the reply as JSON.")] = False,
) -> None:
    """Ask one question and print the answer, its sources and as of when they hold."""
    if not question.strip():
        typer.secho("error: expected a question, got an empty one", fg="red", err=True)
        raise typer.Exit(2)
    quiet_logs()
    with said_plainly(), talks(via) as new_talk:
        reply = new_talk().say(question, page_product_id=product)
    if as_json:
        typer.echo(json.dumps(reply, ensure_ascii=False, indent=2))
    else:
        _show(reply)
    if reply["outcome"] == "unavailable":
        raise typer.Exit(1)


def chat(
    product: Annotated[str | None, _PRODUCT] = None,
    via: Annotated[str | None, _VIA] = None,
) -> None:
    """Talk with the bot; choices are numbered, and `quit` ends it."""
    quiet_logs()
    with said_plainly(), talks(via) as new_talk:
        typer.echo(
            "Ask about a product, its price or stock, shipping or returns. Type a number to choose; quit to end."
        )
        _converse(new_talk(), product)


def _converse(talk: Talk, product: str | None) -> None:
    buttons: list[dict[str, str]] = []
    while True:
        try:
            text = typer.prompt("you", prompt_suffix="> ").strip()
        except (EOFError, typer.Abort):
            typer.echo("")
            return
        if text.lower() in _STOP:
            return
        if text.isdigit() and 0 < int(text) <= len(buttons):
            reply = talk.press(buttons[int(text) - 1]["payload"], page_product_id=product)
        else:
            reply = talk.say(text, page_product_id=product)
        buttons = reply["buttons"]
        _show(reply)


def _show(reply: dict[str, Any]) -> None:
    """The answer, then what can be chosen, then what it stands on."""
    from rich.console import Console
    from rich.markup import escape

    console = Console(highlight=False)
    console.print(f"[bold]{escape(reply['text'])}[/bold]")
    for number, button in enumerate(reply["buttons"], 1):
        console.print(f"  [cyan]{number}[/cyan]  {escape(button['title'])}")
    if not reply["buttons"]:
        for card in reply["cards"]:
            console.print(f"  [dim]{escape(' · '.join(_card_words(card)))}[/dim]")
    for source in reply["sources"]:
        where = f" · {source['url']}" if source["url"] else ""
        console.print(f"  [dim]{escape(source['label'] + where)} · as of {_moment(source['as_of'])}[/dim]")


def _card_words(card: dict[str, Any]) -> list[str]:
    availability = (card["availability"] or "").replace("_", " ")
    return [part for part in (card["title"], card["price"], availability) if part]


def _moment(iso: str) -> str:
    return f"{iso[:10]} {iso[11:16]} UTC" if len(iso) >= 16 else iso
