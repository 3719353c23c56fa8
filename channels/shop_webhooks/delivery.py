"""One webhook call that its signature has proved, as the catalogue's inbox keeps it."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Protocol

from channels.errors import WebhookRefused

LONGEST_ID = 100


@dataclass(frozen=True, slots=True)
class ShopDelivery:
    """What a platform says of one of its objects; `version` is milliseconds since 1970 by the platform's clock."""

    platform: str
    delivery_id: str
    topic: str
    object_id: str
    version: int
    body: bytes


class ShopPlatform(Protocol):
    """A platform whose webhooks are taken."""

    name: str

    def receive(self, headers: Mapping[str, str], body: bytes, *, now_ms: int) -> ShopDelivery | None:
        """What a call delivers, None when it is of no concern; raises WebhookRefused unless its signature proves it."""
        ...


def is_signed(body: bytes, given: str, secrets: Sequence[bytes]) -> bool:
    """Whether `given` is the base64 of the HMAC-SHA256 of the raw body by one of the secrets; in constant time each.

    No secret proves nothing.
    """
    said = given.strip().encode("ascii", "replace")
    matches = [hmac.compare_digest(said, base64.b64encode(hmac.digest(one, body, "sha256"))) for one in secrets if one]
    return any(matches)


def json_object(body: bytes) -> dict[str, Any]:
    """The body as a JSON object; raises WebhookRefused."""
    try:
        value = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise WebhookRefused(400, "bad_json", "Expected a product as JSON.") from error
    if not isinstance(value, dict):
        raise WebhookRefused(400, "bad_json", f"Expected a JSON object, got {type(value).__name__}.")
    return value


def number_of(payload: Mapping[str, Any], name: str) -> str:
    """The platform's own number of an object; raises WebhookRefused."""
    value = payload.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, str)) or not str(value).isdecimal():
        raise WebhookRefused(400, "bad_payload", f"{name}: expected a number.")
    return str(value)[:LONGEST_ID]


def delivery_id_of(given: str, topic: str, body: bytes) -> str:
    """The platform's id of the delivery; where it gives none, one that the same body always has."""
    named = "".join(filter(str.isprintable, given.strip()))[:LONGEST_ID]
    return named or f"sha256-{hashlib.sha256(topic.encode() + b' ' + body).hexdigest()}"


def version_of(moments: Sequence[object], *, now_ms: int, deletion: bool = False) -> int:
    """The first of these times that can be read, in milliseconds; now when none can, or when it is yet to come.

    A deletion is the last that is said of an object, also where a change bears the same time.
    """
    return _told(moments, now_ms=now_ms) + deletion


def _told(moments: Sequence[object], *, now_ms: int) -> int:
    for moment in moments:
        try:
            read = datetime.fromisoformat(str(moment))
        except ValueError:
            continue
        told = read if read.tzinfo else read.replace(tzinfo=UTC)
        return min(int(told.timestamp() * 1000), now_ms)
    return now_ms
