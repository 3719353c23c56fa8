"""What goes into the index comes out of it unchanged."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from retrieval.codec import (
    decode_evidence,
    decode_offer,
    decode_policy,
    decode_product,
    embedding_text,
    encode_evidence,
    encode_offer,
    encode_policy,
    encode_product,
    minor_units,
)
from retrieval.schema import Attribute, Evidence, Offer, PolicySection
from tests.fakes.retrieval import AS_OF, make_offer, make_product

ATTRIBUTES = (
    Attribute("weight", "Weight", Decimal("0.1000000000000000055511151231257827"), "kg", "number"),
    Attribute("tiny", "Tiny", Decimal("1E-7"), None, "number"),
    Attribute("wireless", "Wireless", False, type="boolean"),
    Attribute("ports", "Ports", ("HDMI", "USB-C"), type="list"),
    Attribute("none", "None", (), type="list"),
    Attribute("colour", "Colour", "日本 black", source="page"),
)


@pytest.mark.parametrize(
    "offer",
    [
        make_offer("129.00"),
        make_offer("0.005"),
        make_offer(None, availability=None),
        make_offer("129", sale_price="99.90", sale_ends=AS_OF),
        Offer(Decimal(1200), "JPY", None, None, "preorder", date(2026, 4, 1), 0, 1_770_000_000_000, AS_OF),
    ],
)
def test_codec_gives_back_the_offer(offer: Offer) -> None:
    assert decode_offer(json.loads(json.dumps(encode_offer(offer)))) == offer


def test_codec_gives_back_the_product() -> None:
    product = make_product("P 1/é", "Aurora", model="AK-17", attributes=ATTRIBUTES, item_group_id="g")
    stored = json.loads(json.dumps({**encode_product(product), "offer": encode_offer(product.offer)}))
    assert decode_product(stored) == product


def test_codec_gives_back_times_of_another_zone_as_the_same_moment() -> None:
    moment = datetime(2026, 3, 1, 12, 30, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    offer = replace(make_offer(), as_of=moment)
    assert encode_offer(offer)["as_of"] == "2026-03-01T07:00:00+00:00"
    assert decode_offer(encode_offer(offer)).as_of == moment


def test_codec_refuses_a_time_without_a_zone() -> None:
    with pytest.raises(ValueError, match="zone"):
        encode_offer(replace(make_offer(), as_of=datetime(2026, 3, 1)))  # noqa: DTZ001


def test_codec_gives_back_evidence_and_policies() -> None:
    passage = Evidence("P-1#d0", "description", "Boils fast.", 0.5, "feed", 3, AS_OF, "P-1", heading="Use", url="/p")
    assert decode_evidence(json.loads(json.dumps(encode_evidence(passage))), score=0.5) == passage
    section = PolicySection("s#1", "shipping", "Shipping", "Canada", "Yes.", "/policies/s", "docs", 3, AS_OF)
    assert decode_policy(json.loads(json.dumps(encode_policy(section)))) == section


@pytest.mark.parametrize(
    ("amount", "currency", "expected"),
    [
        ("129.00", "USD", 12900),
        ("1200", "JPY", 1200),
        ("1.234", "KWD", 1234),
        ("0.005", "USD", 1),
        ("5", None, 500),
        ("9.99", "XXX", 999),
    ],
)
def test_minor_units_follow_the_currency(amount: str, currency: str | None, expected: int) -> None:
    assert minor_units(Decimal(amount), currency) == expected


def test_embedding_text_is_unchanged_by_price_and_stock() -> None:
    product = make_product("P-1", "Aurora kettle", product_type=("Home", "Kettles"))
    changed = replace(product, offer=make_offer("1.00", availability="out_of_stock", version=9), version=9)
    assert embedding_text(changed) == embedding_text(product)
    assert embedding_text(product) == "Aurora kettle\nHome > Kettles"
    described = replace(product, description="Boils fast. " * 100)
    assert embedding_text(described).startswith("Aurora kettle\nHome > Kettles\nBoils fast.")
    assert len(embedding_text(described)) < 300


def test_content_hash_is_unchanged_by_the_offer_and_changed_by_an_attribute() -> None:
    product = make_product("P-1", "Aurora kettle")
    same = replace(product, offer=make_offer("1.00"))
    other = replace(product, attributes=(Attribute("weight", "Weight", Decimal(1)),))
    hashes = [encode_product(one)["content_hash"] for one in (product, same, other)]
    assert hashes[0] == hashes[1] != hashes[2]


def test_encode_time_is_utc() -> None:
    assert encode_product(make_product("P-1", "Aurora"))["as_of"] == AS_OF.astimezone(UTC).isoformat()
