"""Kettles, coffee, pots, pans and what stands on the worktop."""

from __future__ import annotations

from catalog.demo.drawing.shapes import (
    COFFEE,
    GLASS,
    GLOW,
    METAL,
    PAPER,
    RUBBER,
    SCREEN,
    WATER,
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
)


def _kettle(ink: Ink, look: int) -> str:
    top = 84 if look == 2 else 70
    return (
        line(f"M158 {top + 14}C206 {top + 8} 204 168 166 170", RUBBER, 13)
        + shape(f"M78 {top + 18}L48 {top + 30}L74 {top + 54}Z", ink.base)
        + shape(f"M82 {top}H158L174 186H66Z", ink.base)
        + shape(f"M88 {top}Q120 {top - 26} 152 {top}Z", ink.dark)
        + circle(120, top - 17, 6, RUBBER)
        + rect(58, 186, 124, 16, RUBBER, r=6)
        + plain(rect(112, 118, 12, 48, WATER, r=6), circle(120, 194, 3 + look % 2, GLOW))
    )


def _gooseneck(ink: Ink, look: int) -> str:
    return (
        line("M82 164C34 160 66 86 30 76", ink.dark, 11)
        + line("M82 164C34 160 66 86 30 76", ink.base, 8)
        + line("M160 96C214 84 210 170 176 176", RUBBER, 10)
        + shape("M92 88H152L176 184H72Z", ink.base)
        + ellipse(122, 88, 31, 9, ink.dark)
        + circle(122, 74, 7, WOOD)
        + rect(62, 184, 120, 20, RUBBER, r=7)
        + plain(rect(94, 189, 30 + 12 * look, 9, SCREEN, r=2), circle(168, 194, 4, GLOW))
    )


def _espresso(ink: Ink, look: int) -> str:
    hopper = shape("M146 26H192L184 54H154Z", GLASS) if look == 1 else ""
    gauge = circle(120, 74, 12, PAPER) + line("M120 74L126 67", RUBBER, 2) if look else circle(120, 74, 5, GLOW)
    return (
        hopper
        + rect(44, 54, 152, 44, ink.base, r=10)
        + rect(44, 90, 46, 108, ink.base, r=6)
        + rect(36, 188, 168, 16, RUBBER, r=6)
        + rect(116, 98, 46, 14, METAL, r=4)
        + line("M160 106H204", RUBBER, 10)
        + gauge
        + shape("M124 154H158L154 186H128Z", PAPER)
        + line("M134 114V138", COFFEE, 3)
        + line("M146 114V138", COFFEE, 3)
        + plain(circle(66, 74, 4, ink.light), circle(172, 74, 4, ink.light))
    )


def _filtercoffee(ink: Ink, look: int) -> str:
    pot = (
        rect(94, 128, 76, 60, METAL, r=14)
        if look == 1
        else shape("M96 130H168L178 176Q178 190 164 190H100Q86 190 86 176Z", GLASS)
    )
    coffee = "" if look == 1 else plain(shape("M92 158H172L174 176Q174 186 164 186H100Q90 186 90 176Z", COFFEE))
    return (
        rect(52, 44, 136, 40, ink.base, r=10)
        + rect(52, 76, 34, 120, ink.base, r=6)
        + shape("M102 84H164L154 116H112Z", ink.dark)
        + rect(44, 188, 152, 16, ink.dark, r=6)
        + pot
        + coffee
        + line("M174 140C200 140 198 178 176 176", RUBBER, 8)
        + plain(circle(70, 64, 4, GLOW))
    )


def _grinder(ink: Ink, look: int) -> str:
    return (
        shape("M82 40H158L146 92H94Z", GLASS)
        + plain(shape("M88 64H152L146 90H94Z", COFFEE))
        + rect(80, 30, 80, 12, RUBBER, r=5)
        + rect(84, 90, 72, 58, ink.base, r=8)
        + rect(70, 186, 100, 18, ink.base, r=6)
        + rect(84, 140, 18, 52, ink.dark)
        + shape("M112 156H152L148 186H116Z", METAL)
        + circle(120, 118, 13, METAL)
        + plain(rect(106, 190, 14 + 14 * look, 8, SCREEN, r=2))
    )


def _toaster(ink: Ink, look: int) -> str:
    slices = row(
        2,
        lambda n: shape(
            f"M{70 + 54 * n} 98V66Q{70 + 54 * n} 52 {93 + 54 * n} 52Q{116 + 54 * n} 52 {116 + 54 * n} 66V98Z", "#d9a766"
        ),
    )
    return (
        slices
        + rect(36, 86, 168, 104, ink.base, r=30)
        + rect(54, 86, 132, 9, RUBBER, r=4)
        + rect(204, 112, 12, 22, RUBBER, r=4)
        + circle(172, 154, 12, METAL)
        + line("M172 154L178 146", RUBBER, 3)
        + rect(52, 190, 26, 8, RUBBER, r=3)
        + rect(162, 190, 26, 8, RUBBER, r=3)
        + plain(rect(60, 116, 7, 50, ink.light, r=3), rect(90, 148, 22 * (look == 1), 12, SCREEN))
    )


