"""Shopify's product webhooks. https://shopify.dev/docs/apps/build/webhooks"""

from __future__ import annotations

import hmac
from collections.abc import Mapping, Sequence

from channels.errors import WebhookRefused
from channels.shop_webhooks.delivery import (
    ShopDelivery,
    delivery_id_of,
    is_signed,
    json_object,
    number_of,
    version_of,
)

DELETED = "products/delete"
TOPICS = frozenset({"products/create", "products/update", DELETED})


class ShopifyWebhooks:
    """Takes the webhooks of one Shopify shop; of the domain alone, where one is given."""

    name = "shopify"

    def __init__(self, secrets: Sequence[bytes], *, domain: str | None) -> None:
        self._secrets = tuple(secrets)
        self._domain = domain.encode() if domain else None

    def receive(self, headers: Mapping[str, str], body: bytes, *, now_ms: int) -> ShopDelivery | None:
        """The product delivered, None for topics that are of no concern; raises WebhookRefused."""
        if not is_signed(body, headers.get("x-shopify-hmac-sha256", ""), self._secrets):
            raise WebhookRefused(401, "bad_signature", "X-Shopify-Hmac-Sha256 is missing or wrong.")
        domain = headers.get("x-shopify-shop-domain", "").encode("utf-8", "replace")
        if self._domain is not None and not hmac.compare_digest(domain, self._domain):
            raise WebhookRefused(401, "other_shop", "X-Shopify-Shop-Domain is not the shop that is served here.")
        topic = headers.get("x-shopify-topic", "").strip()
        if topic not in TOPICS:
            return None
        payload = json_object(body)
        given = headers.get("x-shopify-webhook-id", "")
        moments = (headers.get("x-shopify-triggered-at"), payload.get("updated_at"))
        return ShopDelivery(
            platform=self.name,
            delivery_id=delivery_id_of(given, topic, body),
            topic=topic,
            object_id=number_of(payload, "id"),
            version=version_of(moments, now_ms=now_ms, deletion=topic == DELETED),
            body=body,
        )
