"""Lamps, furniture, and what lies on the bed."""

from __future__ import annotations

from catalog.demo.drawing.shapes import (
    GLOW,
    METAL,
    PAPER,
    RUBBER,
    SCREEN,
    WOOD,
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


def _desklamp(ink: Ink, look: int) -> str:
    foot = rect(62, 176, 26, 32, METAL, r=4) if look == 2 else ellipse(80, 194, 46, 11, ink.base)
    cone = plain(f'<path d="M128 88L206 88L228 186H104Z" fill="{GLOW}" opacity=".28"/>')
    return (
        cone
        + foot
        + line("M80 190L64 120L126 62", ink.dark, 9)
        + line("M80 190L64 120L126 62", ink.base, 6)
        + circle(64, 120, 7, METAL)
        + shape("M118 48L158 40L196 82L136 92Z", ink.base)
        + plain(ellipse(166, 88, 26, 5, GLOW), circle(80, 192, 3 + 5 * (look == 1), ink.light))
    )


def _floorlamp(ink: Ink, look: int) -> str:
    shade = PAPER if look else "#efe4cd"
    return (
        plain(f'<ellipse cx="120" cy="112" rx="80" ry="58" fill="{GLOW}" opacity=".25"/>')
        + rect(117, 98, 6, 102, ink.base)
        + ellipse(120, 202, 36, 8, ink.base)
        + shape("M88 30H152L176 102H64Z", shade)
        + (row(4, lambda n: line(f"M{82 - 5 * n} {46 + 16 * n}H{158 + 5 * n}", "#d8cdb6", 2)) if look else "")
    )


def _deskchair(ink: Ink, look: int) -> str:
    head = rect(96, 16, 48, 22, ink.base, r=10) if look == 1 else ""
    arms = line("M66 134V104H84", RUBBER, 8) + line("M174 134V104H156", RUBBER, 8)
    return (
        head
        + rect(115, 34, 10, 14, RUBBER)
        + rect(78, 40, 84, 84, ink.base, r=20)
        + plain(rect(90, 52, 60, 60, ink.light, r=12))
        + arms
        + rect(66, 126, 108, 24, ink.base, r=12)
        + rect(115, 150, 10, 34, METAL)
        + line("M120 184L70 200M120 184L170 200M120 184V204", RUBBER, 8)
        + circle(68, 206, 7, RUBBER)
        + circle(172, 206, 7, RUBBER)
        + circle(120, 208, 7, RUBBER)
    )


def _desk(ink: Ink, look: int) -> str:
    return (
        rect(18, 92, 204, 14, ink.base, r=4)
        + rect(44, 106, 14, 88, METAL)
        + rect(182, 106, 14, 88, METAL)
        + rect(26, 192, 50, 9, METAL, r=4)
        + rect(164, 192, 50, 9, METAL, r=4)
        + rect(58, 108, 124, 8 + 3 * look, METAL)
        + rect(76, 40, 70, 44, SCREEN, r=4)
        + rect(106, 82, 10, 10, METAL)
        + shape("M168 92V72H186V92Z", "#c98b4a")
        + plain(
            shape("M177 72Q160 52 168 44Q178 54 177 72Q182 50 192 50Q192 64 177 72Z", "#6d9277"),
            rect(160, 99, 14, 3, RUBBER, r=1),
        )
    )


def _shelf(ink: Ink, look: int) -> str:
    top, boards = (118, 2) if look == 2 else (28, 4)
    step = (196 - top) / boards
    books = ("#b84f45", "#34496d", "#9db39b", "#dac8a8", "#3a8582")

    def board(n: int) -> str:
        y = top + step * n
        kept = row(
            3 + (n + look) % 3,
            lambda b: rect(72 + 12 * b, y + step - 30 - 3 * (b % 2), 10, 30 + 3 * (b % 2), books[(b + n) % 5]),
        )
        return kept + rect(60, y + step, 120, 7, ink.base)

    doors = (
        rect(64, 150, 54, 46, ink.light)
        + rect(122, 150, 54, 46, ink.light)
        + circle(112, 172, 3, METAL)
        + circle(128, 172, 3, METAL)
        if look == 1
        else ""
    )
    return (
        rect(56, top, 128, 7, ink.base)
        + row(boards, board)
        + rect(54, top, 8, 180 - top + 24, ink.base)
        + rect(178, top, 8, 180 - top + 24, ink.base)
        + doors
    )


def _duvet(ink: Ink, look: int) -> str:
    puffs = row(3, lambda r: row(4, lambda n: rect(42 + 39 * n, 78 + 35 * r, 37, 33, ink.base, r=11)))
    return (
        rect(34, 70, 172, 122, ink.light, r=22)
        + puffs
        + shape("M150 192Q206 192 206 140L206 178Q206 192 192 192Z", "#d8cdb6" if look >= 3 else ink.dark)
    )


def _bedlinen(ink: Ink, look: int) -> str:
    dots = (
        row(3, lambda n: circle(96 + 24 * n, 132, 3, ink.dark))
        if look == 0
        else row(3, lambda n: line(f"M60 {126 + 14 * n}H180", ink.dark, 1.5))
    )
    return (
        rect(36, 150, 168, 46, ink.base, r=12)
        + rect(42, 108, 156, 46, ink.base, r=12)
        + rect(56, 68, 128, 44, ink.light, r=18)
        + plain(dots)
        + rect(108, 146, 24, 52, WOOD if look == 2 else "#5f8670")
    )


def _pillow(ink: Ink, look: int) -> str:
    seam = line("M54 178Q120 190 186 178", ink.dark, 2) if look else ""
    return (
        shape("M44 86Q120 70 196 86Q208 128 196 178Q120 196 44 178Q32 128 44 86Z", ink.base)
        + plain(line("M70 112Q96 104 116 112", ink.dark, 2), line("M130 152Q154 144 172 152", ink.dark, 2))
        + seam
        + circle(196, 86, 3 + look, METAL)
    )


def _towel(ink: Ink, look: int) -> str:
    foot = 160 if look else 196
    return (
        rect(28, 44, 184, 9, METAL, r=4)
        + rect(68, 42, 104, foot - 42, ink.base, r=6)
        + rect(68, foot - 40, 104, 8, ink.light)
        + rect(68, foot - 26, 104, 8, ink.light)
        + plain(row(13, lambda n: rect(70 + 8 * n, foot - 2, 4, 7, ink.dark)))
    )


def _clock(ink: Ink, look: int) -> str:
    rays = row(7, lambda n: turned(22 * n - 66, 120, 122, line("M120 40V26", GLOW, 5)))
    return (
        rays
        + circle(120, 122, 70, "#f7dc9a" if look < 2 else "#e7b7a4")
        + circle(120, 122, 56, PAPER)
        + rect(84, 106, 72, 34, SCREEN, r=8)
        + plain(
            rect(94, 116, 10, 14, GLOW),
            rect(108, 116, 10, 14, GLOW),
            circle(124, 119, 2, GLOW),
            circle(124, 127, 2, GLOW),
            rect(130, 116, 16, 14, GLOW),
        )
        + rect(72, 188, 96, 14, ink.base, r=7)
        + (rect(108, 192, 24, 5, RUBBER, r=2) if look else "")
    )


ROOMS: dict[str, Drawing] = {
    "desklamp": _desklamp,
    "floorlamp": _floorlamp,
    "deskchair": _deskchair,
    "desk": _desk,
    "shelf": _shelf,
    "duvet": _duvet,
    "bedlinen": _bedlinen,
    "pillow": _pillow,
    "towel": _towel,
    "clock": _clock,
}
