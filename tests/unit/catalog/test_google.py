from __future__ import annotations

import io
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.errors import SourceError
from catalog.mapping import mapping_text, parse_mapping
from catalog.normalising.normalise import Normaliser
from catalog.sources.google import read_google_tsv, read_google_xml
from catalog.sources.record import FeedRecord

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
RSS = b"""<?xml version="1.0"?>
<rss version="2.0" xmlns:g="http://base.google.com/ns/1.0"><channel><title>Shop</title>
<item><g:id>A1</g:id><title>plain</title><g:title>Fern Lamp</g:title><g:brand>Fern</g:brand>
<g:item_group_id>G</g:item_group_id><g:link>https://shop.example/a1</g:link><g:gtin>4006381333931</g:gtin>
<g:price>129.00 USD</g:price><g:sale_price>99.00 USD</g:sale_price>
<g:sale_price_effective_date>2026-11-20T00:00Z/2026-11-22T00:00Z</g:sale_price_effective_date>
<g:availability>in_stock</g:availability><g:shipping_weight>1.5 kg</g:shipping_weight>
<g:product_highlight>Dims</g:product_highlight><g:product_highlight>Oak foot</g:product_highlight>
<g:product_detail><g:section_name>Light</g:section_name><g:attribute_name>Power</g:attribute_name>
<g:attribute_value>9 W</g:attribute_value></g:product_detail><g:custom_label_0>margin</g:custom_label_0></item>
<item><g:id>A2</g:id><g:title>Other</g:title></item></channel></rss>"""
ATOM = b"""<feed xmlns="http://www.w3.org/2005/Atom" xmlns:g="http://base.google.com/ns/1.0">
<entry><g:id>A1</g:id><title>Lamp</title><link href="/a1"/><summary>Bright.</summary></entry></feed>"""
BOMB = b"""<!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>
<rss xmlns:g="http://base.google.com/ns/1.0"><channel><item><g:id>&b;</g:id></item></channel></rss>"""


def test_an_rss_item_becomes_a_product_without_a_mapping_file() -> None:
    first, second = read_google_xml(io.BytesIO(RSS))
    mapping = parse_mapping(mapping_text("google_xml", None), origin="built in")
    lamp = Normaliser.of(mapping, source="feed", version=7, as_of=NOW).normalise(first).product
    assert lamp is not None
    assert (lamp.id, lamp.title, lamp.brand, lamp.item_group_id) == ("A1", "Fern Lamp", "Fern", "G")
    assert (lamp.offer.price, lamp.offer.sale_price, lamp.offer.currency) == (Decimal(129), Decimal(99), "USD")
    assert lamp.highlights == ("Dims", "Oak foot")
    assert {(one.name, one.value, one.unit) for one in lamp.attributes} == {
        ("shipping_weight", Decimal("1.5"), "kg"),
        ("power", Decimal(9), "W"),
    }
    assert second.values == {"id": "A2", "title": "Other"}
    assert first.row < second.row


def test_an_atom_entry_gives_its_link_and_summary() -> None:
    (entry,) = read_google_xml(io.BytesIO(ATOM))
    assert entry.values == {"id": "A1", "title": "Lamp", "link": "/a1", "description": "Bright."}


@pytest.mark.parametrize(
    ("raw", "said"), [(BOMB, "document type"), (RSS[:-30], "well-formed"), (b"<rss><channel/></rss>", "got none")]
)
def test_a_hostile_broken_or_empty_feed_is_refused(raw: bytes, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        list(read_google_xml(io.BytesIO(raw)))


def test_a_tsv_row_gives_its_details_and_highlights_as_lists() -> None:
    raw = b'id\ttitle\tproduct detail\tg:product_highlight\nA1\tLamp\tLight:Power:9 W,":Colour:Red, matt"\tDims,Oak\n'
    (row,) = read_google_tsv(io.BytesIO(raw), "utf-8")
    assert isinstance(row, FeedRecord)
    assert row.values == {
        "id": "A1",
        "title": "Lamp",
        "product_detail": [
            {"section_name": "Light", "attribute_name": "Power", "attribute_value": "9 W"},
            {"section_name": "", "attribute_name": "Colour", "attribute_value": "Red, matt"},
        ],
        "product_highlight": ["Dims", "Oak"],
    }


@pytest.mark.parametrize(("stated", "kept"), [("no", False), ("False", False), ("yes", True), ("", True)])
def test_identifiers_of_a_product_that_has_none_are_left_out(stated: str, kept: bool) -> None:
    said = f"<g:identifier_exists>{stated}</g:identifier_exists></item>".encode()
    first = next(read_google_xml(io.BytesIO(RSS.replace(b"</item>", said, 1))))
    assert ("gtin" in first.values, "brand" in first.values) == (kept, True)
    table = f"id\ttitle\tlink\tprice\tmpn\tidentifier exists\nA1\tLamp\t/a1\t9.00 USD\tM1\t{stated}\n".encode()
    (row,) = read_google_tsv(io.BytesIO(table), "utf-8")
    assert isinstance(row, FeedRecord)
    assert ("mpn" in row.values) == kept
