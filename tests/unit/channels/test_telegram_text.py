from __future__ import annotations

from typing import Any

import pytest

from channels.messages import OutboundMessage, SentButton
from channels.telegram_text import absolute_url, keyboard, reply_text, split_text
from tests.fakes.channels import bot_reply


def outbound(text: str, *buttons: SentButton, **fields: Any) -> OutboundMessage:
    return OutboundMessage("telegram-1", "update-1", 1, bot_reply(text, **fields), buttons)


def test_reply_text_has_the_source_and_its_time_below() -> None:
    source = {"label": "product page", "url": "/products/h1", "as_of": "2026-11-20T10:42:00Z"}
    assert reply_text(outbound("It weighs 250 g.", sources=[source]), "https://shop.example") == (
        "It weighs 250 g.\n\nSource: product page · as of 20 Nov 2026 10:42 UTC · https://shop.example/products/h1"
    )


def test_reply_text_lists_cards() -> None:
    card = {
        "product_id": "1",
        "title": "H1",
        "link": "/products/h1",
        "price": "$129.00",
        "availability": "in_stock",
        "image_link": None,
    }
    assert reply_text(outbound("One fits.", cards=[card]), "https://shop.example") == (
        "One fits.\n\nH1\n$129.00, in stock\nhttps://shop.example/products/h1"
    )


def test_reply_text_leaves_out_links_that_lead_nowhere() -> None:
    source = {"label": "product page", "url": "/products/h1", "as_of": None}
    assert reply_text(outbound("Yes.", sources=[source]), None) == "Yes.\n\nSource: product page"


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("/a", "https://s.example/a"),
        ("https://o.example/b", "https://o.example/b"),
        ("javascript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_absolute_url_is_http_or_nothing(link: str | None, expected: str | None) -> None:
    assert absolute_url(link, "https://s.example") == expected


def test_keyboard_carries_ids_and_not_payloads() -> None:
    made = keyboard(outbound("Which?", SentButton("id1", "A" * 80, '/choose_product{"product_id": "1"}')))
    assert made == {"inline_keyboard": [[{"text": "A" * 59 + "…", "callback_data": "id1"}]]}
    assert keyboard(outbound("Hello.")) is None


def test_split_text_cuts_at_paragraphs_then_lines_then_spaces() -> None:
    assert split_text("a" * 30 + "\n\n" + "b" * 30, 40) == ["a" * 30, "b" * 30]
    assert split_text(("word " * 10).strip(), 24) == ["word word word word", "word word word word", "word word"]
    assert split_text("x" * 25, 10) == ["x" * 10, "x" * 10, "x" * 5]


def test_split_text_counts_as_telegram_does() -> None:
    pieces = split_text("\U0001f600" * 30, 40)
    assert [len(piece) for piece in pieces] == [20, 10]


def test_split_text_loses_no_word() -> None:
    text = " ".join(f"word{number}" for number in range(3_000))
    assert " ".join(split_text(text)).split() == text.split()
