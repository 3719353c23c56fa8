from __future__ import annotations

import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, insert, update

from catalog.deliveries.inbox import Delivery, Inbox
from catalog.deliveries.objects import DeliveredObject, ObjectStore
from catalog.deliveries.tables import DELIVERIES
from catalog.tables import open_state

LEASE_S = 60.0


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    yield engine
    engine.dispose()


@pytest.fixture
def inbox(engine: Engine) -> Inbox:
    return Inbox(engine)


def arrive(engine: Engine, object_id: str, version: int, *, lane: str = "urgent") -> int:
    """A delivery as the gateway writes it; its number."""
    row = {"shop": "demo", "platform": "shopify", "delivery_id": f"{object_id}-{version}", "topic": "products/update"}
    row |= {"object_id": object_id, "lane": lane, "state": "waiting"}
    with engine.begin() as connection:
        done = connection.execute(
            insert(DELIVERIES).values(version=version, received_at=0, payload=zlib.compress(b"{}"), **row)
        )
        assert done.inserted_primary_key is not None
        return int(done.inserted_primary_key[0])


def claimed(inbox: Inbox, *, most: int = 10) -> list[list[tuple[str, int]]]:
    found = inbox.claim("urgent", lease_s=LEASE_S, most=most)
    return [[(one.object_id, one.version) for one in deliveries] for deliveries in found]


def expire(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(update(DELIVERIES).values(lease_until=0))


def test_what_waits_of_an_object_is_taken_together_newest_first(engine: Engine, inbox: Inbox) -> None:
    for object_id, version in (("1", 5), ("2", 9), ("1", 7), ("1", 6)):
        arrive(engine, object_id, version)
    found = claimed(inbox)
    assert sorted(found) == [[("1", 7), ("1", 6), ("1", 5)], [("2", 9)]]


def test_an_object_is_held_by_one_worker_with_all_that_comes_of_it(engine: Engine, inbox: Inbox) -> None:
    arrive(engine, "1", 5)
    assert claimed(inbox) == [[("1", 5)]]
    arrive(engine, "1", 6)
    arrive(engine, "2", 1)
    assert claimed(inbox) == [[("2", 1)]]
    expire(engine)
    assert sorted(map(len, claimed(inbox))) == [1, 2]


def test_a_newer_delivery_takes_the_postponed_ones_of_its_object_along(engine: Engine, inbox: Inbox) -> None:
    number = arrive(engine, "1", 5)
    assert claimed(inbox) == [[("1", 5)]]
    inbox.postpone([number], "the index is away", delay_s=60)
    assert claimed(inbox) == []
    assert not inbox.due("urgent")
    arrive(engine, "1", 4)
    assert claimed(inbox) == [[("1", 5), ("1", 4)]]


def test_attempts_are_counted_unless_they_do_not_count(engine: Engine, inbox: Inbox) -> None:
    number = arrive(engine, "1", 5)
    for counts, expected in ((False, 1), (True, 1), (True, 2), (False, 3)):
        ((delivery,),) = inbox.claim("urgent", lease_s=LEASE_S, most=1)
        assert delivery.attempts == expected
        inbox.postpone([number], "no", delay_s=0, counts=counts)


def test_what_is_handed_on_waits_in_the_bulk_lane(engine: Engine, inbox: Inbox) -> None:
    number = arrive(engine, "1", 5)
    claimed(inbox)
    with engine.begin() as connection:
        inbox.hand_on(connection, [number])
    assert (inbox.due("urgent"), inbox.due("bulk"), claimed(inbox)) == (False, True, [])
    ((delivery,),) = inbox.claim("bulk", lease_s=LEASE_S, most=1)
    assert delivery.id == number


def test_dead_letters_are_kept_until_a_person_decides(engine: Engine, inbox: Inbox) -> None:
    first, second = arrive(engine, "1", 5), arrive(engine, "2", 5)
    claimed(inbox)
    inbox.bury([first, second], "it has no title")
    assert [(one.id, one.note, one.payload) for one in inbox.dead("demo")] == [
        (second, "it has no title", {}),
        (first, "it has no title", {}),
    ]
    assert inbox.dead("other") == []
    assert (inbox.revive("other", [first]), inbox.revive("demo", [first])) == (0, 1)
    assert inbox.discard("demo", [first, second]) == 1
    assert inbox.dead("demo") == []
    assert claimed(inbox) == [[("1", 5)]]
    given_up = inbox.get("demo", second)
    assert given_up is not None
    assert (given_up.state, given_up.payload) == ("done", None)


def test_only_what_was_done_long_ago_is_purged(engine: Engine, inbox: Inbox) -> None:
    numbers = [arrive(engine, str(number), 1) for number in range(4)]
    claimed(inbox)
    with engine.begin() as connection:
        inbox.done(connection, numbers[:2])
        connection.execute(update(DELIVERIES).where(DELIVERIES.c.id == numbers[0]).values(finished_at=0))
    inbox.bury([numbers[2]], "dead")
    assert inbox.purge(keep_s=3_600) == 1
    left = [inbox.get("demo", number) for number in numbers]
    assert [one.state if isinstance(one, Delivery) else None for one in left] == [None, "done", "dead", "waiting"]


def test_an_object_never_goes_back(engine: Engine) -> None:
    objects = ObjectStore(engine, "demo", "shopify")
    assert objects.get("1") is None
    with engine.begin() as connection:
        objects.save(connection, "1", DeliveredObject(5, ("a", "b:c"), False, "feed", "pot"))
        objects.save(connection, "1", DeliveredObject(4, ("old",), True))
    assert objects.get("1") == DeliveredObject(5, ("a", "b:c"), False, "feed", "pot")
    with engine.begin() as connection:
        objects.save(connection, "1", DeliveredObject(6, (), True))
    assert objects.get("1") == DeliveredObject(6, (), gone=True)
