"""Units of measure: recognised, kept as the shop wrote them, and made comparable."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from tokenize import TokenError
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pint import UnitRegistry
    from pint.facets.plain import PlainUnit

# What a unit is written with: pint would also compute with numbers, spaces and signs.
SYMBOLS = re.compile(r"[^\W\d_%µ°]{1,16}[²³]?(?:/[^\W\d_]{1,16}[²³]?)?|%|[µμ°][^\W\d_]{1,8}")

# Units of product data that are spelled otherwise in pint's registry.
SPELLINGS = {
    '"': "inch",
    "″": "inch",
    "ins": "inch",
    "lbs": "pound",
    "hrs": "hour",
    "mins": "minute",
    "secs": "second",
    "ltr": "liter",
    "l": "liter",
    "fl oz": "fluid_ounce",
    "Ω": "ohm",
    "°C": "degC",
    "°F": "degF",
    "℃": "degC",
    "℉": "degF",
    "°": "degree",
    "dB": "dimensionless_db",
    "m²": "m**2",
    "m³": "m**3",
    "cm²": "cm**2",
    "cm³": "cm**3",
    "g/m²": "g/m**2",
    "cd/m²": "cd/m**2",
    "nits": "nit",
    "VA": "volt*ampere",
    "Mbps": "Mbit/s",
    "Gbps": "Gbit/s",
}
# Counts and measures that are units to a shopper and nothing to physics; compared as they are written.
COUNTS = frozenset(
    {"pages", "page", "ppm", "sheets", "pcs", "pc", "pieces", "pack", "MP", "dB", "dBA", "dB(A)", "lm", "fps"}
)
# Short words that pint reads as units and a feed hardly ever means.
NOT_UNITS = frozenset({"are", "point", "points", "hand", "hands", "ports", "port", "stone"})
NOT_UNITS_EXACT = frozenset({"a", "b", "d", "e", "x", "k", "K", "P", "p", "u", "U", "t", "c", "D", "R", "S", "G", "M"})


@lru_cache(maxsize=1)
def _registry() -> UnitRegistry[Decimal]:
    from pint import UnitRegistry

    registry: UnitRegistry[Decimal] = UnitRegistry(non_int_type=Decimal, cache_folder=None)
    registry.define("dimensionless_db = 1")
    return registry


@lru_cache(maxsize=4096)
def is_unit(text: str) -> bool:
    """Whether a text is a unit that a number can be stated in."""
    return text in COUNTS or _parsed(text) is not None


@lru_cache(maxsize=4096)
def _parsed(text: str) -> PlainUnit | None:
    if text.lower() in NOT_UNITS or text in NOT_UNITS_EXACT:
        return None
    if text not in SPELLINGS and not SYMBOLS.fullmatch(text):
        return None
    from pint import PintError

    try:
        return _registry().parse_units(SPELLINGS.get(text, text))
    except (PintError, AssertionError, TokenError, TypeError, ValueError):  # each what pint raises for some non-unit
        return None


def canonical(value: Decimal, unit: str | None) -> tuple[Decimal, str]:
    """A quantity in base units, rounded to nine significant digits: equal for 1 kg and 1000 g, not for 1 kg and 1 m."""
    parsed = _parsed(unit) if unit and unit not in COUNTS else None
    if parsed is None:
        return _rounded(value), unit or ""
    quantity = _registry().Quantity(value, parsed).to_base_units()
    return _rounded(Decimal(quantity.magnitude)), f"{quantity.units:~}"


def _rounded(value: Decimal) -> Decimal:
    return Decimal(f"{value:.9g}").normalize()
