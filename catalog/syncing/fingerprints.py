"""What of a product has changed, told by hashes of its parts."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from retrieval.codec import embedding_text
from retrieval.schema import Product


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """Hashes of a product's parts; versions and times are in none of them.

    `text` covers identity and everything that is searched or quoted, `embedding` the part of it that is embedded,
    `facts` the attributes, `offer` price and stock.
    """

    text: str
    embedding: str
    facts: str
    offer: str


# Of a product of which it is not known what the index holds.
NOTHING = Fingerprints("", "", "", "")


def fingerprints(product: Product) -> Fingerprints:
    """The fingerprints of a product; equal parts have equal ones, in every process."""
    offer = product.offer
    return Fingerprints(
        text=_digest(
            product.title,
            product.brand,
            product.item_group_id,
            product.product_type,
            product.description,
            product.highlights,
            product.link,
            product.image_link,
            tuple((one.kind, one.raw, one.key) for one in product.identifiers),
        ),
        embedding=_digest(embedding_text(product)),
        facts=_digest(tuple((one.name, one.label, one.value, one.unit, one.type) for one in product.attributes)),
        offer=_digest(
            offer.price,
            offer.currency,
            offer.sale_price,
            offer.sale_ends.isoformat() if offer.sale_ends else None,
            offer.availability,
            offer.availability_date.isoformat() if offer.availability_date else None,
            offer.quantity,
        ),
    )


def _digest(*parts: object) -> str:
    return hashlib.blake2b(repr(parts).encode(errors="backslashreplace"), digest_size=10).hexdigest()
