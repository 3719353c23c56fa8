"""What goes into a pocket or a bag, and what charges it."""

from __future__ import annotations

from catalog.demo.drawing.shapes import (
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
)


def _tablet(ink: Ink, look: int) -> str:
    inset = 12 if look == 3 else 0
    return (
        rect(52 + inset, 34, 136 - 2 * inset, 172, ink.base, r=14)
        + rect(60 + inset, 44, 120 - 2 * inset, 152, "#e9f0ea", r=5)
        + plain(
            circle(140, 92, 15, GLOW),
            shape(f"M{60 + inset} 196V150Q104 116 150 196Z", "#8fae93"),
            shape(f"M100 196Q146 132 {180 - inset} 158V196Z", "#5f8670"),
            circle(120, 39, 2, METAL),
        )
    )


def _ereader(ink: Ink, look: int) -> str:
    text = row(9, lambda n: line(f"M80 {66 + 12 * n}H{158 - 22 * (n % 4 == 3)}", "#6b6f73", 3))
    drop = shape("M172 168Q182 184 172 190Q162 184 172 168Z", "#7fb0c8") if look == 2 else ""
    return (
        rect(58, 32, 124, 176, ink.base, r=12)
        + rect(69, 46, 102, 134, PAPER, r=2)
        + plain(text)
        + drop
        + plain(rect(108, 192, 24, 3, ink.light, r=1))
    )


def _watch(ink: Ink, look: int) -> str:
    return (
        rect(94, 22, 52, 62, ink.base, r=12)
        + rect(94, 156, 52, 62, ink.base, r=12)
        + rect(74, 70, 92, 100, METAL, r=30)
        + rect(82, 78, 76, 84, SCREEN, r=24)
        + rect(165, 108, 8, 24, METAL, r=3)
        + plain(
            line("M100 132A26 26 0 1 1 140 132", GLOW, 6),
            line(f"M100 132A26 26 0 0 1 {104 + 6 * look} 96", "#8fc0a0", 6),
            rect(110, 146, 20, 4, PAPER, r=2),
        )
    )


def _powerbank(ink: Ink, look: int) -> str:
    height = 128 + 12 * look
    top = 202 - height
    ring = (
        f'<circle cx="120" cy="{top + 64}" r="24" fill="none" stroke="{ink.light}" stroke-width="4"/>'
        if look == 1
        else ""
    )
    lights = row(4, lambda n: circle(102 + 12 * n, 186, 3, GLOW))
    return rect(76, top, 88, height, ink.base, r=18) + rect(108, top - 3, 24, 8, RUBBER, r=3) + ring + plain(lights)


def _charger(ink: Ink, look: int) -> str:
    size = 84 + 12 * min(look, 2)
    left = 120 - size // 2
    return (
        rect(102, 44, 8, 40, METAL, r=2)
        + rect(130, 44, 8, 40, METAL, r=2)
        + rect(left, 80, size, size + 16, ink.base, r=16)
        + plain(rect(left + 10, 92, 6, size - 24, ink.light, r=3))
        + row(1 + (look >= 2), lambda n: rect(108, 124 + 24 * n, 24, 9, RUBBER, r=4))
    )


def _chargepad(ink: Ink, look: int) -> str:
    cord = line("M120 150C120 206 190 190 200 214", RUBBER, 6)
    light = plain(circle(120, 157, 3, GLOW))
    if look:
        return cord + row(3, lambda n: ellipse(58 + 62 * n, 132, 30, 18, ink.base)) + light
    return cord + ellipse(120, 132, 62, 30, ink.base) + ellipse(120, 128, 38, 16, ink.light) + light


def _cable(ink: Ink, look: int) -> str:
    loop = "M60 176C20 90 110 40 150 84C190 128 150 176 112 156C76 136 96 84 146 64"
    return (
        line(loop, ink.dark, 11)
        + line(loop, ink.base, 8)
        + row(look % 4 + 1, lambda n: rect(92 + 16 * n, 196, 11, 8, ink.base, r=2))
        + rect(50, 168, 22, 34, METAL, r=5)
        + rect(144, 50, 38, 22, METAL, r=5)
    )


def _case(ink: Ink, look: int) -> str:
    return (
        shape("M44 66L120 52V196L44 184Q38 183 38 176V74Q38 67 44 66Z", ink.dark)
        + rect(120, 46, 82, 152, ink.base, r=10)
        + line("M134 46V198", ink.dark, 5)
        + plain(rect(160, 64 + 8 * look, 24, 4, ink.light, r=2))
    )


MOBILE: dict[str, Drawing] = {
    "tablet": _tablet,
    "ereader": _ereader,
    "watch": _watch,
    "powerbank": _powerbank,
    "charger": _charger,
    "chargepad": _chargepad,
    "cable": _cable,
    "case": _case,
}
