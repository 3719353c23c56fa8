"""Webhooks beside a shop's first file, and what is told while something else is written: the newest wins."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from catalog.deliveries.draining import _Work
from catalog.deliveries.effects import effect_of
from catalog.deliveries.tables import DELIVERIES
from catalog.tables import now_ms
from tests.integration.catalog.by_hand import HOUR_MS, ByHand, pot

pytestmark = pytest.mark.timeout(120)


def test_what_webhooks_told_before_a_first_file_goes_where_the_file_has_it_no_more(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.deliver(pot(Small="10.00", Large="20.00"), at=now - 5_000, topic="products/create")
    by_hand.deliver(pot(2), at=now - 4_000, topic="products/create")
    by_hand.deliver(pot(3), at=now + 1_000, topic="products/create")
    by_hand.work()
    by_hand.export(pot(Large="20.00"), made=now)
    by_hand.work()
    assert set(by_hand.prices()) == {"pot-1:large", "pot-3:small"}
    by_hand.check()


def test_a_deletion_that_is_completed_while_a_first_file_is_planned_is_kept(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.deliver(pot(), at=now + 1_000, topic="products/delete")
    by_hand.work()
    services, drain = by_hand.services, by_hand.sync.drain
    by_hand.deliver(pot(), at=now - 1_000, topic="products/create")
    ((delivery,),) = services.inbox.claim("urgent", lease_s=60, most=9)
    effect = effect_of(services, delivery)
    assert effect is not None
    by_hand.export(pot(), pot(2), made=now)
    while by_hand.sync.step():
        pass
    # What the delivery makes necessary was found before there was a file, and is remembered after it.
    assert drain._apply([_Work(delivery, [delivery.id], effect)], "urgent", alone=True)
    by_hand.work()
    assert set(by_hand.prices()) == {"pot-2:small"}
    by_hand.check()


def test_a_deletion_told_twice_before_anything_told_of_its_product_waits_for_what_does(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.deliver(pot(), at=now + 1_000, topic="products/delete")
    by_hand.work()
    by_hand.deliver(pot(), at=now + 1_000, topic="products/delete")
    by_hand.deliver(pot(), at=now - 1_000, topic="products/create")
    by_hand.work()
    by_hand.export(pot(), pot(2), made=now)
    by_hand.work()
    assert set(by_hand.prices()) == {"pot-2:small"}
    assert by_hand.services.inbox.dead(by_hand.name) == []
    by_hand.check()


def test_a_deletion_told_once_more_after_it_has_had_its_effect_is_done(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.deliver(pot(), at=now, topic="products/create")
    by_hand.work()
    for _ in range(2):
        by_hand.deliver(pot(), at=now + 1_000, topic="products/delete")
        by_hand.work()
    assert by_hand.prices() == {}
    assert by_hand.services.inbox.dead(by_hand.name) == []
    by_hand.check()


def test_a_price_of_what_an_older_file_removes_meanwhile_brings_the_whole_product_back(by_hand: ByHand) -> None:
    now = now_ms() - HOUR_MS
    by_hand.export(pot(Huge="30.00", Small="10.00"), pot(2), made=now - 9_000)
    by_hand.deliver(pot(Huge="30.00", Small="10.00"), at=now - 8_000)
    by_hand.work()
    services, drain = by_hand.services, by_hand.sync.drain
    by_hand.deliver(pot(Huge="31.00"), at=now + 1_000)
    ((delivery,),) = services.inbox.claim("urgent", lease_s=60, most=9)
    effect = effect_of(services, delivery)
    assert effect is not None
    assert [item["id"] for item in effect.offers] == ["pot-1:huge"]
    # The file, made before and without the variant, is applied between finding what to write and writing it.
    by_hand.export(pot(Small="10.00"), pot(2), made=now)
    while by_hand.sync.step():
        pass
    assert set(by_hand.prices()) == {"pot-1:small", "pot-2:small"}
    assert drain._apply([_Work(delivery, [delivery.id], effect)], "urgent", alone=True) is False
    with services.engine.begin() as connection:
        connection.execute(update(DELIVERIES).values(not_before=0))
    by_hand.work()
    assert by_hand.prices() == {"pot-1:huge": "31.00", "pot-2:small": "10.00"}
    by_hand.check()
