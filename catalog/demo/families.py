"""The families of models as the TOML files under departments/ describe them.

A family shares a brand, a kind and most attributes; each of its models states what differs (`set`), and comes in one or
more colours. `Label: -` in `set` takes an attribute away. `group` joins models that are one product in several sizes.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

DEPARTMENTS_DIR = Path(__file__).with_name("departments")
NOT_STATED = "-"


@dataclass(frozen=True, slots=True)
class Detail:
    """One line of the specification table, and the section it stands in."""

    section: str
    label: str
    value: str


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour a model is sold in, and what it adds to the model number."""

    name: str
    suffix: str


@dataclass(frozen=True, slots=True)
class Model:
    """One model of a family: what a buyer would call it, its number, and its own words for the shared text."""

    name: str
    code: str
    price: Decimal
    details: tuple[Detail, ...]
    colours: tuple[Colour, ...]
    describe: tuple[str, ...]
    highlights: tuple[str, ...]
    tail: str
    group: str
    new: bool


@dataclass(frozen=True, slots=True)
class Family:
    """Models that are told apart by little: the same brand, line and kind."""

    path: tuple[str, ...]
    picture: str
    brand: str
    line: str
    noun: str
    models: tuple[Model, ...]


def load_families(folder: Path = DEPARTMENTS_DIR) -> list[Family]:
    """Every family of every file, in the order of the files' names."""
    return [
        _family(table) for file in sorted(folder.glob("*.toml")) for table in tomllib.loads(file.read_text())["family"]
    ]


def _family(table: Mapping[str, Any]) -> Family:
    return Family(
        path=tuple(table["path"].split(" > ")),
        picture=table["picture"],
        brand=table["brand"],
        line=table["line"],
        noun=table["noun"],
        models=tuple(_model(model, table) for model in table["models"]),
    )


def _model(model: Mapping[str, Any], family: Mapping[str, Any]) -> Model:
    describe = [model["describe"]] if "describe" in model else family["describe"]
    highlights = model["highlights"].split("; ") if "highlights" in model else family["highlights"]
    return Model(
        name=model["name"],
        code=model["code"],
        price=Decimal(model["price"]),
        details=_details(family["spec"], model.get("set", "")),
        colours=_colours(model.get("colours", family["colours"])),
        describe=tuple(describe),
        highlights=tuple(highlights),
        tail=model.get("tail", ""),
        group=model.get("group", model["code"]),
        new=model.get("new", False),
    )


def _details(spec: str, overrides: str) -> tuple[Detail, ...]:
    found: dict[str, Detail] = {}
    section = ""
    for line in spec.strip().splitlines():
        section, stated = line.split(" | ")
        found |= {label: Detail(section, label, value) for label, value in _pairs(stated)}
    for label, value in _pairs(overrides):
        found[label] = Detail(found[label].section if label in found else section_for(label, found), label, value)
    return tuple(detail for detail in found.values() if detail.value != NOT_STATED)


def section_for(label: str, known: Mapping[str, Detail]) -> str:
    """The section of the attribute whose label begins with the same word, else the first section."""
    word = label.split()[0]
    alike = (detail.section for name, detail in known.items() if name.split()[0] == word)
    return next(alike, next(iter(known.values())).section)


def _pairs(stated: str) -> list[tuple[str, str]]:
    parts = (part.split(": ", 1) for part in stated.split("; ") if part)
    return [(label.strip(), value.strip()) for label, value in parts]


def _colours(stated: str) -> tuple[Colour, ...]:
    if stated == NOT_STATED:
        return (Colour("", ""),)
    return tuple(Colour(*(colour.split("/") if "/" in colour else (colour, ""))) for colour in stated.split(", "))
