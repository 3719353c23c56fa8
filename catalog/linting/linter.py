"""Finding catalogue text that is hidden, hostile or misleading, before a shopper or a model reads it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from catalog.linting.suspicious import contacts, control_characters, instructions, look_alikes, prices, shouting
from catalog.mapping import Mapping as FeedMapping
from catalog.normalising.hidden_html import hidden_texts
from catalog.normalising.normalise import Normaliser
from catalog.normalising.text import clean_text
from catalog.rejections import Rejection, shown
from catalog.sources.record import FeedRecord
from retrieval.schema import Product

Level: TypeAlias = Literal["danger", "warning", "rejected", "cleaned"]


@dataclass(frozen=True, slots=True)
class Finding:
    """One line for the merchandiser; `danger` is text that tries to deceive, a `warning` may have a good reason."""

    level: Level
    row: int
    id: str | None
    field: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class Linter:
    """Looks at records as they came and at the products they become."""

    mapping: FeedMapping
    normaliser: Normaliser

    def lint(self, record: FeedRecord | Rejection) -> Iterator[Finding]:
        """What is wrong with one record, what a sync would say of it included."""
        if isinstance(record, Rejection):
            yield _said(record)
            return
        found = self.normaliser.normalise(record)
        yield from map(_said, found.rejections)
        for field, text in self._texts(record.values):
            for level, expected, got in _of_text(text):
                yield Finding(level, record.row, found.id, field, expected, shown(got))
        for field, text in self._identifiers(record.values):
            for got in look_alikes(text):
                yield Finding("danger", record.row, found.id, field, "letters of one script", shown(got))
        if found.product is not None:
            for field, expected, got in _of_product(found.product):
                yield Finding("warning", record.row, found.id, field, expected, shown(got))

    def _texts(self, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        fields = self.mapping.product
        for field in (fields.title, fields.brand, fields.description, fields.highlights):
            yield from _strings(field, values.get(field)) if field else ()
        for rule in self.mapping.attributes:
            if rule.prefix is not None:
                for name in values:
                    yield from _strings(name, values[name]) if name.startswith(rule.prefix) else ()
            else:
                field = rule.field or rule.list or ""
                yield from _strings(field, values.get(field))

    def _identifiers(self, values: Mapping[str, object]) -> Iterator[tuple[str, str]]:
        named = self.mapping.identifiers
        for field in (self.mapping.product.id, *named.sku, *named.mpn, *named.gtin, *named.model):
            yield from _strings(field, values.get(field))


def _strings(field: str, value: object) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, (list, dict)):
        for each in value.values() if isinstance(value, dict) else value:
            yield from _strings(field, each)


def _of_text(text: str) -> Iterator[tuple[Literal["danger", "warning"], str, str]]:
    hidden = hidden_texts(text)
    for part in hidden:
        level: Literal["danger", "warning"] = "danger" if any(instructions(part)) else "warning"
        yield level, "text that shoppers see; hidden text is not read", part
    for got in control_characters(text):
        yield "danger", "visible characters; they are taken out", got
    for got in instructions(clean_text(text)):
        yield "danger", "text about the product, not instructions to a model", got


def _of_product(product: Product) -> Iterator[tuple[str, str, str]]:
    for got in shouting(product.title):
        yield "title", "a name without capitals throughout or repeated words", got
    for text in (product.description, *product.highlights):
        for got in contacts(text, product.link):
            yield "description", "no contacts and addresses of others than the shop", got
        for got in prices(text, product.offer):
            yield "description", f"no price but the offer's, {product.offer.sale_price or product.offer.price}", got


def _said(rejection: Rejection) -> Finding:
    one = rejection
    return Finding(one.verdict, one.row, one.id, one.field, one.expected, one.got)
