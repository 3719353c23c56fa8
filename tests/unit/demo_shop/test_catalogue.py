"""The feed as the pages keep it: read again when it changes, never lost to a bad one."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from channels.demo_shop.catalogue import Catalogue, CatalogueFile
from channels.demo_shop.comparison import Difference, differences, variant_label
from channels.demo_shop.records import ShopProduct, parse_record


def record(number: int, **fields: Any) -> dict[str, Any]:
    link = f"/products/p{number}"
    return {"id": f"FH-{number}", "title": f"Radio {number}", "link": link, "price": "5.00 USD", **fields}


def product(number: int, **fields: Any) -> ShopProduct:
    return parse_record(record(number, **fields))


def write(path: Path, *lines: str, at: int) -> None:
    path.write_text("\n".join(lines))
    os.utime(path, (at, at))


def ids(catalogue: Catalogue) -> list[str]:
    return [each.id for each in catalogue.products]


def test_current_reads_again_when_the_feed_has_changed(tmp_path: Path) -> None:
    feed = tmp_path / "products.jsonl"
    catalogue = CatalogueFile(feed)
    write(feed, json.dumps(record(1)), at=1000)
    first = catalogue.current()
    assert ids(first) == ["FH-1"]
    assert catalogue.current() is first
    write(feed, json.dumps(record(2)), at=2000)
    assert ids(catalogue.current()) == ["FH-2"]


def test_current_skips_records_no_page_can_show(tmp_path: Path) -> None:
    feed = tmp_path / "products.jsonl"
    lines = ["{", "[]", json.dumps({"id": "FH-9"}), json.dumps(record(1, price="dear")), json.dumps(record(2))]
    write(feed, *lines, at=1000)
    assert ids(CatalogueFile(feed).current()) == ["FH-2"]


def test_current_keeps_the_last_good_feed(tmp_path: Path) -> None:
    feed = tmp_path / "products.jsonl"
    catalogue = CatalogueFile(feed)
    write(feed, json.dumps(record(1)), at=1000)
    catalogue.current()
    write(feed, "half a rec", at=2000)
    assert ids(catalogue.current()) == ["FH-1"]
    feed.write_bytes(b"\xff\xfe\x00")
    assert ids(catalogue.current()) == ["FH-1"]
    feed.unlink()
    assert ids(catalogue.current()) == ["FH-1"]


def test_current_is_empty_without_a_feed(tmp_path: Path) -> None:
    assert ids(CatalogueFile(tmp_path / "none.jsonl").current()) == []


def test_neighbours_are_other_groups_of_the_brand_and_category_in_the_same_colour() -> None:
    kind = {"brand": "Orvane", "product_type": "Audio > Radios"}
    mine = product(1, **kind, item_group_id="A", color="Red")
    shop = [
        mine,
        product(2, **kind, item_group_id="A", color="Black"),
        product(3, **kind, item_group_id="B", color="Black"),
        product(4, **kind, item_group_id="B", color="Red"),
        product(5, **{**kind, "brand": "Kestwick"}),
        product(6, **{**kind, "product_type": "Audio > Speakers"}),
    ]
    assert [each.id for each in Catalogue(shop).neighbours(mine)] == ["FH-4"]


def with_details(number: int, **details: str) -> ShopProduct:
    lines = [{"attribute_name": name.replace("_", " "), "attribute_value": value} for name, value in details.items()]
    return product(number, product_detail=lines)


def test_differences_name_what_both_state_and_weight_last() -> None:
    mine = with_details(1, Weight="1 kg", Battery_life="3 h", Colour="Red")
    other = with_details(2, Weight="2 kg", Battery_life="5 h", Colour="Red", Alarm="Yes")
    assert differences(mine, other) == [Difference("Battery life", "5 h"), Difference("Weight", "2 kg")]


def test_differences_fall_back_to_what_only_the_other_states() -> None:
    assert differences(with_details(1), with_details(2, Alarm="Yes")) == [Difference("Alarm", "Yes")]


def test_variant_label_says_what_sets_a_variant_apart() -> None:
    colours = [product(1, color="Red"), product(2, color="Black")]
    assert [variant_label(each, colours) for each in colours] == ["Red", "Black"]
    sizes = [product(n, title=f"SSD, {size}, grey (S-{n})", color="Grey") for n, size in enumerate(("1 TB", "2 TB"))]
    assert [variant_label(each, sizes) for each in sizes] == ["1 TB", "2 TB"]
