"""One feed record as the pages need it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

AVAILABLE = ("in_stock", "preorder", "backorder")
_MODEL_NUMBER = re.compile(r" \([^()]*\)$")


@dataclass(frozen=True, slots=True)
class SpecificationLine:
    """One attribute in the specification table."""

    section: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class ShopProduct:
    """A product on a page; prices are in the shop's currency."""

    id: str
    slug: str
    title: str
    brand: str
    model_name: str
    mpn: str
    gtin: str
    group: str
    path: tuple[str, ...]
    colour: str
    description: str
    highlights: tuple[str, ...]
    specification: tuple[SpecificationLine, ...]
    image: str
    list_price: Decimal
    reduced_price: Decimal | None
    sale_dates: tuple[datetime, datetime] | None
    availability: str
    expected: date | None
    quantity: int | None

    @property
    def name(self) -> str:
        """The title without the model number in brackets."""
        return _MODEL_NUMBER.sub("", self.title)

    @property
    def can_be_ordered(self) -> bool:
        """Whether it is in stock or can be ordered ahead."""
        return self.availability in AVAILABLE

    def sale_price(self, now: datetime) -> Decimal | None:
        """The reduced price while the sale lasts; a sale without dates lasts."""
        if self.sale_dates and not self.sale_dates[0] <= now <= self.sale_dates[1]:
            return None
        return self.reduced_price

    def price(self, now: datetime) -> Decimal:
        """What it costs at this moment."""
        return self.sale_price(now) or self.list_price


def parse_record(record: Mapping[str, Any]) -> ShopProduct:
    """The record as a product; raises KeyError or ValueError for one that no page can show."""
    return ShopProduct(
        id=str(record["id"]),
        slug=str(record["link"]).rsplit("/", 1)[-1],
        title=str(record["title"]),
        brand=record.get("brand", ""),
        model_name=record.get("model_name", ""),
        mpn=record.get("mpn", ""),
        gtin=record.get("gtin", ""),
        group=str(record.get("item_group_id") or record["id"]),
        path=tuple(part.strip() for part in record.get("product_type", "Other").split(">")),
        colour=record.get("color", ""),
        description=record.get("description", ""),
        highlights=tuple(record.get("product_highlight", ())),
        specification=tuple(
            SpecificationLine(line.get("section_name", "General"), line["attribute_name"], line["attribute_value"])
            for line in record.get("product_detail", ())
        ),
        image=record.get("image_link", ""),
        list_price=_amount(record["price"]),
        reduced_price=_amount(record["sale_price"]) if record.get("sale_price") else None,
        sale_dates=_interval(record.get("sale_price_effective_date")),
        availability=record.get("availability", ""),
        expected=date.fromisoformat(record["availability_date"][:10]) if record.get("availability_date") else None,
        quantity=record.get("quantity"),
    )


def _amount(text: str) -> Decimal:
    amount = Decimal(text.split()[0]) if re.match(r"^\d+(\.\d+)?( |$)", text) else None
    if amount is None:
        raise ValueError(f"price: expected an amount such as '129.00 USD', got {text[:40]!r}")
    return amount


def _interval(text: str | None) -> tuple[datetime, datetime] | None:
    if not text:
        return None
    start, end = (datetime.fromisoformat(moment) for moment in text.split("/"))
    return start, end
