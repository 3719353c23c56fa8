"""Attribute values as a reply writes them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from babel.dates import format_date

from bot.answering.naming import plain
from bot.answering.vocabulary import words
from retrieval.schema import Attribute, AttributeValue

_NO_SPACE = frozenset(["%", '"', "″", "”", "°", "'", "′"])
_PLURALS = words("hours minutes seconds days weeks months years pages ports pieces inches watts volts cups sheets")
_PROPER = words("bluetooth wi-fi dolby ethernet android windows intel amd nvidia linux macos hdmi usb alexa google")


def number_text(number: Decimal) -> str:
    """A number without trailing zeros and never in scientific notation."""
    text = f"{number:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def list_text(values: Sequence[str]) -> str:
    """Values joined as in speech: `a, b and c`."""
    values = list(values)
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} and {values[-1]}" if values else ""


def raw_text(value: AttributeValue) -> str:
    """A value alone, without its unit."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return number_text(value)
    return plain(value) if isinstance(value, str) else list_text([plain(each) for each in value])


def truth(value: AttributeValue) -> bool | None:
    """The yes or no that a value is, also where a feed wrote it as text; None for any other value."""
    if isinstance(value, str):
        return {"yes": True, "true": True, "no": False, "false": False}.get(value.strip().lower())
    return value if isinstance(value, bool) else None


def value_text(attribute: Attribute) -> str:
    """A value with its unit: `250 g`, `1 hour`, `24"`, `black and white`."""
    text, unit = raw_text(attribute.value), plain(attribute.unit or "")
    if not unit:
        return text
    if text == "1" and unit in _PLURALS:
        unit = "inch" if unit == "inches" else unit[:-1]
    return text + unit if unit in _NO_SPACE else f"{text} {unit}"


def label_text(label: str) -> str:
    """A label as it stands within a sentence: `battery life`, `USB ports`, `Bluetooth version`."""
    words = plain(label).rstrip(":").split(" ")
    return " ".join(_inner(word) for word in words)


def date_text(day: date, *, locale: str) -> str:
    """A date as the shop's locale writes it in full."""
    return format_date(day, format="long", locale=locale)


def is_plural(label: str) -> bool:
    """Whether a label reads as a plural, so that `is` would not follow it."""
    last = re.sub(r"\s*\(.*\)$", "", label).split(" ")[-1].lower()
    return last.endswith("s") and not last.endswith(("ss", "us", "is", "ness", "series", "lens", "chassis"))


def _inner(word: str) -> str:
    if word.lower() in _PROPER:
        return word if word != word.lower() else word
    return word.lower() if word[:1].isupper() and word[1:].islower() or word in ("A", "I") else word
