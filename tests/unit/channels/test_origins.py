from __future__ import annotations

import pytest

from channels.origins import Origins

ORIGINS = Origins(("https://shop.example",))


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (None, True),
        ("http://127.0.0.1:8080", True),
        ("https://shop.example", True),
        ("https://SHOP.example", True),
        ("https://shop.example.evil.example", False),
        ("http://shop.example", False),
        ("null", False),
        ("", False),
        ("file://127.0.0.1:8080", False),
    ],
)
def test_origins_allow_our_pages_and_the_named_ones(origin: str | None, allowed: bool) -> None:
    assert ORIGINS.allows(origin, "127.0.0.1:8080") is allowed


def test_origins_allow_no_page_when_the_host_is_missing() -> None:
    assert not ORIGINS.allows("http://", None)
