"""Reading prices exactly, as Decimal, and never guessing one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Literal

from babel.numbers import get_currency_precision, list_currencies
from price_parser import Price

from catalog.mapping import OfferFields, PriceUnit
from catalog.rejections import RowRejected

LARGEST = Decimal(10) ** 9
SPACES = " \u00a0\u202f\u2009"
# The signs that stand for one currency only; $, ¥ and kr need the mapping's currency.
SIGNS = {"€": "EUR", "£": "GBP", "₹": "INR", "₩": "KRW", "₽": "RUB", "₺": "TRY", "₴": "UAH", "zł": "PLN", "Kč": "CZK"}
SHARED_SIGNS = {
    "$": ("USD", "CAD", "AUD", "NZD", "SGD", "HKD", "MXN"),
    "¥": ("JPY", "CNY"),
    "kr": ("SEK", "NOK", "DKK", "ISK"),
}
GROUPED = {
    ".": re.compile(rf"\d{{1,3}}(?:[,'’{SPACES}]\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?"),
    ",": re.compile(rf"\d{{1,3}}(?:[.'’{SPACES}]\d{{3}})+(?:,\d+)?|\d+(?:,\d+)?"),
}
# Thousands grouped by the one mark, and a fraction after the other.
WHOLE: dict[Literal[".", ","], re.Pattern[str]] = {
    ".": re.compile(r"\d{1,3}(?:,\d{3})+\.\d{1,2}"),
    ",": re.compile(r"\d{1,3}(?:\.\d{3})+,\d{1,2}"),
}
AMOUNT = re.compile(rf"\d[\d.,'’{SPACES}]*(?<=\d)|\d")


@dataclass(frozen=True, slots=True)
class PriceReader:
    """Reads a shop's prices as its mapping says they are written."""

    unit: PriceUnit
    currency: str | None
    decimal: Literal[".", ","]

    @classmethod
    def of(cls, fields: OfferFields, decimal: Literal[".", ","]) -> PriceReader:
        """The reader of a mapping's offer."""
        return cls(fields.price_unit, fields.currency, decimal)

    def read(self, value: object, field: str) -> tuple[Decimal, str | None] | None:
        """The amount and currency code of a price, None when there is none.

        Raises `RowRejected` for anything that is not exactly one price above zero in whole minor units.
        """
        if value is None or (isinstance(value, str) and not value.strip()):
            return None
        if self.unit == "text" and isinstance(value, str):
            amount, currency = self._read_text(value, field)
        else:
            amount, currency = self._read_number(value, field)
        if not 0 < amount < LARGEST:
            raise RowRejected(field, "a price above 0", value)
        exact = amount.quantize(smallest(currency))
        if exact != amount:
            raise RowRejected(field, f"a price in whole units of {smallest(currency)} {currency or ''}".rstrip(), value)
        return exact, currency

    def _read_number(self, value: object, field: str) -> tuple[Decimal, str | None]:
        if self.currency is None and self.unit != "bare":
            raise RowRejected(field, 'a price with its currency, such as "129.00 USD"', value)
        expected = "a whole number of minor units (cents)" if self.unit == "minor" else "a number such as 129.00"
        if isinstance(value, bool) or not isinstance(value, (int, Decimal, str)):
            raise RowRejected(field, expected, value)
        amount = self._amount(str(value).strip(), field, expected) if isinstance(value, str) else Decimal(value)
        if not amount.is_finite() or amount > LARGEST * 1000:
            raise RowRejected(field, expected, value)
        if self.unit == "minor":
            if amount != amount.to_integral_value():
                raise RowRejected(field, expected, value)
            amount *= smallest(self.currency)
        return amount, self.currency

    def _read_text(self, value: str, field: str) -> tuple[Decimal, str | None]:
        expected = 'a price such as "129.00 USD"'
        text = value.strip()
        number = AMOUNT.search(text)
        if number is None:
            raise RowRejected(field, expected, value)
        around = (text[: number.start()] + " " + text[number.end() :]).split()
        if len(around) > 1:
            raise RowRejected(field, expected, value)
        currency = self._currency(around[0] if around else None, field, value)
        return self._amount(number.group(), field, expected), currency

    def _amount(self, text: str, field: str, expected: str) -> Decimal:
        decimal = self.decimal if GROUPED[self.decimal].fullmatch(text) else _only_mark(text)
        if decimal is None:
            raise RowRejected(field, expected, text)
        amount = Price.fromstring(text, decimal_separator=decimal).amount
        if amount is None:
            raise RowRejected(field, expected, text)
        return amount

    def _currency(self, sign: str | None, field: str, value: str) -> str:
        if sign is None:
            if self.currency is None:
                raise RowRejected(field, 'a price with its currency, such as "129.00 USD"', value)
            return self.currency
        code = SIGNS.get(sign, sign.upper())
        if code in currencies():
            return code
        shared = SHARED_SIGNS.get(sign.lower(), ())
        if self.currency is not None and self.currency in shared:
            return self.currency
        known = f", or currency in the mapping's [offer] for {sign}" if shared else ""
        raise RowRejected(field, f"a currency code such as USD{known}", value)


def _only_mark(text: str) -> Literal[".", ","] | None:
    """The decimal mark of an amount that has both marks, and can be read in one way only: the comma of 1.299,00."""
    return next((mark for mark, form in WHOLE.items() if form.fullmatch(text)), None)


@lru_cache(maxsize=1)
def currencies() -> frozenset[str]:
    """Every ISO 4217 code that babel knows."""
    return frozenset(list_currencies())


@lru_cache(maxsize=256)
def smallest(currency: str | None) -> Decimal:
    """The smallest amount of a currency that is paid: 0.01 of USD, 1 of JPY; 0.01 of one that is not stated."""
    return Decimal(1).scaleb(-get_currency_precision(currency) if currency else -2)
