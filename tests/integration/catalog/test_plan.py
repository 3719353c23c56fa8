from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from catalog.syncing.known import KnownProduct
from retrieval.products import ElasticsearchProductLookup
from tests.integration.catalog.conftest import MAPPING, Shop

pytestmark = pytest.mark.timeout(300)


def record(number: int, **values: object) -> dict[str, Any]:
    text = f"Lamp number {number} is bright. It stands on an oak foot."
    return {"id": f"L{number}", "title": f"Fern Lamp {number}", "description": text, "price": "5.00 USD", **values}


def catalog(shop: Shop, *arguments: str) -> subprocess.CompletedProcess[str]:
    """A command that takes a mapping."""
    mapping = shop.folder / "mapping.toml"
    mapping.write_text(MAPPING, encoding="utf-8")
    return shop.command(*arguments, "--mapping", str(mapping))


def planned(shop: Shop, file: Path, *options: str) -> dict[str, Any]:
    done = catalog(shop, "plan", str(file), "--json", *options)
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def price(shop: Shop, name: str) -> str:
    services = shop.services()
    (found,) = ElasticsearchProductLookup(services.client, shop.name).by_ids([name])
    services.engine.dispose()
    services.client.close()
    return str(found.offer.price)


def known(shop: Shop) -> list[KnownProduct]:
    services = shop.services()
    found = list(services.known(shop.name).live())
    services.engine.dispose()
    services.client.close()
    return found


def test_a_plan_says_what_a_sync_would_do_and_apply_does_exactly_that(synced_shop: Shop) -> None:
    shop, records = synced_shop, [record(number) for number in range(1, 13)]
    path = shop.write(records)
    empty = planned(shop, path)
    assert (empty["counts"]["added"], empty["embedding"]) == (12, {"products": 12, "passages": 24})
    assert known(shop) == []

    shop.sync(path)
    before = known(shop)
    records[1] = record(2, price="4.00 USD")
    records[2] = record(3, description="It folds flat at night.")
    shop.write([*records[1:], record(20), {"id": "L30"}])
    words = catalog(shop, "plan", str(path))
    assert words.returncode == 0
    said = words.stdout
    assert "1 to add, 2 to change (text 1, facts 0, offer 1), 1 to remove, 9 unchanged, 1 rejected" in said
    assert "to embed: 2 products and at most 3 passages" in said
    assert "price: 5.00 USD → 4.00 USD" in said
    assert "+ L20 Fern Lamp 20, 5.00 USD" in said
    assert "- L1 Fern Lamp 1" in said
    assert "rejected: row 13 (id L30), title: expected a title" in said
    bounded = planned(shop, path, "--limit", "1")
    assert [one["id"] for one in bounded["examples"]["changed"]] == ["L2"]
    assert bounded["examples"]["changed"][0]["fields"] == [{"field": "price", "old": "5.00 USD", "new": "4.00 USD"}]
    assert (known(shop), price(shop, "L2")) == (before, "5.00"), "a plan writes nothing"
    assert catalog(shop, "plan", str(path), "--detailed-exitcode").returncode == 3

    applied = shop.command("apply", bounded["plan"], "--json", "--timeout", "100")
    done = json.loads(applied.stdout)
    assert (applied.returncode, done["state"], done["added"], done["removed"]) == (0, "done", 1, 1)
    assert price(shop, "L2") == "4.00"
    again = shop.command("apply", bounded["plan"])
    assert (again.returncode, f"applied by run {done['run']}" in again.stderr) == (1, True)
    nothing = catalog(shop, "plan", str(path), "--detailed-exitcode")
    assert (nothing.returncode, "Nothing to do." in nothing.stdout) == (0, True)


def test_a_plan_is_refused_where_file_or_shop_has_changed_since(synced_shop: Shop) -> None:
    shop, records = synced_shop, [record(number) for number in range(1, 4)]
    path = shop.write(records)
    shop.sync(path)
    shop.write([record(1, price="4.00 USD"), *records[1:]])
    first, second = planned(shop, path), planned(shop, path)
    shop.write([record(1, price="3.00 USD"), *records[1:]])
    stale = shop.command("apply", first["plan"])
    assert stale.returncode == 1
    assert "feed.jsonl has changed since; nothing was written. Make a new one" in stale.stderr

    shop.write([record(1, price="4.00 USD"), *records[1:]])
    other = shop.write([record(1, price="4.00 USD"), record(2, price="1.00 USD"), records[2]], name="other.jsonl")
    shop.sync(other, "--source", "feed")
    late = shop.command("apply", second["plan"], "--timeout", "100")
    assert late.returncode == 1
    assert "what is known of its products has changed since" in late.stdout
    assert price(shop, "L2") == "1.00"


def test_apply_of_a_source_asks_first_and_the_guard_asks_twice(synced_shop: Shop) -> None:
    shop = synced_shop
    path = shop.write([record(number) for number in range(1, 13)])
    alone = catalog(shop, "apply", str(path))
    assert (alone.returncode, "pass --yes" in alone.stderr, known(shop)) == (2, True, [])
    assert catalog(shop, "apply", str(path), "--yes", "--timeout", "100").returncode == 0
    assert len(known(shop)) == 12
    shop.write([record(1)])
    stopped = catalog(shop, "apply", str(path), "--yes")
    assert stopped.returncode == 1
    assert "the file lacks 11 of the 12 products this source had" in stopped.stderr
    assert len(known(shop)) == 12
    plan = planned(shop, path)
    assert plan["guard"] == {"missing": 11, "known": 12, "allowed": 0.3, "stops": True}
    assert shop.command("apply", plan["plan"], "--allow-deletes", "--timeout", "100").returncode == 0
    assert [one.id for one in known(shop)] == ["L1"]


def test_what_cannot_be_planned_is_said(synced_shop: Shop) -> None:
    absent = catalog(synced_shop, "plan", str(synced_shop.folder / "absent.jsonl"))
    assert (absent.returncode, "absent.jsonl" in absent.stderr) == (2, True)
    unknown = synced_shop.command("apply", "plan-20260101-000000-abcdef")
    assert (unknown.returncode, "there is no plan" in unknown.stderr) == (1, True)
