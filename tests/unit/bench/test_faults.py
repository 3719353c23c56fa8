"""The rounds of faults: the shop's model, what is planned for a round, and which rounds count as played."""

from __future__ import annotations

import csv
import io
import json
import random
from pathlib import Path

import pytest

from tests.bench.faults.comparison import Verdict
from tests.bench.faults.model import FEWEST, ShopModel
from tests.bench.faults.run import played
from tests.bench.faults.schedule import LONGEST_AWAY_S, MOST_FAULTS, SPREAD_S, VICTIMS, Post, faults
from tests.bench.setting import commit
from tests.shop_platforms import shopify_csv


def test_an_export_of_the_model_says_what_is_expected() -> None:
    shop = ShopModel(random.Random(3))
    shop.open(20)
    for _ in range(60):
        shop.happen()
        shop.edit(0.2)
    rows = list(csv.DictReader(io.StringIO(shopify_csv(*shop.products.values()))))
    expected = shop.expected()
    assert {f"{row['Handle']}:{row['Option1 Value'].lower()}" for row in rows} == set(expected)
    assert len(rows) == len(expected)
    for row in rows:
        one = expected[f"{row['Handle']}:{row['Option1 Value'].lower()}"]
        assert (row["Variant Price"], row["Variant Inventory Qty"]) == (str(one.price), str(one.quantity))
    assert len(shop.products) >= FEWEST


def test_every_kind_of_event_happens_and_moments_differ() -> None:
    shop = ShopModel(random.Random(1))
    calls = shop.open(20) + [shop.happen() for _ in range(150)]
    topics = {call.headers["X-Shopify-Topic"] for call in calls}
    assert topics == {"products/create", "products/update", "products/delete"}
    moments = [call.headers["X-Shopify-Triggered-At"] for call in calls]
    assert moments == sorted(moments)
    assert len({moment[:23] for moment in moments}) == len(moments)


def test_a_seed_plans_the_same_faults_again_among_the_parts_there_are() -> None:
    parts = ["worker", "broker", "elasticsearch cut off"]
    first, again = (faults(random.Random("5-7"), parts) for _ in range(2))
    assert first == again
    for seed in range(50):
        planned = faults(random.Random(seed), parts)
        assert 1 <= len(planned) <= MOST_FAULTS
        assert [one.at for one in planned] == sorted(one.at for one in planned)
        for one in planned:
            assert 0 <= one.at <= SPREAD_S
            assert 0 <= one.away_s <= LONGEST_AWAY_S
            assert 0 < len(one.parts) == len(set(one.parts))
            assert set(one.parts) <= set(parts)
    every = {name for seed in range(300) for one in faults(random.Random(seed), VICTIMS) for name in one.parts}
    assert every == set(VICTIMS)


def test_every_delivery_comes_at_least_once_in_its_round_and_repeats_come_late() -> None:
    shop = ShopModel(random.Random(2))
    calls, post = shop.open(40), Post(random.Random(2))
    sent = [call for _at, call in post.of_round(0, calls)]
    assert all(call in sent for call in calls)
    assert len(sent) > len(calls)
    assert [call for _at, call in post.of_round(0, calls)] != calls
    late = [call for number in (1, 2, 3) for _at, call in post.of_round(number, [])]
    assert late
    assert {call.body for call in late} <= {call.body for call in calls}
    ids = {call.headers["X-Shopify-Webhook-Id"] for call in calls}
    assert {call.headers["X-Shopify-Webhook-Id"] in ids for call in (*sent, *late)} == {True, False}


@pytest.mark.parametrize("wrong", [{"missing": ("a",)}, {"verify": ("a",)}, {"dead": ("a",)}, {"stuck": "a"}])
def test_a_round_is_sound_only_where_nothing_is_wrong_in_any_way(wrong: dict[str, tuple[str, ...]]) -> None:
    assert Verdict().is_sound
    assert not Verdict(**wrong).is_sound  # type: ignore[arg-type]  # one field at a time


def test_rounds_of_another_commit_or_broker_were_not_played(tmp_path: Path) -> None:
    lines = [
        {"round": 0, "commit": commit(), "broker": "redis"},
        {"round": 1, "commit": "other", "broker": "redis"},
        {"round": 2, "commit": commit(), "broker": "files"},
    ]
    (tmp_path / "rounds.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    assert [line["round"] for line in played(tmp_path, ("redis",))] == [0]
    assert [line["round"] for line in played(tmp_path, ("redis", "files"))] == [0, 2]
    assert played(tmp_path / "nowhere", ("redis",)) == []
