"""Reading a record's offer: price, sale and stock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import get_args

from catalog.mapping import Mapping as FeedMapping
from catalog.mapping import OfferFields
from catalog.normalising.money import PriceReader
from catalog.rejections import Notes
from retrieval.schema import Availability, Offer

AVAILABILITIES: tuple[Availability, ...] = get_args(Availability)


@dataclass(frozen=True, slots=True)
class OfferReader:
    """Reads offers as they hold at `as_of`: a sale that has not begun, or is over, is no sale."""

    fields: OfferFields
    prices: PriceReader
    version: int
    as_of: datetime

    @classmethod
    def of(cls, mapping: FeedMapping, *, version: int, as_of: datetime) -> OfferReader:
        """The reader of a mapping's offer."""
        return cls(mapping.offer, PriceReader.of(mapping.offer, mapping.format.decimal), version, as_of)

    def read(self, values: Mapping[str, object], notes: Notes) -> Offer:
        """The offer; raises `RowRejected` for a malformed price, since no price is better than a wrong one."""
        price = self.prices.read(self._value(values, self.fields.price), self.fields.price or "price")
        sale, ends = self._sale(values, price, notes)
        quantity = self._quantity(values, notes)
        return Offer(
            price=price[0] if price else None,
            currency=price[1] if price else None,
            sale_price=sale,
            sale_ends=ends,
            availability=self._availability(values, quantity, notes),
            availability_date=self._availability_date(values, notes),
            quantity=quantity,
            version=self.version,
            as_of=self.as_of,
        )

    def _value(self, values: Mapping[str, object], field: str | None) -> object:
        return values.get(field) if field else None

    def _sale(
        self, values: Mapping[str, object], price: tuple[Decimal, str | None] | None, notes: Notes
    ) -> tuple[Decimal | None, datetime | None]:
        field = self.fields.sale_price or "sale_price"
        sale = self.prices.read(self._value(values, self.fields.sale_price), field)
        if sale is None:
            return None, None
        if price is None or sale[1] != price[1] or sale[0] >= price[0]:
            notes.cleaned(
                field, "a sale price below the price, in its currency; left out", f"{sale[0]} {sale[1] or ''}".rstrip()
            )
            return None, None
        try:
            starts, ends = _interval(self._value(values, self.fields.sale_dates))
        except ValueError:
            given = self._value(values, self.fields.sale_dates)
            notes.cleaned(self.fields.sale_dates or "", "START/END in ISO 8601; the sale was left out", given)
            return None, None
        running = (starts is None or starts <= self.as_of) and (ends is None or self.as_of < ends)
        return (sale[0], ends) if running else (None, None)

    def _quantity(self, values: Mapping[str, object], notes: Notes) -> int | None:
        raw = self._value(values, self.fields.quantity)
        if raw is None or raw == "":
            return None
        whole = raw if isinstance(raw, int) and not isinstance(raw, bool) else _whole(str(raw))
        if whole is None or not 0 <= whole < 10**9:
            notes.cleaned(self.fields.quantity or "", "a whole number from 0; left out", raw)
            return None
        return whole

    def _availability(self, values: Mapping[str, object], quantity: int | None, notes: Notes) -> Availability | None:
        raw = self._value(values, self.fields.availability)
        if self.fields.availability is None and quantity is not None:
            return "in_stock" if quantity else "out_of_stock"
        if raw is None or raw == "":
            return None
        word = str(raw).strip()
        mapped = self.fields.availability_values.get(word)
        if mapped is not None:
            return mapped
        plain = word.lower().rsplit("/", 1)[-1].replace(" ", "_").replace("-", "_")
        squeezed = plain.replace("_", "")
        for availability in AVAILABILITIES:
            if squeezed == availability.replace("_", ""):
                return availability
        notes.cleaned(self.fields.availability or "", f"one of {', '.join(AVAILABILITIES)}; left out", raw)
        return None

    def _availability_date(self, values: Mapping[str, object], notes: Notes) -> date | None:
        raw = self._value(values, self.fields.availability_date)
        if raw is None or raw == "":
            return None
        try:
            return datetime.fromisoformat(str(raw).strip()).date()
        except ValueError:
            notes.cleaned(self.fields.availability_date or "", "a date in ISO 8601; left out", raw)
            return None


def _interval(raw: object) -> tuple[datetime | None, datetime | None]:
    if raw is None or raw == "":
        return None, None
    starts, slash, ends = str(raw).partition("/")
    if not slash:
        raise ValueError("no / between start and end")
    return _moment(starts), _moment(ends)


def _moment(text: str) -> datetime | None:
    if not text.strip():
        return None
    moment = datetime.fromisoformat(text.strip())
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _whole(text: str) -> int | None:
    try:
        number = Decimal(text.strip())
    except ArithmeticError:
        return None
    return int(number) if number.is_finite() and number == number.to_integral_value() and abs(number) < 10**12 else None
