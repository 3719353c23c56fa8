from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from catalog.errors import MappingError
from catalog.mapping import load_mapping, mapping_text, parse_mapping

MANY_IGNORED = """
product = { id = "sku", title = "name" }
[[attributes]]
list = "specs"
ignore = ["Warranty", "Origin", "Colour code", "Internal number", "Season"]
"""
MAPPINGS = Path(__file__).parents[3] / "catalog" / "mappings"


def test_parse_mapping_reads_every_section() -> None:
    mapping = parse_mapping(
        """
        [product]
        id = "sku"
        title = "name"
        [identifiers]
        gtin = "ean"
        mpn = ["mpn", "part"]
        [offer]
        price = "price"
        price_unit = "minor"
        currency = "EUR"
        [[attributes]]
        prefix = "attr_"
        type = "number"
        [units]
        weight = "g"
        """,
        origin="m.toml",
    )
    assert mapping.product.id == "sku"
    assert mapping.identifiers.gtin == ("ean",)
    assert mapping.identifiers.mpn == ("mpn", "part")
    assert (mapping.offer.price_unit, mapping.offer.currency) == ("minor", "EUR")
    assert mapping.attributes[0].prefix == "attr_"
    assert mapping.units == {"weight": "g"}
    assert mapping.format.encoding == "utf-8"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[product]\nid = "a"', "product.title"),
        ('[product]\nid = "a"\ntitle = "b"\ntitel = "b"', "product.titel"),
        ('[product]\nid = "a"\ntitle = "b"\n[offer]\nprice = "p"\nprice_unit = "minor"', "needs a currency"),
        ('[product]\nid = "a"\ntitle = "b"\n[[attributes]]\ntype = "text"', "exactly one of prefix, field and list"),
        ('[product]\nid = "a"\ntitle = "b"\n[[attributes]]\nprefix = "x"\nfield = "y"', "got prefix, field"),
        ('[product]\nid = "a"\ntitle = "b"\n[[attributes]]\nprefix = "x"\nunit = "g"', r"use \[units\]"),
        ('[product\nid = "a"', "not valid TOML"),
    ],
)
def test_parse_mapping_names_what_is_wrong(text: str, said: str) -> None:
    with pytest.raises(MappingError, match=said):
        parse_mapping(text, origin="m.toml")


def test_load_mapping_says_which_file_is_missing(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match=r"absent\.toml"):
        load_mapping(tmp_path / "absent.toml")


@pytest.mark.parametrize("path", sorted(MAPPINGS.glob("*.toml")), ids=lambda path: path.stem)
def test_shipped_mappings_are_valid(path: Path) -> None:
    assert load_mapping(path).product.id


def test_a_currency_is_that_of_prices_for_which_the_mapping_names_none(tmp_path: Path) -> None:
    assert parse_mapping(mapping_text("shopify", None, currency="eur"), origin="x").offer.currency == "EUR"
    assert parse_mapping(mapping_text("shopify", None), origin="x").offer.currency is None
    own = tmp_path / "own.toml"
    own.write_text('[offer]\ncurrency = "USD"\n', encoding="utf-8")
    assert parse_mapping(mapping_text("shopify", own, currency="USD"), origin="x").offer.currency == "USD"
    with pytest.raises(MappingError, match="prices are in USD"):
        mapping_text("shopify", own, currency="EUR")
    with pytest.raises(MappingError, match="ISO 4217"):
        mapping_text("shopify", None, currency="Euros")


def test_the_digest_of_a_mapping_is_the_same_in_every_process() -> None:
    code = f"from catalog.mapping import parse_mapping\nprint(parse_mapping({MANY_IGNORED!r}, origin='a test').digest)"
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2", "3")
    ]
    assert set(told) == {parse_mapping(MANY_IGNORED, origin="a test").digest}
