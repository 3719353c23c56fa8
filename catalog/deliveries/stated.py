"""What one delivery says of an object of the shop's platform, in the platform's own words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from catalog.mapping import Kind
from catalog.rejections import Rejection
from catalog.sources.record import FeedRecord


class Unreadable(Exception):  # noqa: N818 - said of a delivery
    """A delivery that says nothing which could be applied, however often it is tried."""


@dataclass(frozen=True, slots=True)
class Stated:
    """The products of an object, as records of its platform's feed; none when it cannot be bought (any more).

    `group` is the id of the product, or of the group of products, that the object is. A field that a record
    does not have stays as it is known; with `keeps_attributes`, so do attributes that it does not name. `measures` are
    amounts by attribute name, without a unit: they have the unit they had.
    """

    records: tuple[FeedRecord | Rejection, ...]
    group: str | None = None
    keeps_attributes: bool = False
    measures: Mapping[str, str] = field(default_factory=dict)


class Platform(Protocol):
    """A shop platform whose webhooks are understood; with a `source`, its products are that one's and no file's."""

    kind: Kind
    source: str | None

    def read(self, topic: str, payload: object) -> Stated | None:
        """What a delivery says, None when it is nothing that can be bought; raises `Unreadable`."""
        ...


def text_of(values: Mapping[str, object], name: str) -> str:
    """A field as text; empty where it is absent or null."""
    value = values.get(name)
    return "" if value is None else str(value)


def listed(values: Mapping[str, object], name: str) -> list[dict[str, object]]:
    """The objects in a list field; raises `Unreadable` when it is something else."""
    value = values.get(name)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise Unreadable(f"{name}: expected a list of objects, got {type(value).__name__}")
    return value


def object_of(payload: object) -> dict[str, object]:
    """A payload that is an object; raises `Unreadable`."""
    if not isinstance(payload, dict):
        raise Unreadable(f"expected a JSON object, got {type(payload).__name__}")
    return payload
