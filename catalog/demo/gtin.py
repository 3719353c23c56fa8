"""GTIN-13 numbers from the range kept for use inside one company, so that no real product shares them."""

from __future__ import annotations

RESTRICTED_PREFIX = "200"


def check_digit(digits: str) -> int:
    """The GS1 check digit of twelve digits: weights 1 and 3 from the left, up to the next ten."""
    total = sum(int(digit) * (3 if place % 2 else 1) for place, digit in enumerate(digits))
    return -total % 10


def internal_gtin(number: int) -> str:
    """A valid GTIN-13 with the restricted-circulation prefix 200 for a number below a thousand million."""
    body = f"{RESTRICTED_PREFIX}{number:09d}"
    return f"{body}{check_digit(body)}"
