"""A quantity as text that sorts as the quantity does: one key a dimension, magnitudes in base units.

One index field then holds the measures of thousands of attribute names, and ranges over it are ranges of text.
"""

from __future__ import annotations

import struct
from decimal import Decimal
from functools import lru_cache

from retrieval.measures.quantity import Quantity, base_of

_SIGN = 1 << 63
_ALL = (1 << 64) - 1


@lru_cache(maxsize=4096)
def canonical(quantity: Quantity) -> tuple[str, float]:
    """The dimension and the magnitude in its base unit, equal for 1 kg and 1000 g; the comparator is left aside."""
    dimension, magnitude = base_of(quantity.magnitude, quantity.unit)
    return dimension, float(f"{magnitude:.9g}")


def bare(number: Decimal, unit: str | None = None) -> tuple[str, float]:
    """A number without a unit, or with one that is only compared with itself: `pages`."""
    return (unit or "").strip().lower(), float(number)


def sortable(dimension: str, magnitude: float) -> str:
    """Text whose order within one dimension is the order of the magnitudes."""
    (bits,) = struct.unpack(">Q", struct.pack(">d", magnitude + 0.0))
    ordered = bits ^ (_ALL if bits & _SIGN else _SIGN)
    return f"{dimension}:{ordered:016x}"


def measure_of(text: str) -> tuple[str, float]:
    """The dimension and magnitude that `sortable` wrote."""
    dimension, _, digits = text.rpartition(":")
    ordered = int(digits, 16)
    bits = ordered ^ (_SIGN if ordered & _SIGN else _ALL)
    return dimension, float(struct.unpack(">d", struct.pack(">Q", bits))[0])
