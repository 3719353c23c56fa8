"""Screens, keys, networks, storage, cameras and printers."""

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
    dashes,
    ellipse,
    line,
    plain,
    rect,
    row,
    shape,
)


def _hills(x: int, y: int, width: int, height: int) -> str:
    """The picture on every screen: a sun behind two fern-green hills."""
    foot, right = y + height, x + width
    crest, near = f"{x + width * 0.3:g} {y + height * 0.3:g}", f"{x + width * 0.7:g} {y + height * 0.45:g}"
    return plain(
        rect(x, y, width, height, "#e9f0ea", r=2),
        circle(x + width * 0.7, y + height * 0.36, height * 0.13, GLOW),
        shape(f"M{x} {foot}V{y + height * 0.6:g}Q{crest} {x + width * 0.75:g} {foot}Z", "#8fae93"),
        shape(f"M{x + width * 0.3:g} {foot}Q{near} {right} {y + height * 0.66:g}V{foot}Z", "#5f8670"),
    )


def _monitor(ink: Ink, look: int) -> str:
    width = 164 + 6 * min(look, 6)
    left = 120 - width // 2
    return (
        shape("M104 168H136L140 196H100Z", METAL)
        + rect(76, 194, 88, 9, METAL, r=4)
        + rect(left, 52, width, 118, ink.base, r=7)
        + _hills(left + 7, 59, width - 14, 98)
        + plain(circle(120, 164, 2, GLOW))
    )


def _laptop(ink: Ink, look: int) -> str:
    return (
        rect(48, 60, 144, 104, ink.dark, r=8)
        + _hills(55, 67, 130, 90)
        + shape("M30 172H210L222 188Q222 194 214 194H26Q18 194 18 188Z", ink.base)
        + shape("M98 172H142L139 179H101Z", ink.dark)
        + plain(rect(196 - 8 * look, 184, 12, 3, ink.light, r=1))
    )


def _keyboard(ink: Ink, look: int) -> str:
    left = 18 if look == 3 else 30
    start, end = left + 11, 229 - left
    accent = ("#d98f4e", "#4e8fa8", "#7c9c6a", "#c5605a")[look % 4]
    keys = row(3, lambda n: dashes(f"M{start} {110 + 16 * n}H{end}", ink.light, 12, on=11, off=3.1))
    return (
        rect(left, 92, 240 - 2 * left, 80, ink.base, r=10)
        + keys
        + plain(rect(start, 152, 24, 11, ink.light, r=2), rect(start + 29, 152, 84, 11, ink.light, r=2))
        + plain(rect(start, 104, 11, 12, accent), rect(start + 119, 152, 34, 11, accent, r=2))
    )


def _mouse(ink: Ink, look: int) -> str:
    lean = -8 if look == 3 else 8
    return (
        shape(
            f"M120 42C{168 + lean} 42 176 92 174 138C172 182 150 200 120 200"
            f"C90 200 68 182 66 138C64 92 {72 + lean} 42 120 42Z",
            ink.base,
        )
        + line("M120 42V104", ink.dark, 2)
        + line("M67 112Q120 128 173 112", ink.dark, 2)
        + rect(113, 66, 14, 34, RUBBER, r=7)
        + plain(ellipse(96, 164, 8, 22, ink.light), circle(120, 144, 2 + look, GLOW))
    )


def _webcam(ink: Ink, look: int) -> str:
    return (
        shape("M98 150H142L152 190H88Z", METAL)
        + rect(44, 76, 152, 76, ink.base, r=38)
        + circle(120, 114, 28, RUBBER)
        + circle(120, 114, 17, SCREEN)
        + plain(circle(127, 107, 5, GLASS), circle(168, 114, 4, GLOW), circle(72, 114, 3 + look, ink.light))
    )


def _hub(ink: Ink, look: int) -> str:
    ports = row(3 + look, lambda n: rect(62 + 24 * n, 130, 17, 10, RUBBER, r=2))
    return (
        line("M60 126C20 110 40 60 84 62", ink.dark, 8)
        + rect(82, 54, 26, 16, METAL, r=4)
        + rect(46, 108, 162, 54, ink.base, r=12)
        + ports
    )


def _router(ink: Ink, look: int) -> str:
    arcs = row(
        2 + look // 2,
        lambda n: line(f"M{104 - 14 * n} {88 - 14 * n}Q120 {72 - 20 * n} {136 + 14 * n} {88 - 14 * n}", "#8fae93", 5),
    )
    lights = row(4, lambda n: circle(84 + 24 * n, 166, 3, GLOW))
    return (
        arcs
        + rect(40, 120, 160, 66, ink.base, r=18)
        + rect(60, 106, 120, 30, ink.light, r=14)
        + plain(lights)
        + rect(62, 186, 22, 8, RUBBER, r=3)
        + rect(156, 186, 22, 8, RUBBER, r=3)
    )


def _dongle(ink: Ink, look: int) -> str:
    return (
        rect(104, 48, 32, 36, METAL, r=2)
        + plain(rect(111, 58, 6, 8, RUBBER), rect(123, 58, 6, 8, RUBBER))
        + rect(88, 80, 64, 110 - 10 * (look % 2), ink.base, r=14)
        + plain(circle(120, 102, 4, GLOW), rect(104, 122, 32, 4, ink.light, r=2))
    )


