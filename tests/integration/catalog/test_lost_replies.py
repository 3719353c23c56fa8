"""Writes that the index has taken and nobody remembers: what is said next counts, whatever is known of before.

The work is done here step by step, on a real index, so that every moment can be chosen.
"""

from __future__ import annotations

import pytest
from sqlalchemy import update

from catalog.deliveries.tables import DELIVERIES
from catalog.syncing.batches import Item
from catalog.syncing.writing import Writer
from catalog.tables import BATCHES, now_ms
from retrieval.errors import IndexUnavailable
from tests.integration.catalog.by_hand import HOUR_MS, ByHand, pot

pytestmark = pytest.mark.timeout(120)


def write_and_lose_the_reply(by_hand: ByHand, lane: str) -> None:
    """Writes what waits in a lane, as a worker that is cut off before it hears that it was written."""
    services, drain = by_hand.services, by_hand.sync.drain
    assert lane in ("urgent", "bulk")
    claimed = services.inbox.claim("bulk" if lane == "bulk" else "urgent", lease_s=60, most=9)
    assert claimed
    for deliveries in claimed:
        work = drain._read(deliveries)  # noqa: SLF001 - what `step` does up to the moment of the cut
        assert work is not None
        drain._write(by_hand.name, [work], "bulk" if lane == "bulk" else "urgent")  # noqa: SLF001 - the same
        drain._postpone(work.delivery, work.ids, IndexUnavailable("http://search.example", "cut off"))  # noqa: SLF001


def due_at_once(by_hand: ByHand) -> None:
    with by_hand.services.engine.begin() as connection:
        connection.execute(update(DELIVERIES).values(not_before=0))
        connection.execute(update(BATCHES).values(not_before=0, lease_until=0))


def only_files(by_hand: ByHand) -> None:
    """Does the work of files, while deliveries wait."""
    while by_hand.sync.step():
        pass


def test_a_price_that_a_file_says_too_before_the_delivery_is_tried_again_is_as_of_the_delivery(
    by_hand: ByHand,
) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(Small="12.00"), at=now + 16)
    write_and_lose_the_reply(by_hand, "urgent")
    by_hand.export(pot(Small="12.00"), made=now)
    only_files(by_hand)
    due_at_once(by_hand)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "12.00"}
    by_hand.check()


def test_a_price_that_is_again_what_it_was_replaces_the_one_written_in_between(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(Small="12.00"), at=now)
    write_and_lose_the_reply(by_hand, "urgent")
    assert by_hand.prices() == {"pot-1:small": "12.00"}
    by_hand.deliver(pot(), at=now + 1_000)
    due_at_once(by_hand)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "10.00"}
    by_hand.check()


def test_a_text_that_is_again_what_it_was_replaces_the_one_written_in_between(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(text="A text that was taken back."), at=now)
    assert by_hand.sync.drain.step("urgent")
    write_and_lose_the_reply(by_hand, "bulk")
    assert by_hand.texts() == {"A text that was taken back."}
    by_hand.deliver(pot(), at=now + 1_000)
    due_at_once(by_hand)
    by_hand.work()
    assert by_hand.texts() == {"A pot for herbs."}
    by_hand.check()


def test_a_text_that_was_written_with_a_price_is_remembered_with_it(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(text="A second text."), at=now)
    assert by_hand.sync.drain.step("urgent")
    write_and_lose_the_reply(by_hand, "bulk")
    by_hand.deliver(pot(Small="12.00"), at=now + 1_000)
    due_at_once(by_hand)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "12.00"}
    assert by_hand.texts() == {"A pot for herbs."}
    by_hand.check()


def test_an_older_file_does_not_change_a_price_that_was_told_once_more(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(), at=now + 1_000)
    by_hand.work()
    by_hand.export(pot(Small="11.00"), made=now)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "10.00"}
    by_hand.check()


def test_an_older_file_that_was_compared_does_not_change_a_text_that_was_told_once_more(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), made=now - 9_000)
    by_hand.work()
    by_hand.export(pot(text="What it was for a while."), made=now)
    planned = by_hand.sync.step()
    assert planned
    by_hand.deliver(pot(), at=now + 1_000)
    by_hand.work()
    assert by_hand.texts() == {"A pot for herbs."}
    by_hand.check()


