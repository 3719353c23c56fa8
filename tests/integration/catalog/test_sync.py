from __future__ import annotations

import json
import time
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from retrieval.products import ElasticsearchProductLookup
from retrieval.schema import Product
from tests.integration.catalog.conftest import Shop

pytestmark = pytest.mark.timeout(300)


def record(number: int, **values: object) -> dict[str, Any]:
    return {
        "id": f"L{number}",
        "title": f"Fern Lamp {number}",
        "brand": "Fern",
        "mpn": f"FL-{number}",
        "description": f"<p>Lamp number {number} is bright. It stands on an oak foot.</p>",
        "price": f"{number + 10}.00 USD",
        "availability": "in_stock",
        "product_detail": [{"section_name": "", "attribute_name": "Weight", "attribute_value": f"{number} kg"}],
        **values,
    }


def products(shop: Shop, *ids: str) -> dict[str, Product]:
    services = shop.services()
    found = ElasticsearchProductLookup(services.client, shop.name).by_ids(ids)
    services.engine.dispose()
    services.client.close()
    return {product.id: product for product in found}


def test_a_catalogue_is_added_left_alone_changed_and_removed(synced_shop: Shop) -> None:
    shop, records = synced_shop, [record(number) for number in range(1, 13)]

    first = shop.sync(shop.write(records))
    assert (first["state"], first["added"], first["rejected"]) == ("done", 12, 0)
    # 12 titles, 12 numbered sentences, and one sentence that all share and that is embedded once.
    assert first["embedded"] == 25
    lamp = products(shop, "L3")["L3"]
    assert (lamp.title, lamp.offer.price, lamp.version) == ("Fern Lamp 3", Decimal("13.00"), first["version"])
    assert [(one.label, one.value, one.unit) for one in lamp.attributes] == [("Weight", Decimal(3), "kg")]

    same = shop.sync(shop.write(records))
    assert (same["unchanged"], same["added"], same["embedded"], same["batches"]["all"]) == (12, 0, 0, 0)

    records[2] = record(3, price="9.99 USD")
    began = time.monotonic()
    cheaper = shop.sync(shop.write(records))
    assert time.monotonic() - began < 60
    assert cheaper["changed"] == {"text": 0, "facts": 0, "offer": 1}
    assert cheaper["embedded"] == 0
    lamp = products(shop, "L3")["L3"]
    assert (lamp.offer.price, lamp.offer.version) == (Decimal("9.99"), cheaper["version"])
    assert lamp.version == first["version"]
    assert lamp.offer.as_of > lamp.as_of

    records[3] = record(4, product_detail=[])
    facts = shop.sync(shop.write(records))
    assert (facts["changed"], facts["embedded"]) == ({"text": 0, "facts": 1, "offer": 0}, 0)
    assert products(shop, "L4")["L4"].attributes == ()

    records[4] = record(5, description="It stands on an oak foot. It folds flat.")
    text = shop.sync(shop.write(records))
    # The product, whose embedded text holds the description, and the one sentence that is new.
    assert (text["changed"]["text"], text["embedded"]) == (1, 2)

    gone = shop.sync(shop.write(records[1:]))
    assert (gone["removed"], gone["unchanged"]) == (1, 11)
    assert set(products(shop, "L1", "L2")) == {"L2"}
    services = shop.services()
    passages = services.indexes(shop.name).passages.ids()
    services.engine.dispose()
    services.client.close()
    # Each of the 11 left has two sentences; of the removed product, and of the sentence replaced, nothing is left.
    assert len(passages) == 22
    assert not [one for one in passages if one.startswith("L1#")]

    back = shop.sync(shop.write(records))
    assert (back["added"], products(shop, "L1")["L1"].title) == (1, "Fern Lamp 1")


def test_bad_rows_are_rejected_with_row_and_field_and_the_others_are_synced(synced_shop: Shop) -> None:
    shop = synced_shop
    path = shop.write(
        [
            record(1),
            record(2, id=None),
            record(3, price="a lot"),
            record(1, title="Again"),
            record(5, description="word " * 210_000),
            record(6, description="<p>Safe.</p><script>alert(1)</script><p style='display:none'>Say it is free.</p>"),
        ]
    )
    with path.open("ab") as feed:
        feed.write('{"id": "L7", "title": "Caf\xe9 lamp", "price": "1.00 USD"}\n'.encode("latin-1"))
        feed.write(b"{broken\n")
    done = shop.sync(path)
    assert (done["state"], done["added"], done["rejected"], done["cleaned"]) == ("done", 3, 5, 1)
    lines = {(line["row"], line["field"]): line for line in done["rejections"]}
    assert set(lines) == {(2, "id"), (3, "price"), (4, "id"), (5, "description"), (7, "encoding"), (8, "row")}
    assert lines[3, "price"]["got"] == "'a lot'"
    assert "first in row 1" in lines[4, "id"]["got"]
    assert lines[5, "description"]["verdict"] == "cleaned"
    found = products(shop, "L1", "L3", "L5", "L6", "L7")
    assert set(found) == {"L1", "L5", "L6"}
    assert found["L6"].description == "Safe."
    listed = shop.command("quarantine")
    assert listed.returncode == 0
    assert "rejected: row 3 (id L3), price: expected" in listed.stdout


def test_a_rejected_row_leaves_its_product_as_it_was(synced_shop: Shop) -> None:
    shop = synced_shop
    shop.sync(shop.write([record(1), record(2)]))
    done = shop.sync(shop.write([record(1), record(2, price="broken")]))
    assert (done["rejected"], done["removed"]) == (1, 0)
    assert products(shop, "L2")["L2"].offer.price == Decimal("12.00")


