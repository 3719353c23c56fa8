"""A product field by field, and what of it differs between two of its states."""

from __future__ import annotations

from dataclasses import dataclass

from catalog.report import product_fields
from retrieval.schema import Product

SHOWN = 90
BEFORE = 20


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field whose value differs; None where it is not stated."""

    field: str
    old: str | None
    new: str | None


def field_values(product: Product) -> dict[str, str]:
    """Every stated field by name, in the order a person reads them; several of one name on one line."""
    values: dict[str, str] = {}
    for name, value, *_rest in product_fields(product):
        values[name] = f"{values[name]} | {value}" if name in values else value
    return values


def field_changes(old: Product, new: Product) -> list[FieldChange]:
    """The fields whose values differ, those of `new` first."""
    before, after = field_values(old), field_values(new)
    names = dict.fromkeys((*after, *before))
    return [
        FieldChange(name, before.get(name), after.get(name)) for name in names if before.get(name) != after.get(name)
    ]


def change_words(change: FieldChange) -> str:
    """A change on one line: field: old → new; long values from shortly before the place where they differ."""
    old, new = change.old, change.new
    start = _difference(old, new) if old is not None and new is not None else 0
    return f"{change.field}: {_cut(old, start)} → {_cut(new, start)}"


def _difference(old: str, new: str) -> int:
    same = next((place for place, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return max(0, same - BEFORE) if max(len(old), len(new)) > SHOWN else 0


def _cut(value: str | None, start: int) -> str:
    if value is None:
        return "not stated"
    shown = " ".join(value[start : start + SHOWN].split())
    return ("…" if start else "") + shown + ("…" if start + SHOWN < len(value) else "")
