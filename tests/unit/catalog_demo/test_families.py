"""The department files as families of models."""

from __future__ import annotations

from pathlib import Path

from catalog.demo.families import Colour, Detail, load_families

TABLE = """
[[family]]
path = "Audio > Radios"
picture = "radio"
brand = "Orvane"
line = "Larder"
noun = "radio"
spec = '''
General | Weight: 1 kg; Cord length: 2 m
Power | Batteries: 2 x AA; Power source: Mains
'''
describe = ["A radio."]
highlights = ["It plays."]
colours = "Red/R, Black"
models = [
  {name = "1", code = "LR-1", price = "10.00"},
  {name = "2", code = "LR-2", price = "12.50", set = "Weight: 2 kg; Cord length: -; Power saving: Yes", colours = "-"},
]
"""


def test_load_families_lets_a_model_override_remove_and_add_attributes(tmp_path: Path) -> None:
    (tmp_path / "radios.toml").write_text(TABLE)
    (family,) = load_families(tmp_path)
    first, second = family.models
    assert first.details == (
        Detail("General", "Weight", "1 kg"),
        Detail("General", "Cord length", "2 m"),
        Detail("Power", "Batteries", "2 x AA"),
        Detail("Power", "Power source", "Mains"),
    )
    assert second.details == (
        Detail("General", "Weight", "2 kg"),
        Detail("Power", "Batteries", "2 x AA"),
        Detail("Power", "Power source", "Mains"),
        Detail("Power", "Power saving", "Yes"),
    )


def test_load_families_reads_colours_and_their_suffixes(tmp_path: Path) -> None:
    (tmp_path / "radios.toml").write_text(TABLE)
    first, second = load_families(tmp_path)[0].models
    assert first.colours == (Colour("Red", "R"), Colour("Black", ""))
    assert second.colours == (Colour("", ""),)
