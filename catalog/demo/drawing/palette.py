"""Colour names as paint."""

from __future__ import annotations

from catalog.demo.drawing.shapes import Ink

UNPAINTED = "#ece7dc"
COLOURS = {
    "": UNPAINTED,
    "Black": "#33363c",
    "White": "#f7f5ef",
    "Navy": "#34496d",
    "Red": "#b84f45",
    "Teal": "#3a8582",
    "Sage": "#9db39b",
    "Sand": "#dac8a8",
    "Cream": "#f1e6cc",
    "Graphite": "#5d6168",
    "Silver": "#cbd0d3",
    "Steel": "#bcc3c7",
    "Walnut": "#80583b",
    "Oak": "#cba873",
    "Brass": "#c4a24f",
}


def ink_of(colour: str) -> Ink:
    """The colour's paint and its shades; raises KeyError for a colour nobody has mixed."""
    base = COLOURS[colour]
    return Ink(base=base, dark=mix(base, "#1b1e22", 0.32), light=mix(base, "#ffffff", 0.38))


def mix(paint: str, other: str, share: float) -> str:
    """The paint with this share of the other stirred in."""
    pairs = zip(_channels(paint), _channels(other), strict=True)
    return "#" + "".join(f"{round(mine + (theirs - mine) * share):02x}" for mine, theirs in pairs)


def _channels(paint: str) -> tuple[int, int, int]:
    return int(paint[1:3], 16), int(paint[3:5], 16), int(paint[5:7], 16)
