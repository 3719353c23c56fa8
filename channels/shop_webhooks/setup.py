"""Which platforms' webhooks are taken: those whose secret is set."""

from __future__ import annotations

from pydantic import SecretStr

from channels.background import Background
from channels.database import Database
from channels.metrics import Metrics
from channels.settings import GatewaySettings
from channels.shop_webhooks.delivery import ShopPlatform
from channels.shop_webhooks.inbox import Inbox
from channels.shop_webhooks.route import ShopWebhooks
from channels.shop_webhooks.shopify import ShopifyWebhooks
from channels.shop_webhooks.waking import Waker
from channels.shop_webhooks.woocommerce import WooCommerceWebhooks

PRODUCT_DOORS = ("/webhooks/shopify", "/webhooks/woocommerce")


def create_shop_webhooks(
    settings: GatewaySettings, catalogue: Database, *, background: Background, metrics: Metrics
) -> ShopWebhooks | None:
    """The doors for the shop's platform, None where no secret is set: then nothing can be proved."""
    platforms: dict[str, ShopPlatform] = {}
    if settings.shopify_secret is not None:
        secrets = _secrets(settings.shopify_secret, settings.shopify_previous)
        platforms["shopify"] = ShopifyWebhooks(secrets, domain=settings.shopify_domain)
    if settings.woocommerce_secret is not None:
        secrets = _secrets(settings.woocommerce_secret, settings.woocommerce_previous)
        platforms["woocommerce"] = WooCommerceWebhooks(secrets)
    if not platforms:
        return None
    inbox = Inbox(catalogue, settings.shop)
    waker = Waker(settings.broker_url, settings.state_dir.absolute())
    return ShopWebhooks(platforms, inbox, waker, background=background, metrics=metrics)


def _secrets(*given: SecretStr | None) -> list[bytes]:
    return [one.get_secret_value().encode() for one in given if one is not None]
