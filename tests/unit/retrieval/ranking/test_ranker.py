"""The ranker around its fitted model, on the fake embedder."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from retrieval.ranking.model import load_model, read_model
from retrieval.ranking.ranker import EmbeddingAttributeRanker
from retrieval.schema import Attribute
from tests.fakes.embedders import HashingEmbedder

WEIGHT = Attribute("weight", "Weight", Decimal(250), "g", "number")
PACKAGE = Attribute("package_weight", "Package weight", Decimal(300), "g", "number")
COLOUR = Attribute("colour", "Colour", "Black")
BLUETOOTH = Attribute("bluetooth", "Bluetooth", True, None, "boolean")
ALL = (COLOUR, PACKAGE, BLUETOOTH, WEIGHT)


@pytest.fixture
def ranker() -> EmbeddingAttributeRanker:
    return EmbeddingAttributeRanker(HashingEmbedder())


def test_rank_gives_every_attribute_a_probability_best_first(ranker: EmbeddingAttributeRanker) -> None:
    ranked = ranker.rank("what does it weigh?", ALL)
    assert {attribute for attribute, _ in ranked} == set(ALL)
    probabilities = [probability for _, probability in ranked]
    assert probabilities == sorted(probabilities, reverse=True)
    assert all(0.0 <= probability <= 1.0 for probability in probabilities)


def test_rank_prefers_the_product_to_its_package(ranker: EmbeddingAttributeRanker) -> None:
    order = [attribute.name for attribute, _ in ranker.rank("what is the weight?", ALL)]
    assert order.index("weight") < order.index("package_weight")


def test_rank_of_nothing_is_nothing(ranker: EmbeddingAttributeRanker) -> None:
    assert ranker.rank("what does it weigh?", ()) == []


@pytest.mark.parametrize("question", ["", "?", "x" * 100_000, "\ud800"[:0] + "Ω≈ç√"])
def test_rank_takes_any_question(ranker: EmbeddingAttributeRanker, question: str) -> None:
    assert len(ranker.rank(question, ALL)) == len(ALL)


def test_rank_takes_one_attribute_and_hundreds(ranker: EmbeddingAttributeRanker) -> None:
    many = [Attribute(f"a{number}", f"Property {number}", f"value {number}") for number in range(400)]
    assert len(ranker.rank("which property is it?", many)) == 400
    assert len(ranker.rank("which property is it?", many[:1])) == 1


def test_rank_keeps_attributes_of_one_label_apart(ranker: EmbeddingAttributeRanker) -> None:
    other = replace(COLOUR, value="White", source="site")
    assert {attribute.value for attribute, _ in ranker.rank("what colour is it?", (COLOUR, other))} == {
        "Black",
        "White",
    }


def test_warm_leaves_only_the_question_to_embed() -> None:
    embedder = HashingEmbedder()
    ranker = EmbeddingAttributeRanker(embedder)
    ranker.warm(ALL)
    embedder.embedded.clear()
    ranker.rank("what does it weigh?", ALL)
    assert embedder.embedded == ["what does it weigh?"]


def test_model_survives_its_file_and_refuses_other_features() -> None:
    model = load_model()
    assert read_model(model.as_json()) == model
    with pytest.raises(ValueError, match="expected coefficients"):
        read_model(model.as_json().replace("label_cosine", "other_cosine"))
