"""Products, passages and policy sections to the index's `_source` and back, without loss.

Decimals travel as text, so that no price or measure is ever rounded; the `_minor` fields beside them serve filters.
Times are ISO 8601 in UTC.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from babel.numbers import get_currency_precision

from retrieval.confusion import confusion_keys
from retrieval.facets.encoding import measures_of, words_of
from retrieval.keys import normalise_key, product_keys
from retrieval.naming import naming_words
from retrieval.schema import Attribute, AttributeValue, Evidence, Identifier, Offer, PolicySection, Product

_SHORT_TEXT = 400
# Enough to say what a thing is; each character more is paid for at indexing.
_EMBEDDED_DESCRIPTION = 200


def embedding_text(product: Product) -> str:
    """What a product's embedding stands for: when this text is unchanged, so is the embedding."""
    parts = (product.title, " > ".join(product.product_type), product.description[:_EMBEDDED_DESCRIPTION])
    return "\n".join(part for part in parts if part)


def minor_units(amount: Decimal | None, currency: str | None) -> int | None:
    """An amount in its currency's smallest unit, rounded half up; two decimals where the currency is unknown."""
    if amount is None:
        return None
    precision = get_currency_precision(currency) if currency else 2
    return int((amount * 10**precision).to_integral_value(ROUND_HALF_UP))


def encode_product(product: Product) -> dict[str, Any]:
    """The searchable part of a product, without its offer and embedding."""
    document = {
        "id": product.id,
        "title": product.title,
        "brand": product.brand,
        "item_group_id": product.item_group_id,
        "product_type": list(product.product_type),
        "description": product.description,
        "highlights": list(product.highlights),
        "link": product.link,
        "image_link": product.image_link,
        "identifiers": [{"kind": one.kind, "raw": one.raw, "key": one.key} for one in product.identifiers],
        "attributes": [_encode_attribute(attribute) for attribute in product.attributes],
        "source": product.source,
        "version": product.version,
        "as_of": encode_time(product.as_of),
        "active": product.active,
        "identifier_keys": sorted(product_keys(product)),
        "confusion_keys": sorted(confusion_keys(product)),
        "identifier_text": sorted({one.raw for one in product.identifiers if one.kind != "gtin"}),
        "title_key": normalise_key(product.title),
        "naming_words": list(product_naming_words(product)),
        "brand_key": normalise_key(product.brand) if product.brand else None,
        "group_key": f"g:{product.item_group_id}" if product.item_group_id else f"p:{product.id}",
        "type_keys": [normalise_key(one) for one in product.product_type],
        "attribute_measures": measures_of(product),
        "attribute_words": words_of(product),
        "short_text": " ".join((*product.highlights, product.description))[:_SHORT_TEXT],
    }
    # With it the index tells a repeated delivery from a change without comparing whole documents.
    content = json.dumps(document, sort_keys=True, ensure_ascii=False)
    return {**document, "content_hash": hashlib.sha256(content.encode()).hexdigest()[:16]}


def encode_again(source: Mapping[str, Any]) -> dict[str, Any]:
    """The `_source` of a product that an older schema wrote, as this one writes it; a tombstone stays as it is."""
    if source.get("tombstone"):
        return dict(source)
    kept = {name: source[name] for name in ("offer", "embedding", "times") if name in source}
    return encode_product(decode_product(source)) | kept


def product_naming_words(product: Product) -> tuple[str, ...]:
    """The words by which a shopper may name this product: of its title, its brand and its names."""
    names = (one.raw for one in product.identifiers if one.kind in ("name", "model"))
    return naming_words(" ".join((product.title, product.brand or "", *names)))


def encode_offer(offer: Offer) -> dict[str, Any]:
    """An offer as stored under `offer`."""
    return {
        "price": _encode_decimal(offer.price),
        "price_minor": minor_units(offer.price, offer.currency),
        "currency": offer.currency,
        "sale_price": _encode_decimal(offer.sale_price),
        "sale_price_minor": minor_units(offer.sale_price, offer.currency),
        "sale_ends": encode_time(offer.sale_ends) if offer.sale_ends else None,
        "availability": offer.availability,
        "availability_date": offer.availability_date.isoformat() if offer.availability_date else None,
        "quantity": offer.quantity,
        "version": offer.version,
        "as_of": encode_time(offer.as_of),
    }


