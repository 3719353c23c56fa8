"""From families to the products on sale: one for each colour of each model."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from catalog.demo.families import Colour, Detail, Family, Model
from catalog.demo.gtin import internal_gtin
from catalog.demo.offers import DemoOffer, draw_offer
from catalog.demo.prose import attributes_named, fill_all

UNSTATED_SHARE = 0.06
NUMBERS_PER_DEPARTMENT = 10_000


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """One product of the demo shop, complete."""

    id: str
    gtin: str
    mpn: str
    model: str
    name: str
    title: str
    slug: str
    path: tuple[str, ...]
    brand: str
    colour: str
    group: str | None
    description: str
    highlights: tuple[str, ...]
    details: tuple[Detail, ...]
    offer: DemoOffer
    picture: str
    look: int


def assemble(families: Sequence[Family], *, seed: int) -> list[DemoProduct]:
    """Every product of the shop, in the order of the families; the same seed gives the same shop."""
    sizes = Counter(model.group for family in families for model in family.models for _ in model.colours)
    numbers = _Numbers()
    return [
        _product(family, model, colour, number=numbers.next(family.path[0]), grouped=sizes[model.group] > 1, seed=seed)
        for family in families
        for model, colour in _variants(family)
    ]


def slugify(text: str) -> str:
    """The text as it stands in an address: lower case, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")


class _Numbers:
    """Counts products within each department, so that ids say where a product belongs."""

    def __init__(self) -> None:
        self._last: dict[str, int] = {}

    def next(self, department: str) -> int:
        first = (len(self._last) + 1) * NUMBERS_PER_DEPARTMENT
        self._last[department] = self._last.get(department, first) + 1
        return self._last[department]


def _variants(family: Family) -> Iterator[tuple[Model, Colour]]:
    for model in family.models:
        for colour in model.colours:
            yield model, colour


def _product(  # noqa: PLR0913 -- a variant is just these six things
    family: Family, model: Model, colour: Colour, *, number: int, grouped: bool, seed: int
) -> DemoProduct:
    draw = Random(f"{seed}:{model.code}")  # noqa: S311
    name = f"{family.line} {model.name}".strip()
    details = _stated(model, draw)
    values = {detail.label: detail.value for detail in details} | {"model": name}
    mpn = f"{model.code}{colour.suffix}"
    return DemoProduct(
        id=f"FH-{number}",
        gtin=internal_gtin(number * 7919),
        mpn=mpn,
        model=model.code,
        name=name,
        title=_title(family, model, colour, mpn),
        slug=slugify(f"{family.brand} {name} {model.tail} {colour.name} {'' if mpn in name else mpn}"),
        path=family.path,
        brand=family.brand,
        colour=colour.name,
        group=model.group if grouped else None,
        description=" ".join(fill_all(model.describe, values, draw)),
        highlights=tuple(fill_all(model.highlights, values, draw)),
        details=details,
        offer=draw_offer(model.price, new=model.new, draw=Random(f"{seed}:{mpn}:offer")),  # noqa: S311
        picture=family.picture,
        look=[each.code for each in family.models].index(model.code),
    )


def _title(family: Family, model: Model, colour: Colour, mpn: str) -> str:
    parts = [f"{family.brand} {family.line} {model.name} {family.noun}".replace("  ", " ")]
    parts += [part for part in (model.tail, colour.name.lower()) if part]
    return ", ".join(parts) + ("" if mpn in model.name else f" ({mpn})")


def _stated(model: Model, draw: Random) -> tuple[Detail, ...]:
    """The model's attributes without the few that nobody wrote down; what the text speaks of is always there."""
    spoken = attributes_named((*model.describe, *model.highlights))
    return tuple(detail for detail in model.details if draw.random() >= UNSTATED_SHARE or detail.label in spoken)
