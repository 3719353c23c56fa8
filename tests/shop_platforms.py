"""Webhooks as the shop platforms send them: payloads of their APIs, signed as they sign."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

SECRET = "a-secret-of-the-shop"  # noqa: S105 - a test's secret


def signature(body: bytes, secret: str = SECRET) -> str:
    """The base64 of the HMAC-SHA256 of the body."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@dataclass(frozen=True, slots=True)
class Call:
    """One webhook call: where to, with what."""

    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class ShopifyProduct:
    """A product of a Shopify shop with variants by size; prices by size."""

    number: int
    handle: str
    prices: Mapping[str, str]
    changes: Mapping[str, Any] = field(default_factory=dict)
    stock: int = 3

    def payload(self) -> dict[str, Any]:
        """What products/create and products/update carry."""
        sizes = list(self.prices)
        variants = [self._variant(place, size) for place, size in enumerate(sizes, start=1)]
        return {
            "id": self.number,
            "title": self.handle.replace("-", " ").title(),
            "body_html": f"<p>The {self.handle} keeps its shape.</p>",
            "vendor": "Acme",
            "product_type": "Pots",
            "handle": self.handle,
            "updated_at": "2026-03-01T10:00:00-05:00",
            "published_at": "2026-01-01T10:00:00-05:00",
            "status": "active",
            "tags": "Pot, Plants",
            "options": [{"id": 1, "name": "Size", "position": 1, "values": sizes}],
            "variants": variants,
            "images": [{"id": 7, "src": "https://cdn.example/pot.jpg"}],
            **self.changes,
        }

    def _variant(self, place: int, size: str) -> dict[str, Any]:
        return {
            "id": self.number * 100 + place,
            "product_id": self.number,
            "title": size,
            "price": self.prices[size],
            "compare_at_price": None,
            "position": place,
            "inventory_policy": "deny",
            "option1": size,
            "option2": None,
            "option3": None,
            "barcode": "",
            "grams": 1500,
            "inventory_management": "shopify",
            "inventory_quantity": self.stock,
            "inventory_item_id": self.number * 1000 + place,
            "sku": f"SKU-{self.handle}-{place}",
            "weight": 1.5,
            "weight_unit": "kg",
            "image_id": None,
        }

    def call(self, topic: str, *, at: str, delivery: str | None = None, secret: str = SECRET) -> Call:
        """A webhook of this product, triggered at a time of ISO 8601."""
        body = json.dumps({"id": self.number} if topic == "products/delete" else self.payload()).encode()
        headers = {
            "content-type": "application/json",
            "X-Shopify-Topic": topic,
            "X-Shopify-Hmac-Sha256": signature(body, secret),
            "X-Shopify-Shop-Domain": "acme.myshopify.com",
            "X-Shopify-Webhook-Id": delivery or str(uuid4()),
            "X-Shopify-Triggered-At": at,
        }
        return Call("/webhooks/shopify", headers, body)


def shopify_csv(*products: ShopifyProduct) -> str:
    """The products as Shopify exports them."""
    head = (
        "Handle,Title,Body (HTML),Vendor,Type,Tags,Published,Option1 Name,Option1 Value,Variant SKU,Variant Grams,"
        "Variant Inventory Tracker,Variant Inventory Qty,Variant Inventory Policy,Variant Price,"
        "Variant Compare At Price,Variant Barcode,Image Src,Google Shopping / MPN,Variant Weight Unit,Status,"
        "Fabric (product.metafields.custom.fabric)"
    )
    lines = [head]
    for product in products:
        payload = product.payload()
        for place, variant in enumerate(payload["variants"]):
            wide = (
                f'{payload["title"]},{payload["body_html"]},Acme,Pots,"Pot, Plants",true,Size'
                if place == 0
                else ",,,,,,"
            )
            tail = "https://cdn.example/pot.jpg" if place == 0 else ""
            lines.append(
                f"{product.handle},{wide},{variant['option1']},{variant['sku']},1500,shopify,{product.stock},deny,"
                f"{variant['price']},,,{tail},M-{variant['sku']},kg,{'active' if place == 0 else ''},"
                f"{'Clay' if place == 0 else ''}"
            )
    return "\n".join(lines) + "\n"


def woocommerce_payload(number: int, **changes: Any) -> dict[str, Any]:
    """A simple product as WooCommerce's REST API gives it."""
    return {
        "id": number,
        "name": f"Kettle {number}",
        "permalink": f"https://shop.example/product/kettle-{number}/",
        "date_modified_gmt": "2026-03-01T15:00:00",
        "type": "simple",
        "status": "publish",
        "description": "<p>Boils water.</p>",
        "short_description": "",
        "sku": f"KT-{number}",
        "price": "20.00",
        "regular_price": "20.00",
        "sale_price": "",
        "date_on_sale_from_gmt": None,
        "date_on_sale_to_gmt": None,
        "manage_stock": True,
        "stock_quantity": 4,
        "stock_status": "instock",
        "weight": "1.2",
        "dimensions": {"length": "20", "width": "", "height": "25"},
        "parent_id": 0,
        "categories": [{"id": 5, "name": "Kettles", "slug": "kettles"}],
        "images": [{"id": 9, "src": "https://shop.example/kettle.jpg"}],
        "attributes": [
            {"id": 0, "name": "Colour", "position": 0, "visible": True, "variation": False, "options": ["Red, dark"]}
        ],
        **changes,
    }


def woocommerce_call(topic: str, payload: Mapping[str, Any], *, delivery: str = "d1", secret: str = SECRET) -> Call:
    """A webhook of WooCommerce."""
    body = json.dumps(payload).encode()
    headers = {
        "content-type": "application/json",
        "X-WC-Webhook-Topic": topic,
        "X-WC-Webhook-Signature": signature(body, secret),
        "X-WC-Webhook-Delivery-ID": delivery,
    }
    return Call("/webhooks/woocommerce", headers, body)
