from __future__ import annotations

import math
import re

import pytest

from tests.bench.synthesis import jittered, synthesised
from tests.fakes.printers import product


@pytest.mark.unit
def test_a_synthesised_product_has_a_new_model_of_the_same_shape_in_its_title() -> None:
    original = product("1", "LJ-4000dn Printer")
    made = synthesised(original, 7, seed=1)
    model = next(one.raw for one in made.identifiers if one.kind == "model")
    assert re.fullmatch(r"[A-Z]{2}-\d{4}[a-z]{2} Printer", model)
    assert model != "LJ-4000dn Printer"
    assert made.title == f"Acme {model} printer"
    assert made.id == "s0000007"
    assert made.attributes == original.attributes


@pytest.mark.unit
def test_synthesis_follows_from_seed_and_number() -> None:
    original = product("1", "LJ-4000dn")
    assert synthesised(original, 7, seed=1) == synthesised(original, 7, seed=1)
    assert synthesised(original, 7, seed=1).title != synthesised(original, 8, seed=1).title


@pytest.mark.unit
def test_a_jittered_vector_is_near_and_of_length_one() -> None:
    vector = [1.0] + [0.0] * 383
    moved = jittered(vector, 3, seed=1)
    assert math.fsum(each * each for each in moved) == pytest.approx(1.0)
    assert 0.5 < moved[0] < 1.0
    assert moved == jittered(vector, 3, seed=1)
