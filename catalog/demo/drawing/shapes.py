"""The few SVG shapes the pictures are made of, on a canvas of 240 by 240."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

SCREEN = "#24313d"
GLOW = "#f3cf7a"
GLASS = "#d7e8ec"
METAL = "#b4bbc0"
RUBBER = "#3a3d42"
PAPER = "#fdfcf8"
COFFEE = "#5b3a26"
WATER = "#a9cfe0"
WOOD = "#b98c5a"


@dataclass(frozen=True, slots=True)
class Ink:
    """A product's colour with a darker and a lighter shade of it."""

    base: str
    dark: str
    light: str


Drawing: TypeAlias = Callable[[Ink, int], str]


def rect(x: float, y: float, width: float, height: float, fill: str, *, r: float = 0) -> str:  # noqa: PLR0913
    """A rectangle from its top left corner, with rounded corners of radius `r`."""
    corner = f' rx="{r:g}"' if r else ""
    return f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}"{corner} fill="{fill}"/>'


def circle(x: float, y: float, r: float, fill: str) -> str:
    """A circle around a point."""
    return f'<circle cx="{x:g}" cy="{y:g}" r="{r:g}" fill="{fill}"/>'


def ellipse(x: float, y: float, rx: float, ry: float, fill: str) -> str:
    """An ellipse around a point."""
    return f'<ellipse cx="{x:g}" cy="{y:g}" rx="{rx:g}" ry="{ry:g}" fill="{fill}"/>'


def shape(d: str, fill: str) -> str:
    """A filled path."""
    return f'<path d="{d}" fill="{fill}"/>'


def line(d: str, colour: str, width: float = 3) -> str:
    """An open path of a width, with round ends."""
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-linecap="round"/>'


def dashes(d: str, colour: str, width: float, *, on: float, off: float) -> str:
    """A path cut into pieces: keys, pages, slats."""
    return f'<path d="{d}" fill="none" stroke="{colour}" stroke-width="{width:g}" stroke-dasharray="{on:g} {off:g}"/>'


def turned(degrees: float, x: float, y: float, *parts: str) -> str:
    """The parts turned clockwise around a point."""
    return f'<g transform="rotate({degrees:g} {x:g} {y:g})">{"".join(parts)}</g>'


def plain(*parts: str) -> str:
    """The parts without the outline that everything else has."""
    return f'<g stroke="none">{"".join(parts)}</g>'


def row(count: int, draw: Callable[[int], str]) -> str:
    """The same thing several times."""
    return "".join(draw(place) for place in range(count))
