"""Noise damages words and leaves placeholders alone."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from tuning import placeholders
from tuning.noise import broken, perturbed

DRAFT = "No, the <product_1> costs <price_1>, the <product_2> costs <price_2>."


@pytest.mark.parametrize("damage", [broken, perturbed])
def test_noise_keeps_every_placeholder_in_its_order(damage: Callable[[str, random.Random], str]) -> None:
    damaged = [damage(DRAFT, random.Random(seed)) for seed in range(200)]
    assert {tuple(placeholders.find(text)) for text in damaged} == {tuple(placeholders.find(DRAFT))}
    assert len(set(damaged)) > 3


def test_noise_is_the_same_for_the_same_seed() -> None:
    assert broken(DRAFT, random.Random(4)) == broken(DRAFT, random.Random(4))
