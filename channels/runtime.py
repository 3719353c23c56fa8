"""The gateway's composition root: builds every part from the settings, starts them, ends them."""

from __future__ import annotations

import asyncio
import secrets
import time
from typing import TypeAlias

import structlog

from channels.background import Background
from channels.buttons import Buttons
from channels.channel import Channel
from channels.conversation import ConversationRules, Conversations
from channels.database import Database
from channels.delivery import Deliverer
from channels.delivery_queue import DeliveryQueue
from channels.hub import Hub
from channels.metrics import Metrics
from channels.outbox import Outbox
from channels.rasa import RasaClient
from channels.rate_limit import RateLimit, connect_limiter
from channels.retention import Retention
from channels.sessions import Sessions
from channels.settings import GatewaySettings
from channels.shop_webhooks.inbox import metadata as inbox_tables
from channels.shop_webhooks.setup import create_shop_webhooks
from channels.telegram import Telegram
from channels.telegram_api import TelegramApi

log = structlog.get_logger(__name__)
ChannelTable: TypeAlias = dict[str, Channel]
RECOVER_EVERY_S = 2.0
PURGE_EVERY_S = 3_600.0
PATIENCE_S = 60.0
DELIVERY_LEASE_S = 20.0
STOP_GRACE_S = 3.0


class Runtime:
    """All parts of one gateway process; constructing it opens nothing."""

    def __init__(self, settings: GatewaySettings) -> None:
        owner = secrets.token_hex(8)
        # A turn may have to restart the dialogue's session first: two questions, each under the deadline.
        turn_s = 2 * settings.rasa_deadline_s + 2
        limiter = connect_limiter(settings.rate_limit_store)
        self.settings = settings
        self.metrics = Metrics()
        self.background = Background()
        self.hub = Hub()
        self.database = Database(settings.database_url)
        self.sessions = Sessions(
            self.database,
            secret=settings.session_secret.get_secret_value(),
            lifetime_s=settings.session_hours * 3_600,
            clock=time.time,
        )
        self.outbox = Outbox(self.database, owner=owner, lease_s=turn_s + 2, clock=time.time)
        self.buttons = Buttons(self.database)
        self.per_session = RateLimit(limiter, "session", settings.rate_limit_session)
        self.per_address = RateLimit(limiter, "address", settings.rate_limit_address)
        self.rasa = RasaClient(
            settings.rasa_url, deadline_s=settings.rasa_deadline_s, concurrency=settings.rasa_concurrency
        )
        self.telegram = _telegram(settings)
        self.channels: ChannelTable = {"telegram": self.telegram} if self.telegram else {}
        self.deliverer = Deliverer(
            DeliveryQueue(self.database, owner=owner, lease_s=DELIVERY_LEASE_S, clock=time.time),
            self.channels,
            background=self.background,
            metrics=self.metrics,
            clock=time.time,
        )
        self.conversations = Conversations(
            self.outbox,
            self.rasa,
            hub=self.hub,
            deliverer=self.deliverer,
            channels=self.channels,
            background=self.background,
            metrics=self.metrics,
            rules=ConversationRules(settings.restart_turns, PATIENCE_S, turn_s),
            clock=time.time,
        )
        self.catalogue = Database(settings.catalogue_database, inbox_tables)
        self.shop_webhooks = create_shop_webhooks(
            settings, self.catalogue, background=self.background, metrics=self.metrics
        )
        self.retention = Retention(self.database, keep_s=settings.retention_days * 86_400, clock=time.time)
        self._upkeep: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Opens the database, serves metrics where asked to, and takes up what an earlier process left."""
        await self.database.open()
        if self.shop_webhooks is not None:
            await self.catalogue.open()
        if self.database.is_ours_alone:
            await self.outbox.release(everyones=True)
        if self.settings.metrics_port is not None:
            self.metrics.serve(self.settings.metrics_port)
        self._upkeep = [asyncio.create_task(self._recover()), asyncio.create_task(self._purge())]
        log.info("gateway_started", channels=["web", *self.channels], demo_shop=self.settings.demo_shop is not None)

    async def stop(self) -> None:
        """Lets running turns end for a moment, then gives back what it holds."""
        for task in self._upkeep:
            task.cancel()
        await asyncio.gather(*self._upkeep, return_exceptions=True)
        await self.background.stop(grace_s=STOP_GRACE_S)
        await self.outbox.release()
        await self.rasa.close()
        if self.telegram is not None:
            await self.telegram.close()
        await self.database.close()
        await self.catalogue.close()

    async def _recover(self) -> None:
        while True:
            try:
                await self.conversations.recover()
                await self.deliverer.recover()
            except Exception:  # noqa: BLE001 - the edge of a process: upkeep goes on
                log.exception("recovery_failed")
            await asyncio.sleep(RECOVER_EVERY_S)

    async def _purge(self) -> None:
        while True:
            try:
                log.info("purged", sessions=await self.sessions.purge(), conversations=await self.retention.purge())
            except Exception:  # noqa: BLE001 - the edge of a process: upkeep goes on
                log.exception("purge_failed")
            await asyncio.sleep(PURGE_EVERY_S)


def _telegram(settings: GatewaySettings) -> Telegram | None:
    token, secret = settings.telegram_bot_token, settings.telegram_webhook_secret
    if token is None or secret is None:
        return None
    api = TelegramApi(settings.telegram_api_url, token.get_secret_value())
    return Telegram(api, webhook_secret=secret.get_secret_value(), public_url=settings.public_url)
