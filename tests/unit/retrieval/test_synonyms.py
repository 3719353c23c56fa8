"""Other words for what a query says."""

from __future__ import annotations

from pathlib import Path

import pytest

from retrieval.errors import SettingsInvalid
from retrieval.settings import RetrievalSettings
from retrieval.synonyms import Synonyms, load_synonyms

LINES = [
    "# a remark",
    "",
    "television, tv, tvs",
    "usb stick, thumb drive, memory stick",
    "headset => headphones  # one way",
]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Cheap TVs", ["cheap television", "cheap tv"]),
        ("a red USB stick", ["red thumb drive", "red memory stick"]),
        ("gaming headset", ["gaming headphone"]),
        ("headphones", []),
        ("kettle", []),
        ("", []),
    ],
)
def test_variants_say_the_text_otherwise(text: str, expected: list[str]) -> None:
    assert Synonyms.of_lines(LINES).variants(text) == expected


@pytest.mark.parametrize("line", ["alone", "a, ", "=> tv", "tv =>"])
def test_a_line_that_says_nothing_is_named(line: str) -> None:
    with pytest.raises(ValueError, match="line 2"):
        Synonyms.of_lines(["tv, television", line])


def test_a_shop_puts_its_own_in_place(tmp_path: Path) -> None:
    own = tmp_path / "synonyms.txt"
    own.write_text("brolly, umbrella\n", encoding="utf-8")
    found = load_synonyms(RetrievalSettings(synonyms=str(own)))
    assert (found.variants("brolly"), found.variants("tv")) == (["umbrella"], [])


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsInvalid, match="SHOPCLERK_SYNONYMS.*nowhere"):
        load_synonyms(RetrievalSettings(synonyms=str(tmp_path / "nowhere")))


def test_the_packaged_synonyms_are_whole() -> None:
    assert "television" in Synonyms.packaged().variants("tv")
