"""Webhooks that come late, together with a file, or whose first attempt broke off: the index says what is newest.

The work is done here step by step, on a real index, so that every moment can be chosen.
"""

from __future__ import annotations

import pytest
from sqlalchemy import update

from catalog.deliveries.tables import DELIVERIES
from catalog.syncing.batches import Batch
from catalog.tables import BATCHES, now_ms
from retrieval.products import ElasticsearchProductLookup
from tests.integration.catalog.by_hand import HOUR_MS, ByHand, pot

pytestmark = pytest.mark.timeout(120)


def test_a_webhook_older_than_the_file_brings_nothing_back(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(Large="20.00"), made=now)
    by_hand.work()
    by_hand.deliver(pot(Small="9.00", Large="19.00", text="An older text of it."), at=now - 1_000)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:large": "20.00"}
    assert by_hand.texts() == {"A pot for herbs."}
    by_hand.check()


def test_a_deletion_older_than_the_file_removes_nothing(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.deliver(pot(), at=now - 5_000, topic="products/create")
    by_hand.work()
    by_hand.export(pot(), made=now)
    by_hand.work()
    by_hand.deliver(pot(), at=now - 1_000, topic="products/delete")
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "10.00"}
    by_hand.check()


def test_a_webhook_newer_than_a_first_file_wins_though_it_came_before_it(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.deliver(pot(Small="8.00"), at=now + 1_000)
    by_hand.work()
    by_hand.export(pot(Small="10.00"), pot(2), made=now)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "8.00", "pot-2:small": "10.00"}
    by_hand.check()


def test_a_first_file_takes_over_what_webhooks_told_before_it(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.deliver(pot(), at=now - 5_000, topic="products/create")
    by_hand.deliver(pot(2), at=now - 4_000, topic="products/create")
    by_hand.work()
    done = by_hand.export(pot(), pot(2), pot(3), made=now)
    by_hand.work()
    known = by_hand.services.known(by_hand.name)
    assert by_hand.services.runs.get(done.id).counts["rejected"] == 0
    assert known.counts() == {"products_export": 3}
    by_hand.export(pot(3), made=now + 5_000)
    by_hand.work()
    assert set(by_hand.prices()) == {"pot-3:small"}
    by_hand.check()


def test_an_older_webhook_that_is_applied_while_a_newer_file_is_planned_is_put_right(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), made=now - 9_000)
    by_hand.work()
    services = by_hand.services
    run = by_hand.export(pot(), made=now)
    planning = services.runs.claim_planning(lease_s=60)
    assert planning is not None
    assert planning.id == run.id
    services.runs.start_version(planning)
    # The planner has read that nothing has changed, and has not said so yet.
    by_hand.deliver(pot(Small="5.00", Huge="50.00", text="A text that was taken back."), at=now - 2_000)
    while by_hand.sync.drain.step("urgent") or by_hand.sync.drain.step("bulk"):
        pass
    assert by_hand.prices() == {"pot-1:small": "5.00", "pot-1:huge": "50.00"}
    with services.engine.begin() as connection:
        services.batches.release(connection, planning, {"unchanged": 1})
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "10.00"}
    assert by_hand.texts() == {"A pot for herbs."}
    assert len(services.runs.latest(by_hand.name, limit=9)) == 3
    by_hand.check()


def test_no_older_file_is_read_once_more_after_one_that_waits(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), made=now - 9_000)
    by_hand.sync.step()
    # Its effect is found before the first file is compared, and remembered when a newer one waits.
    services, drain = by_hand.services, by_hand.sync.drain
    by_hand.export(pot(Small="12.00"), made=now)
    by_hand.deliver(pot(2), at=now - 20_000)
    while drain.step("urgent") or drain.step("bulk"):
        pass
    assert len(services.runs.latest(by_hand.name, limit=9)) == 2
    by_hand.work()
    assert by_hand.prices()["pot-1:small"] == "12.00"


def test_of_a_batch_and_a_newer_webhook_of_one_product_only_the_newers_text_stays(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(text="What the file says."), made=now)
    planned = by_hand.sync.step()
    assert planned
    by_hand.deliver(pot(text="What was told later."), at=now + 1_000)
    by_hand.work()
    assert by_hand.texts() == {"What was told later."}
    by_hand.check()


def test_what_a_broken_attempt_has_written_goes_when_something_newer_is_applied_instead(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(2), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(Small="5.00", Huge="50.00", text="A text that nobody finished."), at=now)
    assert by_hand.sync.drain.step("urgent")
    drain, services = by_hand.sync.drain, by_hand.services
    # The worker writes to the index and dies before it has remembered that.
    (objects,) = services.inbox.claim("bulk", lease_s=60, most=9)
    work = drain._read(objects)  # noqa: SLF001 - what `step` does up to the moment of death
    assert work is not None
    drain._write(by_hand.name, [work], "bulk")  # noqa: SLF001 - the same
    assert "A text that nobody finished." in by_hand.texts()
    with services.engine.begin() as connection:
        connection.execute(update(DELIVERIES).values(lease_until=0))

    by_hand.deliver(pot(Small="6.00", text="The text that counts."), at=now + 1_000)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "6.00", "pot-2:small": "10.00"}
    assert by_hand.texts() == {"The text that counts.", "A pot for herbs."}
    by_hand.check()


def test_a_batch_that_kills_every_worker_ends_its_run(by_hand: ByHand) -> None:
    run = by_hand.export(pot(), made=now_ms() - HOUR_MS)
    assert by_hand.sync.step()
    services = by_hand.services
    for _ in range(10):
        batch = services.batches.claim(lease_s=60)
        assert isinstance(batch, Batch)
        with services.engine.begin() as connection:
            connection.execute(update(BATCHES).values(lease_until=0))
    by_hand.work()
    done = services.runs.get(run.id)
    assert (done.state, "died 10 times" in (done.error or "")) == ("failed", True)


def test_lists_that_came_back_from_the_index_are_no_difference(by_hand: ByHand) -> None:
    by_hand.export(pot(), made=now_ms() - HOUR_MS)
    by_hand.work()
    found = ElasticsearchProductLookup(by_hand.services.client, by_hand.name).by_ids(["pot-1:small"])
    assert {one.name: one.value for one in found[0].attributes}["tags"] == ("Pot", "Plants")
    by_hand.check()


def test_a_newer_webhook_that_found_nothing_to_do_keeps_an_older_file_from_bringing_a_variant(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(Large="20.00"), made=now - 9_000)
    by_hand.work()
    # Told after the file was made, and applied before it: the variant that the file has is gone by then.
    by_hand.deliver(pot(Large="21.00"), at=now + 1_000)
    by_hand.work()
    by_hand.export(pot(Small="10.00", Large="20.00"), made=now)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:large": "21.00"}
    by_hand.check()


def test_a_product_that_was_deleted_before_anything_told_of_it_is_not_brought_by_an_older_file(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(2), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(), at=now + 1_000, topic="products/delete")
    by_hand.work()
    by_hand.deliver(pot(), at=now - 1_000, topic="products/create")
    by_hand.work()
    by_hand.export(pot(), pot(2), made=now)
    by_hand.work()
    assert set(by_hand.prices()) == {"pot-2:small"}
    by_hand.check()


def test_a_newer_price_keeps_a_variant_that_an_older_file_lacks(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(Small="10.00", Large="20.00"), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(Small="11.00", Large="21.00"), at=now + 1_000)
    by_hand.work()
    by_hand.export(pot(Small="10.00"), made=now)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "11.00", "pot-1:large": "21.00"}
    by_hand.check()
