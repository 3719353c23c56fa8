"""Cleaning the text of a feed."""

from __future__ import annotations

import re
import unicodedata

from catalog.normalising.html import html_to_text, looks_like_html
from catalog.rejections import Notes, RowRejected

# Control characters, and format characters that are invisible or reorder what is read (zero-width, bidi, soft hyphen,
# tags and selectors).
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e01ef]"
)
SPACES = re.compile(r"[^\S\n]+")
BREAKS = re.compile(r" ?(?:[\n\x0b\x0c\x85\u2028\u2029] ?)+")
REPLACEMENT = "\ufffd"


def clean_text(value: str, *, lines: bool = False) -> str:
    """Text as it is shown: NFC, visible characters only, single spaces; line breaks are kept with `lines`."""
    if looks_like_html(value):
        value = html_to_text(value)
    if not value.isascii():
        value = unicodedata.normalize("NFC", value)
    value = INVISIBLE.sub("", value)
    value = BREAKS.sub("\n", SPACES.sub(" ", value.replace("\r\n", "\n").replace("\r", "\n"))).strip()
    return value if lines else value.replace("\n", " ")


def text_field(value: object, field: str, notes: Notes, *, limit: int, lines: bool = False) -> str:
    """The clean text of a feed value, empty when there is none.

    Longer text is cut at a word before `limit` characters, with a note. Raises `RowRejected` for a value that is
    no text, and for text that was already broken before it reached us (U+FFFD).
    """
    if value is None:
        return ""
    if isinstance(value, (dict, list, bool)):
        raise RowRejected(field, "text", value)
    text = clean_text(value if isinstance(value, str) else str(value), lines=lines)
    if REPLACEMENT in text:
        raise RowRejected(field, "readable text", text)
    if len(text) <= limit:
        return text
    notes.cleaned(field, f"at most {limit:,} characters; the rest was cut", f"{len(text):,} characters")
    return text[:limit].rsplit(None, 1)[0]


def texts(value: object) -> list[str]:
    """A value that may be one text or a list of them, as clean texts without empty ones."""
    values = value if isinstance(value, list) else [value]
    cleaned = (
        clean_text(str(item)) for item in values if item is not None and not isinstance(item, (dict, list, bool))
    )
    return [text for text in cleaned if text]
