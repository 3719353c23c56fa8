from __future__ import annotations

from collections.abc import Mapping

import pytest
from starlette.datastructures import Headers

from channels.errors import SettingsError, WebhookRefused
from channels.settings import load_settings
from channels.shop_webhooks.delivery import ShopDelivery, version_of
from channels.shop_webhooks.shopify import ShopifyWebhooks
from channels.shop_webhooks.woocommerce import WooCommerceWebhooks
from tests.shop_platforms import SECRET, Call, ShopifyProduct, signature, woocommerce_call, woocommerce_payload

NOW = 1_780_000_000_000
POT = ShopifyProduct(12, "clay-pot", {"Small": "9.99"})
AT = "2026-03-01T15:00:00.123456789Z"
SHOPIFY = ShopifyWebhooks([SECRET.encode()], domain=None)
WOOCOMMERCE = WooCommerceWebhooks([SECRET.encode()])


def received(platform: ShopifyWebhooks | WooCommerceWebhooks, call: Call, **headers: str | None) -> ShopDelivery | None:
    changed: Mapping[str, str | None] = {**call.headers, **headers}
    given = Headers({name: value for name, value in changed.items() if value is not None})
    return platform.receive(given, call.body, now_ms=NOW)


def test_a_signed_product_is_a_delivery_of_its_time() -> None:
    call = POT.call("products/update", at=AT, delivery="d-1")
    assert received(SHOPIFY, call) == ShopDelivery(
        "shopify", "d-1", "products/update", "12", 1_772_377_200_123, call.body
    )
    woo = woocommerce_call("product.updated", woocommerce_payload(7))
    assert received(WOOCOMMERCE, woo) == ShopDelivery(
        "woocommerce", "d1", "product.updated", "7", 1_772_377_200_000, woo.body
    )


@pytest.mark.parametrize(
    "given",
    [None, "", "AAAA", signature(b"another body"), "é", signature(b"", secret="")],
)
def test_what_is_not_signed_is_refused(given: str | None) -> None:
    with pytest.raises(WebhookRefused) as refused:
        received(SHOPIFY, POT.call("products/update", at=AT), **{"X-Shopify-Hmac-Sha256": given})
    assert refused.value.status == 401
    call = woocommerce_call("product.updated", woocommerce_payload(7))
    with pytest.raises(WebhookRefused) as refused:
        received(WOOCOMMERCE, call, **{"X-WC-Webhook-Signature": given})
    assert refused.value.status == 401


def test_a_changed_body_is_refused() -> None:
    call = POT.call("products/update", at=AT)
    tampered = Call(call.path, call.headers, call.body.replace(b"9.99", b"0.99"))
    with pytest.raises(WebhookRefused):
        received(SHOPIFY, tampered)


def test_without_a_secret_nothing_is_proved() -> None:
    for secrets in ([], [b""]):
        with pytest.raises(WebhookRefused):
            received(ShopifyWebhooks(secrets, domain=None), POT.call("products/update", at=AT, secret=""))


def test_both_secrets_hold_while_one_is_replaced() -> None:
    both = ShopifyWebhooks([b"the-new-secret", SECRET.encode()], domain=None)
    for secret in ("the-new-secret", SECRET):
        assert received(both, POT.call("products/update", at=AT, secret=secret)) is not None
    with pytest.raises(WebhookRefused):
        received(both, POT.call("products/update", at=AT, secret="another-secret"))


def test_another_shop_with_the_same_app_is_refused() -> None:
    ours = ShopifyWebhooks([SECRET.encode()], domain="acme.myshopify.com")
    assert received(ours, POT.call("products/update", at=AT)) is not None
    for domain in ("other.myshopify.com", None):
        with pytest.raises(WebhookRefused):
            received(ours, POT.call("products/update", at=AT), **{"X-Shopify-Shop-Domain": domain})


def test_other_topics_and_pings_are_of_no_concern() -> None:
    assert received(SHOPIFY, POT.call("orders/create", at=AT)) is None
    assert received(WOOCOMMERCE, woocommerce_call("order.created", {"id": 1})) is None
    assert received(WOOCOMMERCE, Call("", {}, b"webhook_id=42")) is None
    with pytest.raises(WebhookRefused):
        received(WOOCOMMERCE, Call("", {}, b"webhook_id=42&id=1"))
    with pytest.raises(WebhookRefused):
        received(SHOPIFY, Call("", {}, b"webhook_id=42"))


@pytest.mark.parametrize("body", [b"not json", b"[]", b'"x"', b'{"id": null}', b'{"id": "1; drop"}', b"{}", b"\xff"])
def test_a_signed_body_that_names_no_product_is_refused(body: bytes) -> None:
    headers = {"X-Shopify-Topic": "products/update", "X-Shopify-Hmac-Sha256": signature(body)}
    with pytest.raises(WebhookRefused) as refused:
        received(SHOPIFY, Call("", headers, body))
    assert refused.value.status == 400


def test_a_delivery_without_an_id_is_known_by_its_body() -> None:
    without = {"X-Shopify-Webhook-Id": None}
    first = received(SHOPIFY, POT.call("products/update", at=AT), **without)
    again = received(SHOPIFY, POT.call("products/update", at=AT), **without)
    other = received(SHOPIFY, ShopifyProduct(13, "pot", {"S": "1"}).call("products/update", at=AT), **without)
    assert first is not None
    assert again is not None
    assert other is not None
    assert first.delivery_id == again.delivery_id != other.delivery_id


@pytest.mark.parametrize(
    ("moments", "expected"),
    [
        (("1970-01-01T00:00:01Z",), 1_000),
        (("1970-01-01T00:00:01",), 1_000),
        (("1970-01-01T01:00:01+01:00",), 1_000),
        ((None, "1970-01-01T00:00:02Z"), 2_000),
        (("9999-01-01T00:00:00Z",), NOW),
        (("yesterday", None), NOW),
        ((), NOW),
    ],
)
def test_a_version_is_the_platforms_time_and_never_to_come(moments: tuple[object, ...], expected: int) -> None:
    assert version_of(moments, now_ms=NOW) == expected
    assert version_of(moments, now_ms=NOW, deletion=True) == expected + 1


def test_a_secret_that_can_be_guessed_stops_the_start() -> None:
    with pytest.raises(SettingsError, match="SHOPCLERK_SHOPIFY_WEBHOOK_SECRET"):
        load_settings({"SHOPCLERK_SHOPIFY_WEBHOOK_SECRET": "short"})
