"""Appliances of the house, and what listens to the phone."""

from __future__ import annotations

from catalog.demo.drawing.shapes import (
    GLASS,
    GLOW,
    METAL,
    PAPER,
    RUBBER,
    SCREEN,
    Drawing,
    Ink,
    circle,
    ellipse,
    line,
    plain,
    rect,
    row,
    shape,
    turned,
)


def _stickvacuum(ink: Ink, look: int) -> str:
    head = rect(124, 188, 84, 18, ink.base, r=8)
    light = plain(rect(196, 192, 10, 6, GLOW, r=2)) if look >= 2 else ""
    return (
        line("M84 82L160 190", METAL, 9)
        + head
        + light
        + line("M48 38C84 22 96 52 78 70", ink.dark, 11)
        + rect(50, 54, 56, 40, ink.base, r=16)
        + circle(92, 104, 22, GLASS)
        + circle(92, 104, 10, ink.dark)
        + rect(38, 76, 20, 40, RUBBER, r=5)
    )


def _robotvacuum(ink: Ink, look: int) -> str:
    station = rect(78, 36, 84, 112, ink.light, r=14) if look == 2 else ""
    pad = shape("M54 172Q120 214 186 172Z", "#9cc1cf") if look else ""
    return (
        station
        + pad
        + ellipse(120, 150, 88, 42, ink.dark)
        + ellipse(120, 140, 88, 42, ink.base)
        + ellipse(120, 128, 26, 11, ink.dark)
        + ellipse(120, 122, 26, 11, ink.light)
        + plain(circle(120, 164, 4, GLOW), rect(88, 154, 12, 4, ink.light, r=2))
    )


def _purifier(ink: Ink, look: int) -> str:
    top = 48 - 8 * (look == 2)
    holes = row(5, lambda r: row(8, lambda n: circle(85 + 10 * n, 126 + 13 * r, 2.5, ink.dark)))
    return (
        rect(66, top, 108, 156 + (48 - top), ink.base, r=26)
        + ellipse(120, top + 20, 40, 11, ink.dark)
        + rect(98, top + 42, 44, 18, SCREEN, r=9)
        + plain(holes, circle(112, top + 51, 3, "#8fc0a0"), circle(128, top + 51, 3, GLOW if look else METAL))
    )


def _filter(ink: Ink, look: int) -> str:
    pleats = row(12, lambda n: line(f"M{70 + 9 * n} 66V182", METAL, 2))
    stripe = "#e0b56a" if look == 1 else "#8fae93"
    return (
        rect(58, 60, 124, 128, PAPER, r=6)
        + plain(pleats)
        + rect(50, 48, 140, 20, ink.dark, r=8)
        + rect(50, 182, 140, 20, ink.dark, r=8)
        + rect(58, 112, 124, 22, stripe)
    )


def _fan(ink: Ink, look: int) -> str:
    small = look == 2
    y, radius = (112, 62) if small else (90, 64)
    blades = row(3, lambda n: turned(120 * n + 20, 120, y, ellipse(120, y - 30, 17, 30, ink.light)))
    rings = row(3, lambda n: f'<circle cx="120" cy="{y}" r="{radius - 16 * n}" fill="none"/>')
    return (
        rect(114, y + radius, 12, 200 - y - radius, ink.base)
        + ellipse(120, 200, 46, 10, ink.base)
        + circle(120, y, radius, PAPER)
        + blades
        + rings
        + circle(120, y, 11, ink.base)
    )


def _heater(ink: Ink, look: int) -> str:
    bars = row(5, lambda n: line(f"M88 {84 + 17 * n}H152", "#e0895a" if n % 2 == look % 2 else GLOW, 6))
    return (
        rect(66, 42, 108, 150, ink.base, r=24)
        + rect(78, 70, 84, 96, RUBBER, r=10)
        + plain(bars, circle(120, 56, 5, ink.light))
        + rect(58, 188, 124, 14, ink.dark, r=7)
    )


def _iron(ink: Ink, look: int) -> str:
    cord = "" if look else line("M186 92C220 84 214 40 196 34", RUBBER, 5)
    return (
        cord
        + shape("M28 184C40 132 84 110 190 112L204 184Z", ink.base)
        + shape("M24 184H208V196H30Q22 196 24 184Z", METAL)
        + line("M78 116C90 62 180 60 186 112", ink.dark, 17)
        + line("M78 116C90 62 180 60 186 112", ink.light, 12)
        + shape("M112 132H176V164H92Z", GLASS)
        + plain(circle(66, 158, 5, GLOW))
    )


def _bulb(ink: Ink, look: int) -> str:
    glow = (GLOW, "#c7a0d8", GLOW, "#fae3a8", "#8fc6d8")[look % 5]
    size = (54, 54, 54, 60, 66)[look % 5]
    return (
        plain(f'<circle cx="120" cy="98" r="{size + 18}" fill="{glow}" opacity=".25"/>')
        + circle(120, 98, size, glow)
        + rect(94, 140, 52, 28, ink.base, r=6)
        + rect(100, 168, 40, 9, METAL, r=4)
        + rect(102, 178, 36, 9, METAL, r=4)
        + rect(108, 188, 24, 9, RUBBER, r=4)
        + plain(line("M94 84Q100 68 116 64", PAPER, 6))
    )


def _plug(ink: Ink, look: int) -> str:
    def outlet(x: int) -> str:
        return (
            circle(x, 116, 36, ink.light)
            + rect(x - 14, 100, 6, 20, RUBBER, r=2)
            + rect(x + 8, 100, 6, 20, RUBBER, r=2)
            + circle(x, 132, 5, RUBBER)
        )

    if look == 2:
        return rect(30, 68, 180, 98, ink.base, r=26) + outlet(76) + outlet(164) + plain(circle(120, 150, 4, GLOW))
    return (
        rect(64, 60, 112, 120, ink.base, r=34) + outlet(120) + plain(circle(120, 168, 4, "#8fc0a0" if look else GLOW))
    )


def _indoorcamera(ink: Ink, look: int) -> str:
    if look == 2:
        return (
            rect(168, 60, 18, 120, METAL, r=5)
            + line("M120 120L172 100", METAL, 10)
            + rect(36, 84, 126, 68, ink.base, r=30)
            + circle(66, 118, 24, RUBBER)
            + circle(66, 118, 13, SCREEN)
            + plain(circle(72, 112, 4, GLASS), circle(140, 118, 4, GLOW))
        )
    return (
        shape("M96 150H144L160 196H80Z", METAL)
        + circle(120, 104, 56, ink.base)
        + circle(120, 104, 36, RUBBER)
        + circle(120, 104, 20, SCREEN)
        + plain(
            circle(128, 96, 6, GLASS), circle(120, 148, 3, GLOW), line("M70 124Q120 170 170 124", ink.dark, 2 * look)
        )
    )


HOME: dict[str, Drawing] = {
    "stickvacuum": _stickvacuum,
    "robotvacuum": _robotvacuum,
    "purifier": _purifier,
    "filter": _filter,
    "fan": _fan,
    "heater": _heater,
    "iron": _iron,
    "bulb": _bulb,
    "plug": _plug,
    "indoorcamera": _indoorcamera,
}
