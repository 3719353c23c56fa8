"""A reply as Telegram shows it: plain text, its source and as-of time below, links made absolute, buttons by id."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urljoin, urlsplit

from channels.messages import OutboundMessage

MAX_MESSAGE = 4_096  # https://core.telegram.org/bots/api#sendmessage, in UTF-16 code units
MAX_BUTTON_TITLE = 60
AVAILABILITY = {
    "in_stock": "in stock",
    "out_of_stock": "out of stock",
    "preorder": "pre-order",
    "backorder": "on backorder",
}


def reply_text(reply: OutboundMessage, public_url: str | None) -> str:
    """Everything the reply says, as plain text."""
    payload = reply.payload
    parts = [payload["text"]]
    parts += [_card(card, public_url) for card in payload.get("cards", ())]
    sources = [_source(source, public_url) for source in payload.get("sources", ())]
    if sources:
        parts.append("\n".join(dict.fromkeys(sources)))
    return "\n\n".join(parts)


def keyboard(reply: OutboundMessage) -> dict[str, Any] | None:
    """The reply's buttons as an inline keyboard, one a row; None without buttons."""
    rows = [[{"text": _shorten(one.title), "callback_data": one.id}] for one in reply.buttons]
    return {"inline_keyboard": rows} if rows else None


def split_text(text: str, limit: int = MAX_MESSAGE) -> list[str]:
    """The text in pieces of at most `limit` UTF-16 units, cut at paragraphs, lines or spaces where there are any."""
    return list(_pieces(text, limit))


def absolute_url(link: str | None, public_url: str | None) -> str | None:
    """The link as an http(s) address; None when it is neither one nor can be made one."""
    if not link:
        return None
    address = urljoin(f"{public_url}/", link) if public_url else link
    return address if urlsplit(address).scheme in {"http", "https"} else None


def _pieces(text: str, limit: int) -> Iterator[str]:
    while _units(text) > limit:
        end = _prefix(text, limit)
        cut = next((at for mark in ("\n\n", "\n", " ") if (at := text.rfind(mark, 1, end)) > end // 2), end)
        yield text[:cut].rstrip()
        text = text[cut:].lstrip()
    yield text


def _prefix(text: str, limit: int) -> int:
    """How many characters fit into `limit` UTF-16 units."""
    units = 0
    for count, character in enumerate(text):
        units += 2 if ord(character) > 0xFFFF else 1
        if units > limit:
            return count
    return len(text)


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "replace")) // 2


def _card(card: dict[str, Any], public_url: str | None) -> str:
    facts = [card.get("price"), AVAILABILITY.get(card.get("availability") or "", card.get("availability"))]
    lines: Sequence[str | None] = (
        card["title"],
        ", ".join(fact for fact in facts if fact) or None,
        absolute_url(card.get("link"), public_url),
    )
    return "\n".join(line for line in lines if line)


def _source(source: dict[str, Any], public_url: str | None) -> str:
    url = absolute_url(source.get("url"), public_url)
    as_of = _as_of(source.get("as_of"))
    return " · ".join(part for part in (f"Source: {source['label']}", as_of, url) if part)


def _as_of(stamp: str | None) -> str | None:
    if not stamp:
        return None
    try:
        moment = datetime.fromisoformat(stamp)
    except ValueError:
        return None
    return f"as of {moment.astimezone(UTC):%d %b %Y %H:%M} UTC"


def _shorten(title: str) -> str:
    return title if len(title) <= MAX_BUTTON_TITLE else f"{title[: MAX_BUTTON_TITLE - 1]}…"