def _blender(ink: Ink, look: int) -> str:
    fill = ("#e29a86", "#e0b56a", "#9cbf86", "#d98b5f")[look % 4]
    return (
        rect(88, 26, 64, 14, RUBBER, r=5)
        + shape("M78 40H162L150 140H90Z", GLASS)
        + plain(shape("M83 82H157L150 138H90Z", fill))
        + line("M160 56C196 56 190 116 154 116", RUBBER, 9)
        + shape("M88 142H152L166 202H74Z", ink.base)
        + circle(120, 174, 14, METAL)
        + line("M120 174L128 164", RUBBER, 3)
        + plain(circle(94, 188, 3, GLOW))
    )


def _scales(ink: Ink, look: int) -> str:
    return (
        circle(120, 86, 26, "#c4574c")
        + line("M120 62Q124 48 138 46", "#5f8670", 5)
        + shape("M50 112H190L212 178H28Z", ink.base)
        + rect(24, 176, 192, 16, ink.dark, r=7)
        + rect(86, 140, 68, 24, SCREEN, r=4)
        + plain(rect(112, 147, 24 + 6 * look, 9, "#9fd0c0", r=2))
    )


def _pan(ink: Ink, look: int) -> str:
    inside = "#e6ddcd" if look >= 3 else RUBBER
    size = 56 + 5 * (look % 3)
    return (
        line("M140 122L222 54", RUBBER, 15)
        + line("M150 114L222 54", METAL, 7)
        + circle(96, 146, size, ink.base)
        + circle(96, 146, size - 10, inside)
        + plain(ellipse(84, 132, 16, 8, METAL if look < 3 else PAPER))
    )


def _pot(ink: Ink, look: int) -> str:
    wide = 58 + 8 * look
    left, right = 120 - wide, 120 + wide
    return (
        shape(f"M{left} 104H{right}V164Q{right} 194 {right - 30} 194H{left + 30}Q{left} 194 {left} 164Z", ink.base)
        + rect(left - 20, 116, 22, 16, ink.dark, r=7)
        + rect(right - 2, 116, 22, 16, ink.dark, r=7)
        + shape(f"M{left - 4} 104Q120 48 {right + 4} 104Z", ink.base)
        + circle(120, 66, 10, METAL)
        + plain(line(f"M{left + 14} 94Q{left + 26} 82 {left + 44} 78", ink.light, 5))
    )


def _knife(ink: Ink, look: int) -> str:
    tip = 24 + (0, 18, 8, 62, 0)[look % 5]
    blade = shape(f"M{tip} 128Q{tip + 50} 94 146 96V140H{tip + 30}Q{tip + 8} 138 {tip} 128Z", "#dfe4e7")
    return (
        blade
        + rect(144, 94, 8, 46, METAL, r=2)
        + rect(152, 98, 70, 32, ink.base, r=12)
        + plain(circle(170, 114, 3, METAL), circle(190, 114, 3, METAL), circle(208, 114, 3, METAL))
    )


def _airfryer(ink: Ink, look: int) -> str:
    window = rect(82, 122, 76, 44, GLOW, r=6) if look == 1 else ""
    split = line("M120 108V194", ink.dark, 3) if look == 2 else ""
    return (
        shape("M72 40H168Q188 40 190 64L198 180Q198 200 180 200H60Q42 200 42 180L50 64Q52 40 72 40Z", ink.base)
        + rect(86, 54, 68, 34, SCREEN, r=8)
        + line("M46 106H194", ink.dark, 3)
        + window
        + split
        + rect(96, 172, 48, 14, RUBBER, r=6)
        + plain(rect(96, 66, 20, 8, "#9fd0c0", r=2), circle(138, 70, 4, GLOW))
    )


def _mixer(ink: Ink, look: int) -> str:
    def beater(x: int) -> str:
        return (
            line(f"M{x} 116V150", METAL, 5)
            + f'<ellipse cx="{x}" cy="174" rx="13" ry="26" fill="none" stroke="{METAL}" stroke-width="4"/>'
            + line(f"M{x} 148V200", METAL, 3)
        )

    return (
        beater(84)
        + beater(118)
        + line("M96 66C100 30 196 34 190 84", ink.dark, 15)
        + line("M96 66C100 30 196 34 190 84", ink.base, 11)
        + rect(58, 72, 142, 48, ink.base, r=22)
        + plain(rect(150, 92, 30, 8, ink.light, r=4), circle(76, 96, 4 + look, GLOW))
    )


def _jar(ink: Ink, look: int) -> str:
    lid = "#a9c2b4" if look == 2 else WOOD
    fills = ("#e0b56a", PAPER, "#c98b4a", "#d9cdb4", "#9cbf86")

    def jar(x: int, top: int, fill: str) -> str:
        return (
            rect(x, top, 54, 200 - top, GLASS, r=10)
            + plain(rect(x + 6, top + 36, 42, 158 - top, fill, r=5))
            + rect(x - 2, top - 12, 58, 16, lid, r=5)
        )

    tops = (116, 66, 92)
    return row(3, lambda n: jar(26 + 66 * n, tops[n], fills[(n + look) % 5]))


KITCHEN: dict[str, Drawing] = {
    "kettle": _kettle,
    "gooseneck": _gooseneck,
    "espresso": _espresso,
    "filtercoffee": _filtercoffee,
    "grinder": _grinder,
    "toaster": _toaster,
    "blender": _blender,
    "scales": _scales,
    "pan": _pan,
    "pot": _pot,
    "knife": _knife,
    "airfryer": _airfryer,
    "mixer": _mixer,
    "jar": _jar,
}
