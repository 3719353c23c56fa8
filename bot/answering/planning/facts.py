"""Facts and sources as claims cite them."""

from __future__ import annotations

from collections.abc import Iterable

from bot.answering.naming import plain
from bot.answering.types import Card, Claim, Fact, Source
from bot.answering.values import raw_text
from retrieval.schema import Attribute, Evidence, Product


def attribute_fact(product: Product, attribute: Attribute) -> Fact:
    """One stated attribute, as of the product's own version."""
    return Fact(
        product_id=product.id,
        attribute=attribute.name,
        label=attribute.label,
        value=raw_text(attribute.value),
        unit=attribute.unit,
        evidence_id=f"{product.id}:attribute:{attribute.name}",
        source=attribute.source,
        version=product.version,
        as_of=product.as_of,
    )


def offer_fact(product: Product, attribute: str, value: str, *, unit: str | None = None) -> Fact:
    """One fact of price or stock, as of the offer's own version."""
    return Fact(
        product_id=product.id,
        attribute=attribute,
        label=attribute.replace("_", " ").capitalize(),
        value=value,
        unit=unit,
        evidence_id=f"{product.id}:offer:{attribute}",
        source=product.source,
        version=product.offer.version,
        as_of=product.offer.as_of,
    )


def evidence_fact(evidence: Evidence, quote: str) -> Fact:
    """A quoted passage or policy section."""
    return Fact(
        product_id=evidence.product_id,
        attribute=evidence.attribute or evidence.kind,
        label=evidence.heading or evidence.kind,
        value=quote,
        unit=None,
        evidence_id=evidence.id,
        source=evidence.source,
        version=evidence.version,
        as_of=evidence.as_of,
    )


def product_sources(products: Iterable[Product], claims: Iterable[Claim]) -> tuple[Source, ...]:
    """The pages the claims' facts stand on, as of the oldest fact each states."""
    facts = [fact for claim in claims for fact in claim.facts]
    sources = []
    for product in products:
        moments = [fact.as_of for fact in facts if fact.product_id == product.id]
        if moments:
            sources.append(Source(f"Product page · {plain(product.title)}", product.link, min(moments)))
    return tuple(sources)


def policy_source(evidence: Evidence) -> Source:
    """The policy section a quote stands in."""
    return Source(plain(evidence.heading or "Shop policy"), evidence.url, evidence.as_of)


def card(product: Product, *, price: str | None) -> Card:
    """A product as the widget shows it."""
    return Card(product.id, plain(product.title), product.link, product.image_link, price, product.offer.availability)
