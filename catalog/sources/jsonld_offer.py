"""A product's schema.org offers as one price, sale price and availability, where they agree on one."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from catalog.sources.jsonld_values import many, plain

BEFORE = ("listprice", "strikethroughprice", "msrp", "srp")


def read_offer(stated: object) -> dict[str, object]:
    """Price with its currency, sale price, sale dates, availability and `offer_url`.

    Several offers of different prices, and an AggregateOffer from a low to a high one, state no price of the product.
    """
    offers = [offer for one in many(stated) if isinstance(one, dict) for offer in _inner(one)]
    prices = {_price(offer) for offer in offers} - {None}
    first: Mapping[str, Any] = offers[0] if offers else {}
    values: dict[str, object] = {"offer_url": plain(first.get("url"))}
    available = {plain(offer.get("availability")) for offer in offers} - {None}
    if len(available) == 1:
        values["availability"] = available.pop()
    if len(prices) == 1:
        values |= _prices(prices.pop() or "", _before(first), plain(first.get("priceValidUntil")))
    return values


def _inner(offer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    inner: list[Mapping[str, Any]] = [one for one in many(offer.get("offers")) if isinstance(one, dict)]
    if inner:
        return inner
    low = plain(offer.get("lowPrice"))
    return [{**offer, "price": low}] if low and low == plain(offer.get("highPrice")) else [offer]


def _prices(price: str, before: str | None, until: str | None) -> dict[str, object]:
    if before is None:
        return {"price": price}
    return {"price": before, "sale_price": price, "sale_dates": f"/{until}" if until else None}


def _price(offer: Mapping[str, Any]) -> str | None:
    amount, currency = plain(offer.get("price")), plain(offer.get("priceCurrency"))
    if amount:
        return f"{amount} {currency or ''}".strip()
    return next((_stated(one) for one in _specifications(offer) if not _is_before(one)), None)


def _before(offer: Mapping[str, Any]) -> str | None:
    return next((_stated(one) for one in _specifications(offer) if _is_before(one)), None)


def _specifications(offer: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [one for one in many(offer.get("priceSpecification")) if isinstance(one, dict) and plain(one.get("price"))]


def _is_before(specification: Mapping[str, Any]) -> bool:
    return (plain(specification.get("priceType")) or "").rsplit("/", 1)[-1].lower() in BEFORE


def _stated(specification: Mapping[str, Any]) -> str:
    return f"{plain(specification.get('price'))} {plain(specification.get('priceCurrency')) or ''}".strip()
