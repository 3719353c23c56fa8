"""Collecting a record's identifiers."""

from __future__ import annotations

from collections.abc import Mapping

from stdnum import ean

from catalog.mapping import IdentifierFields
from catalog.normalising.text import texts
from catalog.rejections import Notes
from retrieval.keys import normalise_key
from retrieval.schema import Identifier, IdentifierKind

KINDS: tuple[IdentifierKind, ...] = ("sku", "mpn", "gtin", "model", "name")
LONGEST = 128


def read_identifiers(
    product_id: str, fields: IdentifierFields, values: Mapping[str, object], notes: Notes
) -> tuple[Identifier, ...]:
    """The id and every mapped identifier, each kind and key once; a GTIN whose check digit is wrong is left out."""
    found = {("id", normalise_key(product_id)): Identifier("id", product_id, normalise_key(product_id))}
    for kind in KINDS:
        for field in getattr(fields, kind):
            for raw in texts(values.get(field)):
                if kind == "gtin" and not ean.is_valid(raw):
                    notes.cleaned(field, "a GTIN with a valid check digit; left out", raw)
                    continue
                key = normalise_key(raw)
                if key and len(raw) <= LONGEST:
                    found.setdefault((kind, key), Identifier(kind, raw, key))
                else:
                    notes.cleaned(field, f"an identifier of 1 to {LONGEST} characters; left out", raw)
    return tuple(identifier for identifier in found.values() if identifier.key)
