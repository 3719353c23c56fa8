"""What customers and browsers send, made safe to pass on: no control characters, one Unicode form, bounded."""

from __future__ import annotations

import unicodedata

from channels.errors import TextRefused

# As much as the answering path reads; a pasted page or two.
MAX_TEXT = 10_000
# Cc control, Cs surrogate, Co private use, Cn unassigned; Cf format marks only where scripts and emoji need them.
DROPPED = frozenset({"Cc", "Cs", "Co", "Cn"})
KEPT_FORMAT = frozenset("\u200c\u200d")


def clean_text(text: str) -> str:
    """The customer's words in NFC, on single-spaced lines, with no leading "/" (to Rasa that is a command).

    Raises TextRefused: 422 empty_message when nothing is left, 413 message_too_long above 10,000 characters.
    """
    kept = "".join(_kept(character) for character in unicodedata.normalize("NFC", text))
    lines = (" ".join(line.split()) for line in kept.split("\n"))
    cleaned = "\n".join(line for line in lines if line).lstrip("/ \n")
    if not cleaned:
        raise TextRefused(422, "empty_message", "The message holds no text.")
    if len(cleaned) > MAX_TEXT:
        raise TextRefused(413, "message_too_long", f"Expected at most {MAX_TEXT} characters, got {len(cleaned)}.")
    return cleaned


def clean_id(value: str | None, *, limit: int = 200) -> str | None:
    """A product id from a page: one bounded line, or None where nothing usable is left."""
    kept = "".join(character for character in value or "" if unicodedata.category(character)[0] != "C").strip()
    return kept if 0 < len(kept) <= limit else None


def _kept(character: str) -> str:
    if character in "\n\r\u2028\u2029":
        return "\n"
    if character == "\t":
        return " "
    category = unicodedata.category(character)
    if category in DROPPED or (category == "Cf" and character not in KEPT_FORMAT):
        return ""
    return character