def decode_product(source: Mapping[str, Any]) -> Product:
    """The product of a `_source` written by this module."""
    return Product(
        id=source["id"],
        title=source["title"],
        brand=source["brand"],
        item_group_id=source["item_group_id"],
        product_type=tuple(source["product_type"]),
        description=source["description"],
        highlights=tuple(source["highlights"]),
        link=source["link"],
        image_link=source["image_link"],
        identifiers=tuple(Identifier(one["kind"], one["raw"], one["key"]) for one in source["identifiers"]),
        attributes=tuple(_decode_attribute(one) for one in source["attributes"]),
        offer=decode_offer(source["offer"]),
        source=source["source"],
        version=source["version"],
        as_of=_decode_time(source["as_of"]),
        active=source["active"],
    )


def decode_offer(source: Mapping[str, Any]) -> Offer:
    """The offer of a product's `offer` field."""
    return Offer(
        price=_decode_decimal(source["price"]),
        currency=source["currency"],
        sale_price=_decode_decimal(source["sale_price"]),
        sale_ends=_decode_time(source["sale_ends"]) if source["sale_ends"] else None,
        availability=source["availability"],
        availability_date=date.fromisoformat(source["availability_date"]) if source["availability_date"] else None,
        quantity=source["quantity"],
        version=source["version"],
        as_of=_decode_time(source["as_of"]),
    )


def encode_evidence(evidence: Evidence) -> dict[str, Any]:
    """A passage as a flat document that Haystack's store reads too: `content` is its text."""
    return {
        "id": evidence.id,
        "content": evidence.text,
        "kind": evidence.kind,
        "product_id": evidence.product_id,
        "attribute": evidence.attribute,
        "heading": evidence.heading,
        "url": evidence.url,
        "source": evidence.source,
        "version": evidence.version,
        "as_of": encode_time(evidence.as_of),
        "active": True,
    }


def decode_evidence(source: Mapping[str, Any], *, score: float) -> Evidence:
    """The passage of a flat document, or of a Haystack document's meta with `id` and `content` added."""
    return Evidence(
        id=source["id"],
        kind=source["kind"],
        text=source["content"],
        score=score,
        source=source["source"],
        version=source["version"],
        as_of=_decode_time(source["as_of"]),
        product_id=source.get("product_id"),
        attribute=source.get("attribute"),
        heading=source.get("heading"),
        url=source.get("url"),
    )


def encode_policy(section: PolicySection) -> dict[str, Any]:
    """A policy section as a flat document that Haystack's store reads too: `content` is its text."""
    return {
        "id": section.id,
        "content": section.text,
        "kind": "policy",
        "policy": section.policy,
        "title": section.title,
        "heading": section.heading,
        "url": section.url,
        "source": section.source,
        "version": section.version,
        "as_of": encode_time(section.as_of),
        "active": True,
    }


def decode_policy(source: Mapping[str, Any]) -> PolicySection:
    """The policy section of a flat document."""
    return PolicySection(
        id=source["id"],
        policy=source["policy"],
        title=source["title"],
        heading=source["heading"],
        text=source["content"],
        url=source["url"],
        source=source["source"],
        version=source["version"],
        as_of=_decode_time(source["as_of"]),
    )


def encode_time(moment: datetime) -> str:
    """ISO 8601 in UTC; raises ValueError for a time without a zone."""
    if moment.tzinfo is None:
        raise ValueError(f"expected a time with a zone, got {moment.isoformat()}")
    return moment.astimezone(UTC).isoformat()


def _decode_time(text: str) -> datetime:
    return datetime.fromisoformat(text)


def _encode_decimal(number: Decimal | None) -> str | None:
    return None if number is None else format(number, "f")


def _decode_decimal(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _encode_attribute(attribute: Attribute) -> dict[str, Any]:
    value = attribute.value
    encoded: dict[str, Any] = {"name": attribute.name, "label": attribute.label, "type": attribute.type}
    encoded["value"] = {"decimal": format(value, "f")} if isinstance(value, Decimal) else value
    encoded["unit"] = attribute.unit
    encoded["source"] = attribute.source
    return encoded


def _decode_attribute(encoded: Mapping[str, Any]) -> Attribute:
    stored = encoded["value"]
    value: AttributeValue
    if isinstance(stored, Mapping):
        value = Decimal(stored["decimal"])
    elif isinstance(stored, list):
        value = tuple(stored)
    else:
        value = stored
    return Attribute(encoded["name"], encoded["label"], value, encoded["unit"], encoded["type"], encoded["source"])
