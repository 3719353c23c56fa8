from __future__ import annotations

import random
from pathlib import Path

import pytest

from bot.case_file import read_cases
from tests.bench.near_identical.catalogue import Catalogue, squash
from tests.bench.near_identical.generate import Generator
from tests.bench.near_identical.gold import UNNAMED, read_asked, write_asked
from tests.bench.near_identical.spelling import MISSPELLINGS, REFORMATS, SIBLINGS, cut
from tests.fakes.printers import product

SHOP = (
    product("1", "TN-2110", gtin="4006381333931"),
    product("2", "TN-2120", gtin="4006381333948"),
    product("3", "LJ 4000d", gtin="4006381333955"),
    product("4", "LJ-4000dn", gtin="4006381333962"),
    product("5", "XQ900", gtin="4006381333979"),
    product("6", "TN-2110", brand="Other", gtin="4006381333986"),
    product("7", "MK77", gtin="4006381333993"),
    product("8", "mk-77", gtin="4006381334006"),
)


@pytest.mark.unit
def test_near_holds_one_edit_and_equal_names_of_one_brand() -> None:
    near = Catalogue(SHOP).near
    assert near["1"] == {"2"}
    assert near["3"] == {"4"}
    assert near["7"] == {"8"}
    assert "5" not in near
    assert "6" not in near


@pytest.mark.unit
@pytest.mark.parametrize(("text", "ids"), [("tn 2110", {"1", "6"}), ("4006381333979", {"5"}), ("TN-2130", set())])
def test_owners_are_found_whatever_the_case_and_separators(text: str, ids: set[str]) -> None:
    assert Catalogue(SHOP).owners(text) == ids


@pytest.mark.unit
@pytest.mark.parametrize("kind", REFORMATS)
def test_a_reformatted_name_keeps_its_letters_and_digits(kind: str) -> None:
    assert squash(REFORMATS[kind]("LJ-4000dn", random.Random(1))) == "lj4000dn"


@pytest.mark.unit
@pytest.mark.parametrize("kind", [*MISSPELLINGS, *SIBLINGS])
def test_a_misspelt_name_is_another_name(kind: str) -> None:
    spelling = {**MISSPELLINGS, **SIBLINGS}[kind]
    assert squash(spelling("LJ-4000dn", random.Random(1))) != "lj4000dn"


@pytest.mark.unit
def test_a_lookalike_takes_the_letter_for_the_digit() -> None:
    assert MISSPELLINGS["lookalike"]("A0", random.Random(1)) == "AO"


@pytest.mark.unit
def test_a_cut_name_is_a_beginning() -> None:
    text = cut("LJ-4000dn", random.Random(1))
    assert "LJ-4000dn".startswith(text)
    assert len(text) < len("LJ-4000dn")


@pytest.mark.unit
def test_questions_are_the_same_for_the_same_seed() -> None:
    first, again, other = (Generator(Catalogue(SHOP), seed=seed).questions(60) for seed in (1, 1, 2))
    assert first == again
    assert first != other


@pytest.mark.unit
def test_gold_names_what_the_catalogue_says_the_mention_names() -> None:
    catalogue = Catalogue(SHOP)
    asked = Generator(catalogue).questions(400)
    assert {one.gold.form for one in asked} >= {"exact", "reformatted", "gtin", "ambiguous", *UNNAMED}
    for one in asked:
        assert all(mention in one.question for mention in one.gold.mentions)
        if one.gold.form in UNNAMED:
            assert one.gold.product_ids == ()
            assert catalogue.owners(one.gold.mentions[0]) == frozenset()
        if one.gold.form in ("exact", "reformatted"):
            assert {each for text in one.gold.mentions for each in catalogue.owners(text)} == set(one.gold.product_ids)
        if one.gold.form == "ambiguous":
            assert len(one.gold.product_ids) > 1
            assert one.gold.outcomes == ("clarify",)


@pytest.mark.unit
def test_gold_states_the_value_that_the_product_has() -> None:
    by_attribute = {
        one.gold.attribute: one.gold.value
        for one in Generator(Catalogue(SHOP)).questions(400)
        if one.gold.family not in ("comparison", "have", "stock") and one.gold.attribute
    }
    assert by_attribute == {"weight": "5", "colour": "Black", "wi_fi": "yes", "price": "9.50"}


@pytest.mark.unit
def test_pasted_text_is_long() -> None:
    pasted = [one for one in Generator(Catalogue(SHOP)).questions(400) if one.gold.form == "pasted"]
    assert pasted
    assert all(1_500 < len(one.question) < 10_000 for one in pasted)


@pytest.mark.unit
def test_a_catalogue_without_model_numbers_is_refused() -> None:
    with pytest.raises(ValueError, match="model numbers"):
        Generator(Catalogue([product("1", "Kettle")])).questions(1)


@pytest.mark.unit
def test_written_questions_are_read_by_the_evaluation_and_back(tmp_path: Path) -> None:
    asked = Generator(Catalogue(SHOP)).questions(30)
    cases, _ = write_asked(asked, tmp_path)
    assert [case.question for case in read_cases(cases)] == [one.question for one in asked]
    assert read_asked(tmp_path) == asked
