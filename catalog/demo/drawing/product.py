"""The picture of one product: its kind's drawing, in its colour, on a quiet ground."""

from __future__ import annotations

from html import escape

from catalog.demo.assortment import DemoProduct
from catalog.demo.drawing.audio import AUDIO
from catalog.demo.drawing.computing import COMPUTING
from catalog.demo.drawing.home import HOME
from catalog.demo.drawing.kitchen import KITCHEN
from catalog.demo.drawing.mobile import MOBILE
from catalog.demo.drawing.palette import ink_of, mix
from catalog.demo.drawing.rooms import ROOMS
from catalog.demo.drawing.shapes import Drawing

DRAWINGS: dict[str, Drawing] = {**AUDIO, **COMPUTING, **HOME, **KITCHEN, **MOBILE, **ROOMS}
GROUND = "#e9ece5"


def draw(product: DemoProduct) -> str:
    """An SVG with a title for those who hear it; no script, no style sheet, no outside reference."""
    ink = ink_of(product.colour)
    body = DRAWINGS[product.picture](ink, product.look)
    halo = mix(GROUND, ink.dark, 0.2)
    return (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 240 240" role="img">'
        f"<title>{escape(product.title)}</title>"
        f'<rect width="240" height="240" fill="{GROUND}"/><circle cx="120" cy="120" r="104" fill="{halo}"/>'
        f'<ellipse cx="120" cy="206" rx="86" ry="9" fill="#1b1e22" opacity=".12"/>'
        f'<g stroke="{ink.dark}" stroke-width="2" stroke-linejoin="round">{body}</g></svg>\n'
    )
