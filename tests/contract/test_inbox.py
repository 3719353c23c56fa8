"""The gateway and the catalogue each declare the inbox and the wake-up, and mean the same."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Table
from sqlalchemy.schema import CreateIndex, CreateTable

from catalog.deliveries.inbox import Inbox as CatalogueInbox
from catalog.deliveries.tables import DELIVERIES
from catalog.settings import load_settings
from catalog.tables import open_state
from catalog.workers.celery_app import DELIVER, URGENT, create_app, make_broker_folders
from channels.database import Database
from channels.shop_webhooks import inbox as gateway_inbox
from channels.shop_webhooks.delivery import ShopDelivery
from channels.shop_webhooks.waking import Waker


def definition(table: Table) -> list[str]:
    indexes = sorted(str(CreateIndex(index)) for index in table.indexes)
    defaults = [f"{column.name}={getattr(column.default, 'arg', None)}" for column in table.columns]
    return [str(CreateTable(table)), *indexes, *defaults]


def test_both_declare_the_same_table() -> None:
    assert definition(gateway_inbox.deliveries) == definition(DELIVERIES)


async def test_what_the_gateway_keeps_the_catalogue_finds_once(tmp_path: Path) -> None:
    settings = load_settings({"SHOPCLERK_STATE_DIR": str(tmp_path)})
    database = Database(settings.database, gateway_inbox.metadata)
    await database.open()
    inbox = gateway_inbox.Inbox(database, "demo")
    delivery = ShopDelivery("shopify", "d-1", "products/update", "12", 1_000, b'{"id": 12}')
    assert await inbox.keep(delivery, received_at=2_000)
    assert not await inbox.keep(delivery, received_at=3_000)
    await database.close()
    engine = open_state(settings.database)
    ((found,),) = CatalogueInbox(engine).claim("urgent", lease_s=60, most=10)
    engine.dispose()
    assert (found.shop, found.platform, found.topic, found.object_id) == ("demo", "shopify", "products/update", "12")
    assert (found.version, found.received_at, found.payload) == (1_000, 2_000, {"id": 12})


async def test_the_gateways_wake_up_is_the_catalogues_task(tmp_path: Path) -> None:
    settings = load_settings({"SHOPCLERK_STATE_DIR": str(tmp_path)})
    make_broker_folders(settings)
    app = create_app(settings)
    await Waker("", tmp_path).wake()
    with app.connection_for_read() as connection:
        queue = connection.SimpleQueue(URGENT)
        message = queue.get(timeout=5)
        message.ack()
        queue.close()
    assert message.headers["task"] == DELIVER
