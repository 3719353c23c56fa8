"""Single values of schema.org: texts that may be things, and quantities with UN/CEFACT unit codes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

# UN/CEFACT Recommendation 20 codes of units that shops state.
UNIT_CODES = {
    "KGM": "kg", "GRM": "g", "MGM": "mg", "LBR": "lb", "ONZ": "oz", "MTR": "m", "CMT": "cm", "MMT": "mm",
    "INH": "in", "FOT": "ft", "LTR": "l", "MLT": "ml", "CLT": "cl", "WTT": "W", "KWT": "kW", "VLT": "V",
    "AMP": "A", "HUR": "h", "MIN": "min", "SEC": "s", "DAY": "d", "CEL": "°C", "FAH": "°F", "HTZ": "Hz",
    "KHZ": "kHz", "MHZ": "MHz", "A86": "GHz", "P1": "%", "4L": "MB", "E34": "GB", "E35": "TB", "MTK": "m²",
    "CMK": "cm²", "MTQ": "m³", "WHR": "Wh", "KWH": "kWh", "AMH": "Ah", "E09": "mAh", "2N": "dB", "BAR": "bar",
    "H87": "pcs", "LUM": "lm", "DD": "°", "OHM": "Ω", "PAL": "Pa", "NEW": "N", "C62": "",
}  # fmt: skip


def many(value: object) -> list[Any]:
    """A value that may be one or a list, as a list."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def plain(value: object) -> str | None:
    """The text of a value: of a list its first, of a thing its name, address or value."""
    if isinstance(value, list):
        return next((text for text in map(plain, value) if text), None)
    if isinstance(value, dict):
        named = (value.get(name) for name in ("name", "@value", "url", "contentUrl", "value"))
        return next((text for text in map(plain, named) if text), None)
    if isinstance(value, bool):
        return "Yes" if value else "No"
    return str(value).strip() if isinstance(value, (str, int, Decimal)) else None


def quantity(value: object) -> object:
    """What a PropertyValue or QuantitativeValue states, with its unit; several values as a list."""
    if not isinstance(value, dict):
        return [plain(one) for one in value] if isinstance(value, list) and len(value) > 1 else plain(value)
    amount = value.get("value")
    if isinstance(amount, (dict, list)):
        return quantity(amount)
    if amount is None and "minValue" in value and "maxValue" in value:
        amount = f"{plain(value['minValue'])}–{plain(value['maxValue'])}"
    text = plain(amount)
    code = plain(value.get("unitCode")) or ""
    unit = plain(value.get("unitText")) or UNIT_CODES.get(code.rsplit("/", 1)[-1].upper(), code)
    return f"{text} {unit}".strip() if text else None
