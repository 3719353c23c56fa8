"""shopclerk channels …: sets up the messaging channels."""

from __future__ import annotations

import asyncio
import json
from typing import Annotated, Any, NoReturn

import typer
from rich.console import Console

from channels.errors import ChannelsError, DeliveryFailed, SettingsError
from channels.settings import GatewaySettings, load_settings

app = typer.Typer(no_args_is_help=True, help="Set up the messaging channels.")
telegram = typer.Typer(no_args_is_help=True, help="The Telegram bot's webhook (TELEGRAM_BOT_TOKEN names the bot).")
app.add_typer(telegram, name="telegram")

errors = Console(stderr=True)
AsJson = Annotated[bool, typer.Option("--json", help="Print Telegram's answer as JSON.")]
PublicUrl = Annotated[
    str | None, typer.Option("--public-url", help="The gateway's https address; default SHOPCLERK_PUBLIC_URL.")
]


@telegram.command("set-webhook")
def set_webhook(public_url: PublicUrl = None, as_json: AsJson = False) -> None:
    """Tell Telegram to send the bot's messages to this gateway."""
    settings = _settings()
    base = (public_url or settings.public_url or "").rstrip("/")
    if not base.startswith("https://"):
        _stop(2, "Telegram sends to https addresses only: set SHOPCLERK_PUBLIC_URL or give --public-url https://…")
    if settings.telegram_webhook_secret is None:
        _stop(2, "TELEGRAM_WEBHOOK_SECRET is not set. Set it, for the gateway too, to 1-256 of A-Z a-z 0-9 _ -")
    arguments = {
        "url": f"{base}/webhooks/telegram",
        "secret_token": settings.telegram_webhook_secret.get_secret_value(),
        "allowed_updates": ["message", "callback_query"],
    }
    result = _call(settings, "setWebhook", arguments)
    _show(as_json, result, f"Telegram now sends the bot's messages to {arguments['url']}")


@telegram.command("delete-webhook")
def delete_webhook(as_json: AsJson = False) -> None:
    """Tell Telegram to stop sending messages to any gateway."""
    result = _call(_settings(), "deleteWebhook", {})
    _show(as_json, result, "Telegram no longer sends the bot's messages anywhere.")


@telegram.command("info")
def info(as_json: AsJson = False) -> None:
    """Show where Telegram sends the bot's messages, how many wait, and its last error."""
    result = _call(_settings(), "getWebhookInfo", {})
    lines = [f"{name}: {value}" for name, value in (result or {}).items()]
    _show(as_json, result, "\n".join(lines))


def _settings() -> GatewaySettings:
    try:
        settings = load_settings()
    except SettingsError as error:
        _stop(2, str(error))
    if settings.telegram_bot_token is None:
        _stop(2, "TELEGRAM_BOT_TOKEN is not set. BotFather gives it when a bot is made.")
    return settings


def _call(settings: GatewaySettings, method: str, arguments: dict[str, Any]) -> Any:
    async def call() -> Any:
        from channels.telegram_api import TelegramApi

        assert settings.telegram_bot_token is not None
        api = TelegramApi(settings.telegram_api_url, settings.telegram_bot_token.get_secret_value())
        try:
            return await api.call(method, arguments)
        finally:
            await api.close()

    try:
        return asyncio.run(call())
    except DeliveryFailed as error:
        _stop(1, f"Telegram did not take it. {error.reason}")
    except ChannelsError as error:
        _stop(1, str(error))


def _show(as_json: bool, result: Any, text: str) -> None:
    typer.echo(json.dumps({"ok": True, "result": result}) if as_json else text)


def _stop(code: int, message: str) -> NoReturn:
    errors.print(message, style="red", highlight=False, soft_wrap=True)
    raise typer.Exit(code)
