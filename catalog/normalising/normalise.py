"""A feed record to a product, or to the reason why it cannot be one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from catalog.mapping import Mapping as FeedMapping
from catalog.normalising.attributes import AttributeReader
from catalog.normalising.identifiers import read_identifiers
from catalog.normalising.offers import OfferReader
from catalog.normalising.text import text_field, texts
from catalog.rejections import Notes, Rejection, RowRejected
from catalog.sources.record import FeedRecord
from retrieval.schema import Product

LONGEST_ID = 256
LONGEST_TITLE = 500
LONGEST_DESCRIPTION = 20_000
LONGEST_HIGHLIGHT = 500
MOST_HIGHLIGHTS = 20
LINK = re.compile(r"(?:https?://[^\s\"'<>]+|/(?!/)[^\s\"'<>]*)")


@dataclass(frozen=True, slots=True)
class Normalised:
    """What became of one record: a product when it is sound, its id when it has one, and lines about the rest."""

    row: int
    id: str | None
    product: Product | None
    rejections: tuple[Rejection, ...]
    raw: object = None


@dataclass(frozen=True, slots=True)
class Normaliser:
    """Turns the records of one source into products by a mapping."""

    mapping: FeedMapping
    attributes: AttributeReader
    offers: OfferReader
    source: str

    @classmethod
    def of(cls, mapping: FeedMapping, *, source: str, version: int, as_of: datetime) -> Normaliser:
        """A normaliser that stamps products with this source, version and time."""
        offers = OfferReader.of(mapping, version=version, as_of=as_of)
        return cls(mapping, AttributeReader.of(mapping), offers, source)

    def id_of(self, record: FeedRecord) -> str | None:
        """The id of a record's product, None where it has none that is sound."""
        try:
            return self._id(record.values)
        except RowRejected:
            return None

    def normalise(self, record: FeedRecord) -> Normalised:
        """The record's product and what was cleaned in it, or its rejection; never raises for bad input."""
        notes = Notes()
        product_id: str | None = None
        try:
            product_id = self._id(record.values)
            product = self._product(product_id, record.values, notes)
        except RowRejected as error:
            rejection = Rejection(record.row, product_id, error.field, error.expected, error.got, raw=record.values)
            return Normalised(record.row, product_id, None, (rejection,), record.values)
        lines = tuple(notes.as_rejections(record.row, product_id))
        return Normalised(record.row, product_id, product, lines, record.values)

    def _id(self, values: Mapping[str, object]) -> str:
        field = self.mapping.product.id
        raw = values.get(field)
        if isinstance(raw, bool) or not isinstance(raw, (str, int)) or not str(raw).strip():
            raise RowRejected(field, "the product's id", "nothing" if raw is None or raw == "" else raw)
        product_id = str(raw).strip()
        if (
            len(product_id.encode(errors="replace")) > LONGEST_ID
            or not product_id.isprintable()
            or "\ufffd" in product_id
        ):
            raise RowRejected(field, f"an id of at most {LONGEST_ID} bytes of visible characters", product_id)
        return product_id

    def _product(self, product_id: str, values: Mapping[str, object], notes: Notes) -> Product:
        fields = self.mapping.product
        title = text_field(values.get(fields.title), fields.title, notes, limit=LONGEST_TITLE)
        if not title:
            raise RowRejected(fields.title, "a title", "nothing")
        return Product(
            id=product_id,
            title=title,
            brand=self._text(values, fields.brand, notes, limit=LONGEST_TITLE) or None,
            item_group_id=self._text(values, fields.item_group_id, notes, limit=LONGEST_ID) or None,
            product_type=self._product_type(values),
            description=self._text(values, fields.description, notes, limit=LONGEST_DESCRIPTION, lines=True),
            highlights=self._highlights(values, notes),
            link=self._link(values, fields.link, notes),
            image_link=self._link(values, fields.image_link, notes),
            identifiers=read_identifiers(product_id, self.mapping.identifiers, values, notes),
            attributes=self.attributes.read(values, notes),
            offer=self.offers.read(values, notes),
            source=self.source,
            version=self.offers.version,
            as_of=self.offers.as_of,
        )

    def _text(
        self, values: Mapping[str, object], field: str | None, notes: Notes, *, limit: int, lines: bool = False
    ) -> str:
        return text_field(values.get(field), field, notes, limit=limit, lines=lines) if field else ""

    def _product_type(self, values: Mapping[str, object]) -> tuple[str, ...]:
        fields = self.mapping.product
        raw = values.get(fields.product_type) if fields.product_type else None
        parts = raw.split(fields.product_type_separator) if isinstance(raw, str) else raw
        return tuple(texts(parts))

    def _highlights(self, values: Mapping[str, object], notes: Notes) -> tuple[str, ...]:
        field = self.mapping.product.highlights
        raw = values.get(field) if field else None
        listed = raw if isinstance(raw, list) else [raw]
        kept = [text_field(item, field or "", notes, limit=LONGEST_HIGHLIGHT) for item in listed[:MOST_HIGHLIGHTS]]
        return tuple(dict.fromkeys(text for text in kept if text))

    def _link(self, values: Mapping[str, object], field: str | None, notes: Notes) -> str | None:
        raw = values.get(field) if field else None
        if raw is None or raw == "":
            return None
        link = str(raw).strip()
        if len(link) > 2_000 or not LINK.fullmatch(link):
            notes.cleaned(field or "", "an http or https address, or a path from /; left out", raw)
            return None
        return link
