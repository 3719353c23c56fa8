from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from channels.buttons import Buttons
from channels.database import Database
from channels.delivery_queue import DeliveryQueue
from channels.messages import InboundMessage
from channels.outbox import Outbox
from channels.replies import BotReply, ReplyButton
from channels.retention import Retention
from channels.tables import metadata

HELLO = InboundMessage("web", "web-1", "m1", "text", "hello", page_product_id="p1")
YES = BotReply(text="Yes.", outcome="answer")


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def outbox(database: Database, clock: Clock) -> Outbox:
    return Outbox(database, owner="one", lease_s=10, clock=clock)


async def test_outbox_accepts_a_message_once(outbox: Outbox) -> None:
    first, second = await outbox.accept(HELLO), await outbox.accept(replace(HELLO, body="other words"))
    assert (first.is_new, second.is_new, first.id) == (True, False, second.id)
    claimed = await outbox.claim_next("web-1")
    assert claimed is not None
    assert claimed.message == HELLO


async def test_outbox_keeps_conversations_apart(outbox: Outbox) -> None:
    await outbox.accept(HELLO)
    assert (await outbox.accept(replace(HELLO, conversation_id="web-2"))).is_new
    assert await outbox.claim_next("web-3") is None


async def test_outbox_answers_once_and_numbers_the_replies(outbox: Outbox) -> None:
    accepted = await outbox.accept(HELLO)
    claimed = await outbox.claim_next("web-1")
    assert claimed is not None
    assert await outbox.replies_to(accepted.id) is None
    stored = await outbox.answer(claimed, [YES, YES])
    assert [one.seq for one in stored] == [1, 2]
    assert await outbox.answer(claimed, [YES]) == []
    assert (await outbox.accept(HELLO)).answered
    assert await outbox.replies_to(accepted.id) == stored
    assert [one.seq for one in await outbox.replies_after("web-1", 1)] == [2]
    assert await outbox.claim_next("web-1") is None


async def test_outbox_hands_out_messages_in_order(outbox: Outbox) -> None:
    for number in (1, 2, 3):
        await outbox.accept(replace(HELLO, message_id=f"m{number}"))
    seen = []
    while claimed := await outbox.claim_next("web-1"):
        seen.append((claimed.message.message_id, claimed.turns))
        await outbox.answer(claimed, [YES])
    assert seen == [("m1", 0), ("m2", 1), ("m3", 2)]


async def test_outbox_claim_holds_against_another_gateway_until_it_runs_out(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    other = Outbox(database, owner="two", lease_s=10, clock=clock)
    await outbox.accept(HELLO)
    await outbox.accept(replace(HELLO, message_id="m2"))
    assert await outbox.claim_next("web-1") is not None
    assert await other.claim_next("web-1") is None
    assert await other.waiting() == [("web-1", 1_000.0)]  # m2 waits behind m1
    clock.now += 11
    taken = await other.claim_next("web-1")
    assert taken is not None
    assert taken.message.message_id == "m1"


async def test_outbox_gives_its_claims_back_when_it_stops(database: Database, outbox: Outbox, clock: Clock) -> None:
    await outbox.accept(HELLO)
    await outbox.claim_next("web-1")
    assert await outbox.waiting() == []
    await outbox.release()
    assert await Outbox(database, owner="two", lease_s=10, clock=clock).claim_next("web-1") is not None


async def test_outbox_remembers_which_buttons_a_conversation_was_given(database: Database, outbox: Outbox) -> None:
    payload = '/choose_product{"product_id": "1"}'
    await outbox.accept(HELLO)
    claimed = await outbox.claim_next("web-1")
    assert claimed is not None
    asks = BotReply(text="Which?", outcome="clarify", buttons=(ReplyButton(title="A", payload=payload),))
    (stored,) = await outbox.answer(claimed, [asks])
    buttons = Buttons(database)
    assert len(stored.buttons[0].id) <= 64
    assert await buttons.payload_of("web-1", stored.buttons[0].id) == payload
    assert await buttons.payload_of("web-2", stored.buttons[0].id) is None
    assert await buttons.was_sent("web-1", payload)
    assert not await buttons.was_sent("web-2", payload)
    assert not await buttons.was_sent("web-1", '/choose_product{"product_id": "2"}')


async def test_outbox_queues_deliveries_with_the_reply(database: Database, outbox: Outbox, clock: Clock) -> None:
    queue = DeliveryQueue(database, owner="one", lease_s=10, clock=clock)
    await outbox.accept(replace(HELLO, channel="telegram", conversation_id="t-1", address="77"))
    claimed = await outbox.claim_next("t-1")
    assert claimed is not None
    await outbox.answer(claimed, [YES], render=lambda reply: [f"{reply.seq}a", f"{reply.seq}b"])
    first = await queue.claim_next("t-1")
    assert first is not None
    assert (first.body, first.address, first.channel, first.attempts) == ("1a", "77", "telegram", 0)
    await queue.sent(first)
    second = await queue.claim_next("t-1")
    assert second is not None
    assert second.body == "1b"
    await queue.postpone(second, attempts=1, due_at=clock.now + 5, error="500")
    other = DeliveryQueue(database, owner="two", lease_s=10, clock=clock)
    assert await other.claim_next("t-1") is None
    clock.now += 16
    again = await other.claim_next("t-1")
    assert again is not None
    assert (again.body, again.attempts) == ("1b", 1)
    await other.dead(again, attempts=2, error="403")
    assert await other.claim_next("t-1") is None


async def test_retention_deletes_old_conversations_with_all_that_is_theirs(
    database: Database, outbox: Outbox, clock: Clock
) -> None:
    await outbox.accept(HELLO)
    claimed = await outbox.claim_next("web-1")
    assert claimed is not None
    await outbox.answer(
        claimed, [BotReply(text="?", outcome="clarify", buttons=(ReplyButton(title="A", payload="/a"),))]
    )
    clock.now += 100
    await outbox.accept(replace(HELLO, conversation_id="web-2"))
    assert await Retention(database, keep_s=50, clock=clock).purge() == 1

    left = {
        table.name: await database.run(
            lambda connection, table=table: connection.scalar(select(func.count()).select_from(table))  # type: ignore[misc]
        )
        for table in metadata.sorted_tables
    }
    assert left == {
        "gateway_conversations": 1,
        "gateway_inbound": 1,
        "gateway_sessions": 0,
        "gateway_replies": 0,
        "gateway_buttons": 0,
        "gateway_deliveries": 0,
    }
