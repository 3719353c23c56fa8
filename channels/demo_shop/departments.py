"""The tree of departments and categories, counted, with a picture for each department."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from channels.demo_shop.listing import category_slug, slugify
from channels.demo_shop.records import ShopProduct

PLAIN_COLOURS = ("", "Black", "White", "Graphite", "Silver")


@dataclass(frozen=True, slots=True)
class Category:
    """A category within a department."""

    slug: str
    label: str
    models: int


@dataclass(frozen=True, slots=True)
class Department:
    """A department, its categories and the picture that stands for it."""

    slug: str
    label: str
    image: str
    models: int
    categories: tuple[Category, ...]

    def category(self, slug: str) -> Category | None:
        """The category at this address, if there is one."""
        return next((category for category in self.categories if category.slug == slug), None)


def departments_of(products: Sequence[ShopProduct]) -> list[Department]:
    """Every department in the feed's order; variants of one model count once."""
    paths: dict[str, list[ShopProduct]] = {}
    for product in products:
        paths.setdefault(product.path[0], []).append(product)
    return [_department(label, members) for label, members in paths.items()]


def _department(label: str, members: Sequence[ShopProduct]) -> Department:
    categories: dict[str, list[ShopProduct]] = {}
    for product in members:
        categories.setdefault(category_slug(product), []).append(product)
    return Department(
        slug=slugify(label),
        label=label,
        image=next((each for each in members if each.colour not in PLAIN_COLOURS), members[0]).image,
        models=_models(members),
        categories=tuple(
            Category(slug=slug, label=" › ".join(group[0].path[1:]), models=_models(group))
            for slug, group in categories.items()
            if slug
        ),
    )


def _models(products: Sequence[ShopProduct]) -> int:
    return len({product.group for product in products})
