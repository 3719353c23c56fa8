"""Who makes a product, and the numbers it goes by."""

from __future__ import annotations

import re
from typing import TypeAlias

from bot.answering.naming import plain, short_name
from bot.answering.reading import Reading
from bot.answering.types import Claim, Fact
from retrieval.schema import IdentifierKind, Product

_Asked: TypeAlias = tuple[re.Pattern[str], tuple[IdentifierKind, ...], str]
_BRAND = re.compile(
    r"\b(who (?:makes|made|is it made by|manufactures|produces)|(?:what|which) brand(?! compatib)|brand is|"
    r"manufacturer)\b",
    re.I,
)
_NUMBERS: tuple[_Asked, ...] = (
    (re.compile(r"\b(gtin|ean|upc|bar ?code)\b", re.I), ("gtin",), "GTIN"),
    (
        re.compile(r"\b(sku|article number|item number|product (?:id|number|code))\b", re.I),
        ("sku", "mpn"),
        "product number",
    ),
    (re.compile(r"\b(mpn|part number|model (?:number|code|no))\b", re.I), ("mpn", "model"), "part number"),
)


def identity_claim(product: Product, reading: Reading) -> Claim | None:
    """The brand or the number a question asks for, where the catalogue states it."""
    name = short_name(product)
    if _BRAND.search(reading.text) and product.brand:
        brand = plain(product.brand)
        return Claim("brand_is", {"product": name, "brand": brand}, (_fact(product, "brand", brand),))
    for pattern, kinds, label in _NUMBERS:
        found = next((i for kind in kinds for i in product.identifiers if i.kind == kind), None)
        if found and pattern.search(reading.text):
            value = plain(found.raw)
            values = {"product": name, "attribute": label, "value": value}
            return Claim("attribute_is", values, (_fact(product, found.kind, value),))
    return None


def _fact(product: Product, attribute: str, value: str) -> Fact:
    return Fact(
        product_id=product.id,
        attribute=attribute,
        label=attribute,
        value=value,
        unit=None,
        evidence_id=f"{product.id}:identity:{attribute}",
        source=product.source,
        version=product.version,
        as_of=product.as_of,
    )
