"""Drawn pictures: small, titled, and nothing but drawing."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from catalog.demo.assortment import assemble
from catalog.demo.drawing.palette import ink_of, mix
from catalog.demo.drawing.product import DRAWINGS, draw
from catalog.demo.families import load_families

SVG = "{http://www.w3.org/2000/svg}"
SHAPES = {"svg", "title", "g", "rect", "circle", "ellipse", "path"}


def test_draw_gives_every_product_a_small_titled_safe_picture() -> None:
    for product in assemble(load_families(), seed=7):
        text = draw(product)
        root = ElementTree.fromstring(text)
        assert len(text.encode()) < 3000, product.id
        assert root.findtext(f"{SVG}title") == product.title
        assert {node.tag.removeprefix(SVG) for node in root.iter()} <= SHAPES
        names = {name for node in root.iter() for name in node.attrib}
        assert not [name for name in names if name.startswith("on") or "href" in name or name == "style"]


def test_draw_tells_the_colours_of_a_model_apart() -> None:
    black, white, *_ = assemble(load_families(), seed=7)
    assert black.model == white.model
    assert draw(black).split("</title>")[1] != draw(white).split("</title>")[1]


def test_every_drawing_is_used() -> None:
    assert {family.picture for family in load_families()} == set(DRAWINGS)


def test_mix_blends_channels() -> None:
    assert mix("#000000", "#ffffff", 0.5) == "#808080"


def test_ink_of_knows_only_mixed_colours() -> None:
    with pytest.raises(KeyError):
        ink_of("Ultraviolet")
