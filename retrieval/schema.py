"""The shop's data as the index holds it: products, passages and policy sections, and the evidence found in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Literal, TypeAlias

AttributeType: TypeAlias = Literal["text", "number", "boolean", "list"]
AttributeValue: TypeAlias = str | Decimal | bool | tuple[str, ...]
Availability: TypeAlias = Literal["in_stock", "out_of_stock", "preorder", "backorder"]
IdentifierKind: TypeAlias = Literal["id", "sku", "mpn", "gtin", "model", "name"]
EvidenceKind: TypeAlias = Literal["attribute", "offer", "description", "highlight", "faq", "policy"]


@dataclass(frozen=True, slots=True)
class Attribute:
    """One stated property of a product; `name` is the machine name, `label` what a shopper reads."""

    name: str
    label: str
    value: AttributeValue
    unit: str | None = None
    type: AttributeType = "text"
    source: str = "feed"


@dataclass(frozen=True, slots=True)
class Identifier:
    """An identifier as the shop wrote it (`raw`) and as it is compared (`key`, see `retrieval.keys`)."""

    kind: IdentifierKind
    raw: str
    key: str


@dataclass(frozen=True, slots=True)
class Offer:
    """What changes often: price, sale price and stock, with the version and the time they were known."""

    price: Decimal | None
    currency: str | None
    sale_price: Decimal | None
    sale_ends: datetime | None
    availability: Availability | None
    availability_date: date | None
    quantity: int | None
    version: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Product:
    """One sellable thing (a variant), under the shop's own stable key."""

    id: str
    title: str
    brand: str | None
    item_group_id: str | None
    product_type: tuple[str, ...]
    description: str
    highlights: tuple[str, ...]
    link: str | None
    image_link: str | None
    identifiers: tuple[Identifier, ...]
    attributes: tuple[Attribute, ...]
    offer: Offer
    source: str
    version: int
    as_of: datetime
    active: bool = True


@dataclass(frozen=True, slots=True)
class PolicySection:
    """One section of a policy or FAQ page: the text that is quoted, and where a shopper can read it."""

    id: str
    policy: str
    title: str
    heading: str
    text: str
    url: str | None
    source: str
    version: int
    as_of: datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """One retrieved fact or passage; `score` ranks within one answer and means nothing across questions."""

    id: str
    kind: EvidenceKind
    text: str
    score: float
    source: str
    version: int
    as_of: datetime
    product_id: str | None = None
    attribute: str | None = None
    heading: str | None = None
    url: str | None = None
