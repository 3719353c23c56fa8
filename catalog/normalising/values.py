"""Reading one attribute value: what kind it is, and its unit."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Literal

from catalog.mapping import ValueType
from catalog.normalising.text import clean_text, texts
from catalog.normalising.units import is_unit
from catalog.rejections import Notes
from retrieval.schema import AttributeType, AttributeValue

YES = frozenset({"yes", "y", "true"})
NO = frozenset({"no", "n", "false"})
# What feeds write where they state nothing.
EMPTY = frozenset({"", "-", "--", "–", "—", "n/a", "null"})
LONGEST = 10_000
MOST_LISTED = 200
# No leading zero but in 0.5: 0042 is a code. No exponent. No sign but minus.
NUMBERS = {
    ".": re.compile(r"([-−]?(?:0|[1-9]\d{0,2}(?:,\d{3})+|[1-9]\d{0,15})(?:\.\d{1,12})?)\s*(.{0,20})"),
    ",": re.compile(r"([-−]?(?:0|[1-9]\d{0,2}(?:\.\d{3})+|[1-9]\d{0,15})(?:,\d{1,12})?)\s*(.{0,20})"),
}


@dataclass(frozen=True, slots=True)
class Value:
    """One stated value, with the unit it was stated in."""

    value: AttributeValue
    type: AttributeType
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class ValueReader:
    """Reads values of one declared type; `unit` is that of numbers which state none."""

    type: ValueType
    decimal: Literal[".", ","] = "."
    separator: str | None = None

    def read(self, raw: object, field: str, notes: Notes, *, unit: str | None = None) -> Value | None:
        """The value, None when nothing is stated; what does not fit the type is left out with a note."""
        if raw is None or (isinstance(raw, (list, dict)) and not raw):
            return None
        if self.type == "list" or isinstance(raw, list):
            return self._list(raw, field, notes)
        if isinstance(raw, dict):
            notes.cleaned(field, "a single value or a list; left out", raw)
            return None
        if isinstance(raw, str):
            raw = clean_text(raw)
            if raw.lower() in EMPTY:
                return None
        return self._single(raw, field, notes, unit)

    def _single(self, raw: object, field: str, notes: Notes, unit: str | None) -> Value | None:
        if self.type == "boolean":
            truth = _truth(raw)
            if truth is None:
                notes.cleaned(field, "yes or no; left out", raw)
            return None if truth is None else Value(truth, "boolean")
        if self.type == "number":
            number = self._number(raw, unit)
            if number is None:
                notes.cleaned(field, "a number; left out", raw)
            return number
        if self.type == "auto":
            return self._auto(raw, field, notes, unit)
        return _text(raw, field, notes)

    def _auto(self, raw: object, field: str, notes: Notes, unit: str | None) -> Value | None:
        truth = _truth(raw) if isinstance(raw, (bool, str)) else None
        if truth is not None:
            return Value(truth, "boolean")
        return self._number(raw, unit) or _text(raw, field, notes)

    def _number(self, raw: object, unit: str | None) -> Value | None:
        if isinstance(raw, bool):
            return None
        if isinstance(raw, (int, Decimal)):
            return Value(plain(Decimal(raw)), "number", unit)
        match = NUMBERS[self.decimal].fullmatch(str(raw))
        if match is None or (match[2] and not is_unit(match[2])):
            return None
        digits = match[1].replace("−", "-").replace("," if self.decimal == "." else ".", "")
        try:
            number = Decimal(digits.replace(",", "."))
        except InvalidOperation:
            return None
        return Value(plain(number), "number", match[2] or unit)

    def _list(self, raw: object, field: str, notes: Notes) -> Value | None:
        parts = raw.split(self.separator or ",") if isinstance(raw, str) else raw
        listed = tuple(text[:LONGEST] for text in dict.fromkeys(texts(parts)) if text.lower() not in EMPTY)
        if len(listed) > MOST_LISTED:
            notes.cleaned(field, f"at most {MOST_LISTED} values; the rest was cut", f"{len(listed)} values")
        return Value(listed[:MOST_LISTED], "list") if listed else None


def plain(number: Decimal) -> Decimal:
    """A number without trailing zeros or exponent: 23000.0 -> 23000."""
    if number == number.to_integral_value():
        return number.quantize(Decimal(1)) if number.adjusted() < 25 else number
    return number.normalize()


def _truth(raw: object) -> bool | None:
    if isinstance(raw, bool):
        return raw
    word = str(raw).strip().lower()
    if word in YES:
        return True
    return False if word in NO else None


def _text(raw: object, field: str, notes: Notes) -> Value | None:
    text = ("Yes" if raw else "No") if isinstance(raw, bool) else str(raw)
    if len(text) > LONGEST:
        notes.cleaned(field, f"at most {LONGEST:,} characters; the rest was cut", f"{len(text):,} characters")
        text = text[:LONGEST].rsplit(None, 1)[0]
    return Value(text, "text") if text else None
