from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from catalog.canary.asking import tells
from catalog.canary.platform import Canary
from catalog.canary.round import CanaryRound, price_at, put_away
from catalog.canary.store import CanaryStore
from catalog.deliveries.inbox import Inbox
from catalog.tables import open_state


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    engine = open_state(f"sqlite:///{tmp_path / 'state.sqlite3'}")
    yield engine
    engine.dispose()


class Bot:
    """Somebody who is asked: tells the new price only when asked for the `after`-th time."""

    def __init__(self, after: int) -> None:
        self.after = after
        self.asked: list[tuple[str, Decimal]] = []
        self.woken = 0

    def price_told(self, product_id: str, price: Decimal) -> str | None:
        self.asked.append((product_id, price))
        return None if len(self.asked) >= self.after else "said: It costs $1.00."

    def wake(self) -> None:
        self.woken += 1


def round_of(engine: Engine, bot: Bot) -> CanaryRound:
    return CanaryRound(CanaryStore(engine), Inbox(engine), asker=bot, wake=bot.wake, wait=lambda _seconds: False)


def alarms(logs: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    return [line for line in logs if line["log_level"] == "error"]


def test_a_round_says_a_price_and_asks_for_it_until_it_is_told(engine: Engine) -> None:
    bot = Bot(after=3)
    with capture_logs() as logs:
        lag = round_of(engine, bot).run("demo", budget_s=60, most_s=60)
    bird = CanaryStore(engine).of("demo")
    assert lag is not None
    assert (bot.woken, len(bot.asked), {name for name, _ in bot.asked}) == (1, 3, {bird.product_id})
    assert (bird.answered, bird.note) == (True, None)
    ((delivery,),) = Inbox(engine).claim("urgent", lease_s=60, most=10)
    assert delivery.payload == {"id": bird.product_id, "price": f"{bot.asked[0][1]} USD"}
    stated = Canary().read(delivery.topic, delivery.payload)
    assert [record.values["mpn"] for record in stated.records] == [bird.product_id]  # type: ignore[union-attr]  # no rejection
    assert alarms(logs) == []


def test_an_answer_beyond_the_budget_is_an_alarm_said_once(engine: Engine) -> None:
    with capture_logs() as logs:
        round_of(engine, Bot(after=4)).run("demo", budget_s=0.000_001, most_s=60)
    (alarm,) = alarms(logs)
    assert (alarm["shop"], alarm["budget_s"], alarm["instead"]) == ("demo", 0.000_001, "said: It costs $1.00.")


def test_a_round_without_an_answer_ends_and_is_told_of(engine: Engine) -> None:
    store = CanaryStore(engine)
    with capture_logs() as logs:
        assert round_of(engine, Bot(after=10**9)).run("demo", budget_s=0.05, most_s=0.2) is None
    (bird,) = store.all()
    assert len(alarms(logs)) == 1
    assert (bird.answered, bird.note) == (False, "said: It costs $1.00.")
    assert bird.lag_s is not None
    assert bird.lag_s >= 0.2


def test_a_canary_keeps_its_identifier_and_each_shop_has_its_own(engine: Engine) -> None:
    store = CanaryStore(engine)
    demo, acme = store.of("demo"), store.of("acme")
    assert demo.product_id != acme.product_id
    assert store.of("demo").product_id == demo.product_id
    assert store.all() == []


def test_a_canary_that_is_put_away_is_taken_out_and_told_of_no_more(engine: Engine) -> None:
    store, inbox = CanaryStore(engine), Inbox(engine)
    assert not put_away(store, inbox, "demo")
    round_of(engine, Bot(after=1)).run("demo", budget_s=60, most_s=60)
    name = store.of("demo").product_id
    assert put_away(store, inbox, "demo")
    assert (store.all(), store.of("demo").product_id) == ([], name)
    ((newest, _older),) = inbox.claim("urgent", lease_s=60, most=10)
    stated = Canary().read(newest.topic, newest.payload)
    assert (stated.records, stated.group) == ((), name)
    assert not put_away(store, inbox, "demo")


def test_prices_of_two_minutes_differ() -> None:
    prices = [price_at(minute * 60_000) for minute in range(100)]
    assert len(set(prices)) == 100
    assert all(Decimal("10.00") <= price <= Decimal("99.99") for price in prices)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("It costs $17.40.", True),
        ("17,40 € kostet es", True),
        ("It costs $117.40.", False),
        ("It costs $17.405", False),
        ("It costs 1,017.40", False),
        ("It costs $17.4", False),
        ("", False),
    ],
)
def test_a_text_tells_an_amount_or_does_not(text: str, told: bool) -> None:
    assert tells(text, Decimal("17.4")) is told