def _ssd(ink: Ink, look: int) -> str:
    ribs = row(3, lambda n: line(f"M92 {156 + 9 * n}H148", ink.light, 2))
    sleeve = rect(66, 40, 108, 160, "#c98b4a", r=20) if look in {3, 4} else ""
    return (
        line("M120 196V220", RUBBER, 9)
        + sleeve
        + rect(74, 48, 92, 144, ink.base, r=14)
        + plain(circle(148, 66, 3, GLOW), rect(92, 84, 34, 6, ink.light, r=3))
        + ribs
    )


def _m2(ink: Ink, look: int) -> str:
    chips = rect(58, 96, 40, 48, RUBBER, r=3) + rect(106, 96, 40, 48, RUBBER, r=3) + rect(154, 106, 26, 28, RUBBER, r=3)
    fins = row(9, lambda n: rect(52 + 15 * n, 88, 8, 64, METAL))
    return (
        rect(28, 84, 180, 72, "#3f6b57", r=4)
        + plain(row(9, lambda n: rect(20, 90 + 7 * n, 14, 4, GLOW)))
        + (fins if look >= 2 else chips)
        + circle(206, 120, 7, PAPER)
    )


def _usbdrive(ink: Ink, look: int) -> str:
    return (
        rect(98, 40, 44, 52, METAL, r=3)
        + plain(rect(107, 54, 9, 10, RUBBER), rect(124, 54, 9, 10, RUBBER))
        + rect(88, 88, 64, 112, ink.base, r=10)
        + circle(120, 180, 8, PAPER)
        + plain(rect(102, 108, 8 + 6 * (look % 3), 6, "#8fae93", r=3))
    )


def _sdcard(ink: Ink, look: int) -> str:
    return (
        shape("M84 44H140L164 68V196Q164 202 158 202H84Q76 202 76 196V52Q76 44 84 44Z", ink.base)
        + plain(row(5, lambda n: rect(86 + 11 * n, 52, 7, 20, GLOW, r=1)))
        + rect(88, 104, 64, 76, PAPER, r=4)
        + plain(rect(96, 116, 28 + 10 * look, 8, "#5f8670", r=2), rect(96, 132, 40, 5, METAL, r=2))
    )


def _camera(ink: Ink, look: int) -> str:
    finder = rect(96, 54, 48, 24, ink.dark, r=6) if look == 1 else ""
    return (
        finder
        + rect(150, 62, 30, 16, METAL, r=5)
        + rect(34, 74, 172, 112, ink.base, r=18)
        + rect(34, 104, 172, 52, ink.dark, r=2)
        + circle(118, 130, 44, METAL)
        + circle(118, 130, 34, RUBBER)
        + circle(118, 130, 20, SCREEN)
        + plain(circle(127, 121, 6, GLASS), rect(170, 86, 22, 10, PAPER, r=3))
    )


def _instantcamera(ink: Ink, look: int) -> str:
    return (
        rect(84, 150, 72, 66, PAPER, r=2)
        + _hills(90, 156, 60, 42)
        + rect(44, 44, 152, 118, ink.base, r=26)
        + circle(120, 104, 38, ink.dark)
        + circle(120, 104, 26, RUBBER)
        + plain(circle(127, 97, 6, GLASS), rect(152, 56, 30, 18, GLASS, r=5), circle(66, 66, 7 + look, GLOW))
        + rect(78, 152, 84, 6, RUBBER, r=3)
    )


def _printer(ink: Ink, look: int) -> str:
    lid = rect(46, 72, 148, 22, ink.light, r=6) if look >= 2 else ""
    return (
        rect(76, 42, 88, 56, PAPER, r=2)
        + lid
        + rect(32, 88, 176, 84, ink.base, r=14)
        + rect(62, 138, 116, 12, RUBBER, r=4)
        + shape("M72 146H168L178 196H62Z", PAPER)
        + plain(
            line("M84 164H150", METAL, 3),
            line("M82 176H138", METAL, 3),
            circle(188, 106, 4, GLOW),
            rect(150, 100, 26, 12, SCREEN, r=2),
        )
    )


def _toner(ink: Ink, look: int) -> str:
    stripe = (RUBBER, RUBBER, RUBBER, "#3fa3bd", "#c2568c", "#e2bf3d")[look % 6]
    return (
        rect(24, 104, 192, 54, RUBBER, r=12)
        + rect(44, 92, 152, 24, METAL, r=6)
        + rect(48, 122, 144, 24, stripe, r=5)
        + plain(rect(60, 129, 60, 9, PAPER, r=3))
        + circle(204, 132, 10, METAL)
    )


COMPUTING: dict[str, Drawing] = {
    "monitor": _monitor,
    "laptop": _laptop,
    "keyboard": _keyboard,
    "mouse": _mouse,
    "webcam": _webcam,
    "hub": _hub,
    "router": _router,
    "dongle": _dongle,
    "ssd": _ssd,
    "m2": _m2,
    "usbdrive": _usbdrive,
    "sdcard": _sdcard,
    "camera": _camera,
    "instantcamera": _instantcamera,
    "printer": _printer,
    "toner": _toner,
}
