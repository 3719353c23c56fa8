from __future__ import annotations

import pytest

from channels.cleaning import MAX_TEXT, clean_id, clean_text
from channels.errors import TextRefused


@pytest.mark.parametrize(
    ("typed", "cleaned"),
    [
        ("  How   long?\t ", "How long?"),
        ("a\x00b\x07c\x1b[31m", "abc[31m"),
        ("line one\r\n\r\n\r\nline two", "line one\nline two"),
        ("cafe\u0301", "caf\u00e9"),
        ("\u202eevil\u202c", "evil"),
        ("zero\u200bwidth\ufeff", "zerowidth"),
        ("\U0001f468\u200d\U0001f469", "\U0001f468\u200d\U0001f469"),
        ("/restart", "restart"),
        (" / /ask_price{}", "ask_price{}"),
        ("\u200b/greet", "greet"),
        ("24/7 support?", "24/7 support?"),
    ],
)
def test_clean_text_keeps_words_and_drops_the_rest(typed: str, cleaned: str) -> None:
    assert clean_text(typed) == cleaned


@pytest.mark.parametrize("typed", ["", "   ", "\x00\x01", "/", "//  /", "\ud800"])
def test_clean_text_refuses_what_holds_no_text(typed: str) -> None:
    with pytest.raises(TextRefused) as refused:
        clean_text(typed)
    assert (refused.value.status, refused.value.code) == (422, "empty_message")


def test_clean_text_takes_the_limit_and_not_one_more() -> None:
    assert len(clean_text("a" * MAX_TEXT)) == MAX_TEXT
    with pytest.raises(TextRefused, match="got 10001"):
        clean_text("a" * (MAX_TEXT + 1))


@pytest.mark.parametrize(
    ("given", "kept"), [("SKU-1", "SKU-1"), (" a\x00b\n", "ab"), ("", None), (None, None), ("x" * 201, None)]
)
def test_clean_id_is_one_bounded_line(given: str | None, kept: str | None) -> None:
    assert clean_id(given) == kept
