"""The pages' templates and what each of them is given."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from decimal import Decimal
from itertools import groupby
from typing import Any

from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from channels.demo_shop.catalogue import Catalogue
from channels.demo_shop.comparison import differences, variant_label
from channels.demo_shop.departments import Department, departments_of
from channels.demo_shop.facts import ShopPageFacts
from channels.demo_shop.listing import SORTS, ListingQuery, category_slug, list_products, slugify
from channels.demo_shop.policies import PolicyPage
from channels.demo_shop.records import ShopProduct, SpecificationLine

HERO_PICTURES = 6
SYMBOLS = {"USD": "$", "CAD": "CA$", "EUR": "€", "GBP": "£"}


class Pages:
    """Renders the shop's pages; every value is escaped by the templates."""

    def __init__(self, shop: ShopPageFacts, policies: Sequence[PolicyPage]) -> None:
        self._shop = shop
        self._policies = tuple(policies)
        self._templates = Environment(
            loader=PackageLoader("channels.demo_shop"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters["money"] = format_money
        self._templates.filters["day"] = format_day

    def listing(self, catalogue: Catalogue, query: ListingQuery, *, now: datetime) -> HTMLResponse:
        """The front page, a department, a category, or what a search found."""
        departments = departments_of(catalogue.products)
        department = next((each for each in departments if each.slug == query.department), None)
        return self._page(
            "listing.html",
            departments,
            query=query,
            here=query.department,
            department=department,
            heading=_heading(query, department),
            steps=_listing_steps(query, department),
            listing=list_products(catalogue.products, query, now=now),
            hero=_hero(departments),
            sorts=SORTS,
            now=now,
        )

    def product(self, catalogue: Catalogue, product: ShopProduct, *, now: datetime) -> HTMLResponse:
        """The page of one product."""
        variants = catalogue.variants(product)
        return self._page(
            "product.html",
            departments_of(catalogue.products),
            product=product,
            here=slugify(product.path[0]),
            steps=_product_steps(product),
            specification=_sections(product.specification),
            variants=[(each, variant_label(each, variants)) for each in variants] if len(variants) > 1 else [],
            neighbours=[(other, differences(product, other)) for other in catalogue.neighbours(product)],
            now=now,
        )

    def policy(self, catalogue: Catalogue, slug: str) -> HTMLResponse | None:
        """The page of one policy, if there is one at this address."""
        policy = next((each for each in self._policies if each.slug == slug), None)
        if policy is None:
            return None
        steps = [("Home", "/"), (policy.title, None)]
        return self._page("policy.html", departments_of(catalogue.products), policy=policy, steps=steps)

    def message(self, catalogue: Catalogue, heading: str, sentence: str, *, status: int) -> HTMLResponse:
        """A page that only says something, such as that there is nothing here."""
        departments = departments_of(catalogue.products)
        return self._page("message.html", departments, status=status, heading=heading, sentence=sentence)

    def _page(
        self, template: str, departments: Sequence[Department], *, status: int = 200, **values: Any
    ) -> HTMLResponse:
        known = {"shop": self._shop, "policies": self._policies, "departments": departments}
        defaults = {"query": None, "product": None, "here": ""}
        html = self._templates.get_template(template).render({**defaults, **known, **values})
        return HTMLResponse(html, status_code=status, headers={"cache-control": "no-cache"})


def format_money(amount: Decimal, currency: str) -> str:
    """An amount as a price tag has it: $1,249.00."""
    return f"{SYMBOLS.get(currency, currency + ' ')}{amount:,.2f}"


def format_day(day: date) -> str:
    """A day as one says it: March 8, 2027."""
    return f"{day:%B} {day.day}, {day.year}"


def _heading(query: ListingQuery, department: Department | None) -> str:
    if query.words:
        return f"Results for “{query.words}”"
    category = department.category(query.category) if department else None
    if department:
        return category.label.split(" › ")[-1] if category else department.label
    return "On sale" if query.sale else "All products"


def _listing_steps(query: ListingQuery, department: Department | None) -> list[tuple[str, str | None]]:
    steps: list[tuple[str, str | None]] = [("Home", "/")]
    if department and (query.category or query.words):
        steps.append((department.label, ListingQuery(department=department.slug).url()))
    return [*steps, (_heading(query, department), None)]


def _product_steps(product: ShopProduct) -> list[tuple[str, str | None]]:
    department = slugify(product.path[0])
    steps: list[tuple[str, str | None]] = [("Home", "/"), (product.path[0], ListingQuery(department=department).url())]
    if len(product.path) > 1:
        url = ListingQuery(department=department, category=category_slug(product)).url()
        steps.append((" › ".join(product.path[1:]), url))
    return [*steps, (product.model_name or product.name, None)]


def _sections(lines: Iterable[SpecificationLine]) -> list[tuple[str, list[SpecificationLine]]]:
    ordered = sorted(lines, key=lambda line: line.section) if not _contiguous(lines := list(lines)) else lines
    return [(section, list(group)) for section, group in groupby(ordered, key=lambda line: line.section)]


def _contiguous(lines: Sequence[SpecificationLine]) -> bool:
    seen = [section for section, _ in groupby(lines, key=lambda line: line.section)]
    return len(seen) == len(set(seen))


def _hero(departments: Sequence[Department]) -> list[str]:
    return [department.image for department in departments][:HERO_PICTURES]