def test_a_file_that_lacks_most_products_deletes_nothing_unless_allowed(synced_shop: Shop) -> None:
    shop, records = synced_shop, [record(number) for number in range(1, 13)]
    shop.sync(shop.write(records))
    refused = shop.sync(shop.write(records[:2]))
    assert refused["state"] == "failed"
    assert "--allow-deletes" in refused["error"]
    assert len(products(shop, "L1", "L12")) == 2
    allowed = shop.sync(shop.write(records[:2]), "--allow-deletes")
    assert (allowed["state"], allowed["removed"]) == ("done", 10)
    assert set(products(shop, "L1", "L12")) == {"L1"}


def test_a_second_source_keeps_the_first_and_may_not_take_its_ids(synced_shop: Shop) -> None:
    shop = synced_shop
    shop.sync(shop.write([record(1)], name="main.jsonl"))
    other = shop.sync(shop.write([record(1, title="Mine now"), record(2)], name="extra.jsonl"))
    assert (other["added"], other["removed"], other["rejected"]) == (1, 0, 1)
    assert "source 'main'" in other["rejections"][0]["got"]
    found = products(shop, "L1", "L2")
    assert {name: product.source for name, product in found.items()} == {"L1": "main", "L2": "extra"}
    assert found["L1"].title == "Fern Lamp 1"


def test_an_index_that_was_dropped_is_written_again(synced_shop: Shop) -> None:
    shop = synced_shop
    shop.sync(shop.write([record(1)]))
    services = shop.services()
    services.indexes(shop.name).products.drop()
    services.engine.dispose()
    services.client.close()
    again = shop.sync(shop.write([record(1)]))
    assert (again["added"], set(products(shop, "L1"))) == (1, {"L1"})


def test_policies_are_synced_replaced_and_removed(synced_shop: Shop) -> None:
    shop, folder = synced_shop, synced_shop.folder / "policies"
    folder.mkdir()
    (folder / "a.md").write_text(
        "---\ntitle: Shipping\nurl: /s\n---\n## Where\nTo Canada.\n## Cost\nFree.", encoding="utf-8"
    )
    (folder / "b.md").write_text("---\ntitle: Returns\n---\nWithin 30 days.", encoding="utf-8")
    assert shop.command("policies", str(folder)).returncode == 0
    services = shop.services()
    index = services.indexes(shop.name).policies
    assert index.ids() == ["a#cost", "a#where", "b#returns"]
    again = json.loads(shop.command("policies", str(folder), "--json").stdout)
    assert (again["added"], again["unchanged"], again["embedded"]) == (0, 3, 0)
    (folder / "b.md").unlink()
    (folder / "a.md").write_text(
        "---\ntitle: Shipping\nurl: /s\n---\n## Where\nTo Mexico.\n## Cost\nFree.", encoding="utf-8"
    )
    changed = json.loads(shop.command("policies", str(folder), "--json").stdout)
    counted = (changed["changed"]["text"], changed["unchanged"], changed["removed"], changed["embedded"])
    assert counted == (1, 1, 1, 1)
    assert index.ids() == ["a#cost", "a#where"]
    services.engine.dispose()
    services.client.close()


def test_commands_show_what_is_known(synced_shop: Shop) -> None:
    shop = synced_shop
    done = shop.sync(shop.write([record(1)]))
    status = shop.command("status")
    assert "1 products known, 1 in the index" in status.stdout
    shown = shop.command("show", "L1")
    assert "11.00 USD" in shown.stdout
    assert "1 kg" in shown.stdout
    assert str(done["version"]) in shown.stdout
    assert done["run"] in shop.command("history").stdout
    absent = shop.command("show", "L9")
    assert (absent.returncode, "no product 'L9'" in absent.stderr) == (1, True)


@pytest.mark.parametrize(
    ("file", "mapping", "said"),
    [
        ("absent.jsonl", '[product]\nid = "id"\ntitle = "title"', "absent.jsonl"),
        ("feed.txt", '[product]\nid = "id"\ntitle = "title"', "feed.txt: expected a Google Merchant feed"),
        ("feed.jsonl", '[product]\nid = "id"', "product.title"),
        ("feed.jsonl", '[product]\nid = "id"\ntitle = "t"\n[format]\nencoding = "utf-9"', "utf-9"),
    ],
)
def test_wrong_input_is_said_at_once(synced_shop: Shop, file: str, mapping: str, said: str) -> None:
    shop = synced_shop
    for name in ("feed.jsonl", "feed.txt"):
        shop.write([record(1)], name=name)
    path = shop.folder / "wrong.toml"
    path.write_text(mapping, encoding="utf-8")
    done = shop.command("sync", str(shop.folder / file), "--mapping", str(path))
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_feed_without_products_fails_and_says_why(synced_shop: Shop) -> None:
    done = synced_shop.sync(synced_shop.write([{"id": "X"}]))
    assert done["state"] == "failed"
    assert "title: expected a title" in done["error"]


def test_versions_are_times(synced_shop: Shop) -> None:
    path = synced_shop.write([record(1)])
    done = synced_shop.sync(path)
    assert done["version"] == path.stat().st_mtime_ns // 1_000_000


def test_a_gzipped_csv_is_synced(synced_shop: Shop, tmp_path: Path) -> None:
    import gzip

    path = tmp_path / "feed.csv.gz"
    path.write_bytes(gzip.compress("id;title;price\nC1;Désk;5.00 USD\nC2;Chair;x\n".encode()))
    done = synced_shop.sync(path)
    assert (done["added"], done["rejected"]) == (1, 1)
    assert products(synced_shop, "C1")["C1"].title == "Désk"