def test_a_text_that_was_written_along_with_an_older_delivery_goes_with_its_product(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(Small="10.00", Huge="30.00"), pot(2), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(text="A first text.", Small="10.00", Huge="30.00"), at=now)
    assert by_hand.sync.drain.step("urgent")
    # It comes while the first one waits in the bulk lane, which takes it along.
    by_hand.deliver(pot(text="A text of both.", Small="10.00", Huge="30.00"), at=now + 1_000)
    write_and_lose_the_reply(by_hand, "bulk")
    by_hand.deliver(pot(), at=now + 2_000, topic="products/delete")
    due_at_once(by_hand)
    by_hand.work()
    assert by_hand.prices() == {"pot-2:small": "10.00"}
    assert by_hand.texts() == {"A pot for herbs."}
    by_hand.check()


def test_what_is_written_whole_is_not_given_up_because_its_price_was_not_taken_before(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), pot(2), made=now - 9_000)
    by_hand.work()
    services = by_hand.services
    known = services.known(by_hand.name).of_ids(["pot-1:small"])["pot-1:small"]
    gone: Item = {"id": known.id, "passages": list(known.passages)}
    Writer(services).delete(by_hand.name, [gone], version=now)
    number = by_hand.deliver(pot(text="Another text.", Small="12.00"), at=now + 1_000)
    by_hand.work()
    done = services.inbox.get(by_hand.name, number)
    assert done is not None
    assert (done.state, done.note) == ("done", None)
    assert by_hand.prices() == {"pot-1:small": "12.00", "pot-2:small": "10.00"}
    by_hand.check()


@pytest.mark.parametrize("lane", ["urgent", "bulk"])
def test_what_a_newer_file_found_unchanged_is_so_though_a_delivery_before_it_was_written(
    by_hand: ByHand, lane: str
) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), pot(2), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(text="A text that was taken back.", Small="12.00"), at=now)
    if lane == "bulk":
        assert by_hand.sync.drain.step("urgent")
    write_and_lose_the_reply(by_hand, lane)
    by_hand.export(pot(), pot(2), made=now + 1_000)
    only_files(by_hand)
    due_at_once(by_hand)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "10.00", "pot-2:small": "10.00"}
    assert by_hand.texts() == {"A pot for herbs."}
    by_hand.check()


def test_what_a_newer_file_has_is_there_though_a_deletion_before_it_was_written(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), pot(2), made=now - 9_000)
    by_hand.work()
    by_hand.deliver(pot(), at=now - 8_000)
    by_hand.work()
    by_hand.deliver(pot(), at=now, topic="products/delete")
    write_and_lose_the_reply(by_hand, "urgent")
    assert by_hand.prices() == {"pot-2:small": "10.00"}
    by_hand.export(pot(), pot(2), made=now + 1_000)
    only_files(by_hand)
    due_at_once(by_hand)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "10.00", "pot-2:small": "10.00"}
    by_hand.check()


@pytest.mark.parametrize("is_remembered", [True, False])
def test_a_files_price_of_what_something_older_removes_meanwhile_brings_the_whole_product_back(
    by_hand: ByHand, is_remembered: bool
) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(text="Keeps its shape."), pot(2), made=now - 9_000)
    by_hand.work()
    run = by_hand.export(pot(text="Keeps its shape.", Small="12.00"), pot(2), made=now)
    planned = by_hand.sync.step()
    assert planned
    services = by_hand.services
    known = services.known(by_hand.name).of_ids(["pot-1:small"])["pot-1:small"]
    gone: Item = {"id": known.id, "passages": list(known.passages)}
    written = Writer(services).delete(by_hand.name, [gone], version=now - 1_000)
    if is_remembered:
        with services.engine.begin() as connection:
            written.remember(connection)
    assert by_hand.prices() == {"pot-2:small": "10.00"}
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "12.00", "pot-2:small": "10.00"}
    assert "Keeps its shape." in by_hand.texts()
    assert services.runs.get(run.id).counts["rejected"] == 0
    by_hand.check()


def test_what_a_run_that_was_given_up_may_have_written_is_written_again(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(), pot(2), made=now - 9_000)
    by_hand.work()
    services = by_hand.services
    run = by_hand.export(pot(Small="12.00"), pot(2), made=now)
    planned = by_hand.sync.step()
    assert planned
    for _ in range(10):
        batch = services.batches.claim(lease_s=60)
        assert batch is not None
        Writer(services).offers(by_hand.name, batch.items, arrivals={})
        due_at_once(by_hand)
    by_hand.work()
    assert services.runs.get(run.id).state == "failed"
    assert by_hand.prices()["pot-1:small"] == "12.00"
    by_hand.export(pot(), pot(2), made=now + 1_000)
    by_hand.work()
    assert by_hand.prices() == {"pot-1:small": "10.00", "pot-2:small": "10.00"}
    by_hand.check()
