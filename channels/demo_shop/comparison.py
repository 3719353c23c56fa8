"""What tells two near-identical models apart, in a few lines."""

from __future__ import annotations

from dataclasses import dataclass

from channels.demo_shop.records import ShopProduct

NOT_STATED = "not stated"


@dataclass(frozen=True, slots=True)
class Difference:
    """An attribute that the two do not share, with the other model's value."""

    label: str
    value: str


def differences(product: ShopProduct, other: ShopProduct, *, limit: int = 3) -> list[Difference]:
    """The other's values that differ, those that both state first; weight and dimensions come last."""
    mine = {line.label: line.value for line in product.specification}
    theirs = {line.label: line.value for line in other.specification}
    shared = [Difference(label, value) for label, value in theirs.items() if label in mine and mine[label] != value]
    only = [Difference(label, value) for label, value in theirs.items() if label not in mine]
    return sorted(shared, key=lambda each: each.label in {"Weight", "Dimensions"})[:limit] or only[:limit]


def variant_label(product: ShopProduct, others: list[ShopProduct]) -> str:
    """What to call a variant among its group: its colour, what its title alone says, or its model number."""
    if len({other.colour for other in others}) == len(others):
        return product.colour
    parts = product.name.split(", ")[1:]
    common = set.intersection(*(set(other.name.split(", ")[1:]) for other in others))
    own = [part for part in parts if part not in common]
    return ", ".join(own).capitalize() if own and own[0].islower() else ", ".join(own) or product.model_name
