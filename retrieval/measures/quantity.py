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
    "celsius": "degree_Celsius", "degrees celsius": "degree_Celsius", "degrees c": "degree_Celsius",
    "° c": "degree_Celsius", "fahrenheit": "degree_Fahrenheit", "degrees fahrenheit": "degree_Fahrenheit",
    "degrees f": "degree_Fahrenheit", "° f": "degree_Fahrenheit", "°": "degree", "degree": "degree",
    "degrees": "degree", "km": "kilometer", "mile": "mile", "miles": "mile", "yd": "yard", "yards": "yard",
    "gallon": "gallon", "gallons": "gallon", "gal": "gallon", "quart": "quart", "quarts": "quart",
    "litres per minute": "liter/minute", "mbps": "megabit/second", "gbps": "gigabit/second", "kwh": "kilowatt_hour",
    "kilowatts": "kilowatt", "kilogrammes": "kilogram", "milligrams": "milligram", "terabytes": "terabyte",
    "gigabytes": "gigabyte", "megabytes": "megabyte", "decibels": "decibel", "hertz": "hertz",
    "%": "percent", "percent": "percent", "ohm": "ohm", "ohms": "ohm", "ω": "ohm",
    "lumen": "lumen", "lumens": "lumen", "lm": "lumen",
}  # fmt: skip
_UNIT_PATTERN = "|".join(sorted((re.escape(unit) for unit in _UNITS), key=len, reverse=True))
_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?)"
_SIGN = r"(?:(?<![\w)])[-−])?"
_QUANTITY = re.compile(rf"(?<![\w.,])(?<!\w-)({_SIGN}{_NUMBER})\s*-?\s*({_UNIT_PATTERN})(?!\w)", re.IGNORECASE)
_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_LESS = "less|lighter|shorter|smaller|fewer|lower|thinner|slimmer|narrower|quieter|cooler|slower"
_MORE = "more|heavier|longer|bigger|larger|greater|higher|taller|wider|deeper|thicker|louder|hotter|faster|brighter"
_OF = r"\W*(?:of|than|about|a|an)?\W*$"
_COMPARATORS: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(rf"(\b(no|not) ({_MORE}) than|at most|up to|\bmax(imum)?|within|<=){_OF}", re.I), "at_most"),
    (re.compile(rf"(\b(no|not) ({_LESS}) than|at least|\bmin(imum)?|>=|or more){_OF}", re.I), "at_least"),
    (re.compile(rf"(\bunder|\bbelow|\b({_LESS}) than|<){_OF}", re.I), "below"),
    (re.compile(rf"(\bover|\babove|\bexceeds?|\b({_MORE}) than|>){_OF}", re.I), "above"),
)
_AFTER: tuple[tuple[re.Pattern[str], Comparator], ...] = (
    (re.compile(rf"\s*(\+|or above|or over|or ({_MORE})\b)", re.I), "at_least"),
    (re.compile(rf"\s*(or below|or under|or ({_LESS})\b)", re.I), "at_most"),
)
# Below this share of difference two measures may be one that was rounded: 230 V for 220 V.
_NEARLY = Decimal("0.1")
_TEMPERATURES = ("degree_Celsius", "degree_Fahrenheit")
# Ratios and angles have no dimension by which to tell them apart: each is compared with its like.
_RATIOS = ("decibel", "percent", "degree")
# To pint a byte is a number, and a bit a second a frequency.
_DATA = {"byte": "[data]", "bit/": "[data] / [time]"}


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
    for quantity, _ in written_quantities(text):
        yield quantity


def written_quantities(text: str) -> Iterator[tuple[Quantity, str]]:
    """The quantities of a text, each with how it is written there."""
    for match in _QUANTITY.finditer(text):
        comparator = comparison(text[: match.start()], text[match.end() :])
        yield Quantity(number(match[1]), _UNITS[match[2].lower()], comparator), match.group()


def number(written: str) -> Decimal:
    """A number as written in English: `1,500` is 1500, `1,5` is 1.5."""
    written = written.replace("−", "-")
    if _THOUSANDS.fullmatch(written.lstrip("-")):
        return Decimal(written.replace(",", ""))
    return Decimal(written.replace(",", "."))


def comparison(before: str, after: str) -> Comparator:
    """What the words around a number demand of it."""
    for pattern, name in _AFTER:
        if pattern.match(after):
            return name
    for pattern, name in _COMPARATORS:
        if pattern.search(before):
            return name
    return "equal"


def with_unit(magnitude: Decimal, unit: str | None) -> Quantity | None:
    """An attribute's number with its unit, or None where the unit is not known."""
    name = _UNITS.get((unit or "").strip().lower())
    return Quantity(magnitude, name) if name else None


def unit_name(written: str | None) -> str | None:
    """Pint's name of a unit as written, None where it is not known."""
    return _UNITS.get((written or "").strip().lower())


def satisfies(stated: Quantity, demanded: Quantity) -> bool | None:
    """Whether what is stated meets what is demanded; None where the two cannot be compared.

    Equal means within 1 %; up to 10 % apart it cannot be told, as one of the two may be rounded.
    """
    have = _magnitude_in(demanded, stated)
    return None if have is None else _keeps(have, demanded.magnitude, demanded.comparator)


def _based(magnitude: Decimal, unit: str) -> Decimal:
    return Decimal(_registry().Quantity(magnitude, unit).to_base_units().magnitude)


@cache
def _base(unit: str) -> tuple[str, Decimal | None]:
    """The dimension of a unit and what one of it is in base units; None where the two have no common zero."""
    if unit in _RATIOS:
        return unit, Decimal(1)
    dimension = _DATA.get(unit.rpartition("byte")[1] or unit.rpartition("bit/")[1])
    dimension = dimension or str(_registry().Quantity(Decimal(1), unit).dimensionality)
    return dimension, _based(Decimal(1), unit) if unit not in _TEMPERATURES else None


def base_of(magnitude: Decimal, unit: str) -> tuple[str, Decimal]:
    """The dimension of a quantity, and its magnitude in that dimension's base unit."""
    dimension, one = _base(unit)
    return dimension, magnitude * one if one is not None else _based(magnitude, unit)


def _magnitude_in(demanded: Quantity, stated: Quantity) -> Decimal | None:
    """The magnitude of what is stated in the unit of what is demanded; plain degrees are those that are stated."""
    import pint

    if demanded.unit == "degree" and stated.unit in _TEMPERATURES:
        return stated.magnitude
    registry = _registry()
    wanted = registry.Quantity(demanded.magnitude, demanded.unit)
    try:
        return Decimal(registry.Quantity(stated.magnitude, stated.unit).to(wanted.units).magnitude)
    except pint.DimensionalityError:
        return None


def _keeps(have: Decimal, limit: Decimal, comparator: Comparator) -> bool | None:
    if comparator == "equal":
        apart = abs(have - limit)
        return True if apart <= abs(limit) / 100 else None if apart <= abs(limit) * _NEARLY else False
    return {"below": have < limit, "at_most": have <= limit, "above": have > limit, "at_least": have >= limit}[
        comparator
    ]


def is_commensurable(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities measure the same kind of thing."""
    return _magnitude_in(other, one) is not None


def is_same(one: Quantity, other: Quantity) -> bool:
    """Whether two quantities are equal within 1 %, whatever their units."""
    return satisfies(one, Quantity(other.magnitude, other.unit)) is True
