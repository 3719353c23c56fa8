"""WooCommerce's product webhooks. https://woocommerce.com/document/webhooks/"""

from __future__ import annotations

import re
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

DELETED = "product.deleted"
TOPICS = frozenset({"product.created", "product.updated", "product.restored", DELETED})
# What WooCommerce sends, unsigned, when a webhook is saved: it wants to see a 200.
PING = re.compile(rb"webhook_id=\d{1,20}")


class WooCommerceWebhooks:
    """Takes the webhooks of one WooCommerce shop."""

    name = "woocommerce"

    def __init__(self, secrets: Sequence[bytes]) -> None:
        self._secrets = tuple(secrets)

    def receive(self, headers: Mapping[str, str], body: bytes, *, now_ms: int) -> ShopDelivery | None:
        """The product delivered, None for a ping and for topics that are of no concern; raises WebhookRefused."""
        if "x-wc-webhook-signature" not in headers and PING.fullmatch(body):
            return None
        if not is_signed(body, headers.get("x-wc-webhook-signature", ""), self._secrets):
            raise WebhookRefused(401, "bad_signature", "X-WC-Webhook-Signature is missing or wrong.")
        topic = headers.get("x-wc-webhook-topic", "").strip()
        if topic not in TOPICS:
            return None
        payload = json_object(body)
        return ShopDelivery(
            platform=self.name,
            delivery_id=delivery_id_of(headers.get("x-wc-webhook-delivery-id", ""), topic, body),
            topic=topic,
            object_id=number_of(payload, "id"),
            version=version_of((payload.get("date_modified_gmt"),), now_ms=now_ms, deletion=topic == DELETED),
            body=body,
        )
