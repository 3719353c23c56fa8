"""The demo's feed, read by the catalogue's own mapping and normaliser."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import catalog.demo
from catalog.demo.generate import generate, main
from catalog.mapping import load_mapping
from catalog.normalising.normalise import Normaliser
from catalog.sources.record import FeedRecord

DEMO = Path(catalog.demo.__file__).parent
NOW = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("demo")
    generate(folder)
    return folder


def test_generate_writes_a_picture_for_every_record(shop: Path) -> None:
    records = [json.loads(line) for line in (shop / "products.jsonl").read_text().splitlines()]
    assert {f"/pictures/{file.name}" for file in (shop / "pictures").iterdir()} == {
        record["image_link"] for record in records
    }


def test_generate_leaves_no_unfinished_feed(shop: Path) -> None:
    assert sorted(file.name for file in shop.iterdir()) == ["pictures", "products.jsonl"]


def test_feed_is_read_whole_by_the_demo_mapping(shop: Path) -> None:
    normaliser = Normaliser.of(load_mapping(DEMO / "mapping.toml"), source="demo", version=1, as_of=NOW)
    for row, line in enumerate((shop / "products.jsonl").read_text().splitlines(), 1):
        record = json.loads(line)
        read = normaliser.normalise(FeedRecord(row=row, values=record))
        assert read.rejections == (), record["id"]
        assert read.product is not None
        assert f"{read.product.offer.price} {read.product.offer.currency}" == record["price"]
        labels = [attribute.label for attribute in read.product.attributes]
        assert {detail["attribute_name"] for detail in record["product_detail"]} <= set(labels)
        assert len(labels) == len(set(labels))


def test_main_reports_what_it_wrote(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main([str(tmp_path / "shop"), "--seed", "3"])
    assert capsys.readouterr().out.startswith("428 products in ")
