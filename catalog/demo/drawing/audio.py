"""Headphones, speakers and what plays on them. `look` tells the models of a family apart."""

from __future__ import annotations

from catalog.demo.drawing.shapes import (
    GLOW,
    METAL,
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
)


def _headphones(ink: Ink, look: int) -> str:
    width = 13 + 3 * (look % 3)
    return (
        line("M62 140C54 30 186 30 178 140", ink.dark, width + 4)
        + line("M62 140C54 30 186 30 178 140", ink.base, width)
        + rect(44, 118, 38, 70, ink.base, r=18)
        + rect(158, 118, 38, 70, ink.base, r=18)
        + rect(78, 122, 14, 62, RUBBER, r=7)
        + rect(148, 122, 14, 62, RUBBER, r=7)
        + plain(rect(52, 134 + 4 * look, 6, 34, ink.light, r=3), rect(182, 134 + 4 * look, 6, 34, ink.light, r=3))
    )


def _earbuds(ink: Ink, look: int) -> str:
    def bud(x: int, lean: int) -> str:
        return (
            line(f"M{x} 84L{x + lean} 128", ink.dark, 15)
            + line(f"M{x} 84L{x + lean} 128", ink.base, 11)
            + circle(x, 76, 19, ink.base)
            + ellipse(x - lean * 1.4, 74, 9, 12, RUBBER)
        )

    lid = 146 + 3 * look
    return (
        bud(86, 5)
        + bud(154, -5)
        + rect(64, 136, 112, 66, ink.base, r=28)
        + line(f"M64 {lid + 14}H176", ink.dark, 2)
        + plain(circle(120, lid + 26, 3, GLOW), rect(80, 142, 60, 5, ink.light, r=2))
    )


def _speaker(ink: Ink, look: int) -> str:
    height = 108 + 24 * look
    top = 202 - height
    mesh = row(5, lambda n: line(f"M{92 + 14 * n} {top + 40}V{178}", ink.dark, 2))
    return (
        line(f"M92 {top + 8}C92 {top - 26} 148 {top - 26} 148 {top + 8}", ink.dark, 7)
        + rect(72, top, 96, height, ink.base, r=26)
        + rect(84, top + 30, 72, height - 48, ink.light, r=14)
        + mesh
        + plain(
            circle(106, top + 15, 3, ink.light), circle(120, top + 15, 3, GLOW), circle(134, top + 15, 3, ink.light)
        )
    )


def _bookshelf_speaker(ink: Ink, look: int) -> str:
    cone = 22 + 4 * look

    def box(x: int) -> str:
        return (
            rect(x, 58, 78, 144, ink.base, r=5)
            + circle(x + 39, 94, 14, RUBBER)
            + circle(x + 39, 94, 5, METAL)
            + circle(x + 39, 152, cone, RUBBER)
            + circle(x + 39, 152, cone - 8, SCREEN)
            + circle(x + 39, 152, 6, METAL)
        )

    return box(32) + box(130) + plain(circle(70, 192, 2, GLOW))


def _soundbar(ink: Ink, look: int) -> str:
    mesh = row(19, lambda n: line(f"M{30 + 10 * n} 146V164", ink.light, 2))
    sub = rect(150, 62, 56, 72, ink.base, r=6) + circle(178, 98, 18, ink.dark) + circle(178, 98, 6, METAL)
    stand = rect(34, 48, 104, 66, SCREEN, r=4) + rect(80, 114, 12, 14, METAL) + rect(64, 126, 44, 6, METAL, r=3)
    return (
        stand + (sub if look else "") + rect(18, 138, 204, 34, ink.base, r=12) + mesh + plain(circle(120, 155, 3, GLOW))
    )


def _radio(ink: Ink, look: int) -> str:
    mesh = row(4, lambda n: line(f"M54 {110 + 15 * n}H118", ink.dark, 4))
    return (
        line("M170 78L192 30", METAL, 4)
        + line("M80 82C80 52 160 52 160 82", ink.dark, 6)
        + rect(34, 80, 172, 112, ink.base, r=22)
        + rect(48, 96, 78, 78, ink.light, r=12)
        + mesh
        + rect(138, 98, 54, 30, SCREEN, r=5)
        + circle(166, 156, 19, METAL)
        + line("M166 156L174 145", RUBBER, 3)
        + plain(rect(144, 110, 22 + 8 * look, 5, GLOW, r=2))
    )


def _turntable(ink: Ink, look: int) -> str:
    return (
        rect(24, 104, 192, 80, ink.base, r=8)
        + ellipse(102, 138, 66, 28, RUBBER)
        + ellipse(102, 138, 42, 17, SCREEN)
        + ellipse(102, 138, 18, 7, GLOW)
        + circle(184, 122, 9, METAL)
        + line("M184 122L176 158L146 150", METAL, 5)
        + rect(40, 184, 24, 10, RUBBER, r=4)
        + rect(176, 184, 24, 10, RUBBER, r=4)
        + plain(circle(196, 168, 4 + look, ink.light))
    )


AUDIO: dict[str, Drawing] = {
    "headphones": _headphones,
    "earbuds": _earbuds,
    "speaker": _speaker,
    "bookshelf_speaker": _bookshelf_speaker,
    "soundbar": _soundbar,
    "radio": _radio,
    "turntable": _turntable,
}
