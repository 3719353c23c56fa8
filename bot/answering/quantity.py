"""Quantities with units: those a question demands, and those an attribute states, compared in pint."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any, Literal, TypeAlias

Comparator: TypeAlias = Literal["below", "at_most", "above", "at_least", "equal"]

# How shoppers and feeds write a unit -> pint's name. Only these are ever handed to pint.
_UNITS = {
    "g": "gram", "gram": "gram", "grams": "gram", "gr": "gram", "kg": "kilogram", "kgs": "kilogram",
    "kilo": "kilogram",
    "kilos": "kilogram", "kilogram": "kilogram", "kilograms": "kilogram", "mg": "milligram",
    "lb": "pound", "lbs": "pound",
    "pound": "pound", "pounds": "pound", "oz": "ounce", "ounce": "ounce", "ounces": "ounce",
    "mm": "millimeter", "cm": "centimeter", "m": "meter", "meter": "meter", "meters": "meter", "metre": "meter",
    "metres": "meter", "centimeters": "centimeter", "centimetres": "centimeter", "millimeters": "millimeter",
    "in": "inch", "inch": "inch", "inches": "inch", '"': "inch", "”": "inch", "″": "inch", "ft": "foot", "feet": "foot",
    "foot": "foot", "ml": "milliliter", "cl": "centiliter", "l": "liter", "liter": "liter", "liters": "liter",
    "litre": "liter", "litres": "liter", "fl oz": "fluid_ounce", "cup": "cup", "cups": "cup",
    "s": "second", "sec": "second", "seconds": "second", "min": "minute", "mins": "minute", "minute": "minute",
    "minutes": "minute", "h": "hour", "hr": "hour", "hrs": "hour", "hour": "hour", "hours": "hour", "day": "day",
    "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month",
    "year": "year", "years": "year",
    "kb": "kilobyte", "mb": "megabyte", "gb": "gigabyte", "tb": "terabyte", "w": "watt",
    "watt": "watt", "watts": "watt",
    "kw": "kilowatt", "mah": "milliampere_hour", "ah": "ampere_hour", "wh": "watt_hour", "v": "volt", "volt": "volt",
    "volts": "volt", "a": "ampere", "amp": "ampere", "amps": "ampere", "hz": "hertz", "khz": "kilohertz",
    "mhz": "megahertz", "ghz": "gigahertz", "°c": "degree_Celsius", "°f": "degree_Fahrenheit", "db": "decibel",
    "%": "percent", "percent": "percent", "ohm": "ohm", "ohms": "ohm", "ω": "ohm",
    "lumen": "lumen", "lumens": "lumen", "lm": "lumen",
}  # fmt: skip
_UNIT_PATTERN = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))
_QUANTITY = re.compile(rf"(?<![\w.,-])(\d+(?:[.,]\d+)?)\s*-?\s*({_UNIT_PATTERN})(?!\w)", re.IGNORECASE)
_COMPARATORS: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(r"(no more than|not more than|at most|up to|max(imum)?|within|<=)\W*(of\W*)?$", re.I), "at_most"),
    (re.compile(r"(no less than|not less than|at least|minimum|min|>=|or more)\W*(of\W*)?$", re.I), "at_least"),
    (
        re.compile(
            r"(under|below|less than|lighter than|shorter than|smaller than|fewer than|<|lower than|thinner than)\W*$",
            re.I,
        ),
        "below",
    ),
    (
        re.compile(
            r"(over|above|more than|heavier than|longer than|bigger than|larger than|greater than|>|higher than)\W*$",
            re.I,
        ),
        "above",
    ),
)


@dataclass(frozen=True, slots=True)
class Quantity:
    """A magnitude with pint's name of its unit; `comparator` is what the words before it demand."""

    magnitude: Decimal
    unit: str
    comparator: Comparator = "equal"


@cache
def _registry() -> Any:  # noqa: ANN401
    import pint

    return pint.UnitRegistry(non_int_type=Decimal, cache_folder=None)


def quantities_in(text: str) -> Iterator[Quantity]:
    """Every number with a known unit in a text, with the comparison its context demands."""
    for match in _QUANTITY.finditer(text):
        comparator = _comparator(text[: match.start()], text[match.end() :])
        yield Quantity(Decimal(match[1].replace(",", ".")), _UNITS[match[2].lower()], comparator)


def _comparator(before: str, after: str) -> Comparator:
    if re.match(r"\s*(or more|or longer|\+|or above)", after, re.IGNORECASE):
        return "at_least"
    for pattern, name in _COMPARATORS:
        if pattern.search(before):
            return name
    return "equal"


def with_unit(magnitude: Decimal, unit: str | None) -> Quantity | None:
    """An attribute's number with its unit, or None where the unit is not known."""
    name = _UNITS.get((unit or "").strip().lower())
    return Quantity(magnitude, name) if name else None


def satisfies(stated: Quantity, demanded: Quantity) -> bool | None:
    """Whether what is stated meets what is demanded; None where the two cannot be compared. Equal means within 1 %."""
    import pint

    registry = _registry()
    wanted = registry.Quantity(demanded.magnitude, demanded.unit)
    try:
        have = registry.Quantity(stated.magnitude, stated.unit).to(wanted.units).magnitude
    except pint.DimensionalityError:
        return None
    return _keeps(Decimal(have), demanded.magnitude, demanded.comparator)


def _keeps(have: Decimal, limit: Decimal, comparator: Comparator) -> bool:
    if comparator == "equal":
        return abs(have - limit) <= abs(limit) / 100
    return {"below": have < limit, "at_most": have <= limit, "above": have > limit, "at_least": have >= limit}[
        comparator
    ]


def is_same(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are equal within 1 %, whatever their units."""
    return satisfies(one, Quantity(other.magnitude, other.unit)) is True
