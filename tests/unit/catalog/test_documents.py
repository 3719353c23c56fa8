from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from catalog.documents import chunks, passage_key, passages_of, sentences
from catalog.normalising.labels import label_of, name_of
from catalog.syncing.diff import Change, change_of
from catalog.syncing.fingerprints import fingerprints
from catalog.syncing.known import KnownProduct
from retrieval.codec import embedding_text
from retrieval.schema import Attribute, Offer, Product

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
LATER = datetime(2026, 11, 22, 12, tzinfo=UTC)
OFFER = Offer(Decimal("10.00"), "USD", None, None, "in_stock", None, 4, 1, NOW)
LAMP = Product(
    id="A1",
    title="Fern Lamp",
    brand="Fern",
    item_group_id=None,
    product_type=("Home", "Lamps"),
    description="It is bright. It weighs approx. 2 kg and costs little.",
    highlights=("Dims",),
    link="/a",
    image_link=None,
    identifiers=(),
    attributes=(Attribute("weight", "Weight", Decimal(2), "kg", "number"),),
    offer=OFFER,
    source="feed",
    version=1,
    as_of=NOW,
)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One. Two! Three? Four", ["One.", "Two!", "Three?", "Four"]),
        ("It weighs approx. 2 kg. Nice.", ["It weighs approx. 2 kg.", "Nice."]),
        ("Version 2.0 is out. Get it.", ["Version 2.0 is out.", "Get it."]),
        ("first line\nsecond line", ["first line", "second line"]),
        ('He said "go." Then left.', ['He said "go."', "Then left."]),
        ("", []),
    ],
)
def test_sentences_are_divided_where_they_end(text: str, parts: list[str]) -> None:
    assert list(sentences(text)) == parts


def test_chunks_are_never_longer_than_their_limit_and_lose_nothing() -> None:
    text = "a b c, d e f, " * 20 + "x " * 25
    pieces = list(chunks(text, 10))
    assert max(len(piece.split()) for piece in pieces) <= 10
    assert " ".join(pieces).split() == text.split()


def test_passages_are_highlights_and_sentences_with_stable_ids() -> None:
    found = passages_of(LAMP)
    assert [(one.kind, one.text) for one in found] == [
        ("highlight", "Dims"),
        ("description", "It is bright."),
        ("description", "It weighs approx. 2 kg and costs little."),
    ]
    assert all(one.product_id == "A1" and one.url == "/a" for one in found)
    changed = passages_of(replace(LAMP, description="It weighs approx. 2 kg and costs little. It is dull.", version=2))
    assert passage_key(changed[1]) == passage_key(found[2])
    assert len({one.id for one in found}) == 3


def test_a_passage_that_only_repeats_the_title_is_left_out() -> None:
    assert passages_of(replace(LAMP, description="Fern lamp", highlights=())) == []


def known(product: Product, *, deleted: bool = False) -> KnownProduct:
    return KnownProduct(product.id, "feed", fingerprints(product), (), 1, product.offer.version, deleted)


@pytest.mark.parametrize(
    ("now", "change"),
    [
        (replace(LAMP, version=2, as_of=LATER, offer=replace(OFFER, version=2, as_of=LATER)), "unchanged"),
        (replace(LAMP, offer=replace(OFFER, price=Decimal("9.00"))), "offer"),
        (replace(LAMP, offer=replace(OFFER, availability="out_of_stock")), "offer"),
        (replace(LAMP, attributes=()), "facts"),
        (replace(LAMP, attributes=(replace(LAMP.attributes[0], unit="g"),)), "facts"),
        (replace(LAMP, title="Fern Lamp 2"), "text"),
        (replace(LAMP, link="/b"), "text"),
        (replace(LAMP, title="Fern Lamp 2", attributes=(), offer=replace(OFFER, price=None)), "text"),
    ],
)
def test_change_of_names_the_farthest_reaching_change(now: Product, change: Change) -> None:
    assert change_of(known(LAMP), fingerprints(now), version=2, confirm_ms=1000) == change


def test_change_of_adds_what_is_new_or_came_back_and_confirms_what_is_old() -> None:
    prints = fingerprints(LAMP)
    assert change_of(None, prints, version=2, confirm_ms=1000) == "added"
    assert change_of(known(LAMP, deleted=True), prints, version=2, confirm_ms=1000) == "added"
    assert change_of(known(LAMP), prints, version=1002, confirm_ms=1000) == "confirmed"


def test_the_embedding_print_follows_the_text_that_is_embedded() -> None:
    variants = [
        LAMP,
        replace(LAMP, link="/b"),
        replace(LAMP, title="Other"),
        replace(LAMP, offer=replace(OFFER, quantity=1)),
    ]
    texts = {embedding_text(one): fingerprints(one).embedding for one in variants}
    assert len(texts) == 2
    assert {fingerprints(one).embedding for one in variants} == set(texts.values())
    assert len(set(texts.values())) == 2


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("display_diagonal", "Display diagonal"),
        ("usb_2_0_ports_quantity", "USB 2.0 ports quantity"),
        ("thermal_design_power__tdp_", "Thermal design power (TDP)"),
        ("wi_fi", "Wi-Fi"),
        ("hdd_capacity", "HDD capacity"),
    ],
)
def test_label_of_reads_well(name: str, label: str) -> None:
    assert label_of(name) == label


def test_name_of_is_a_machine_name() -> None:
    assert name_of("Battery life (max.)") == "battery_life_max"
