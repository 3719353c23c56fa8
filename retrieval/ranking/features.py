"""What the ranker weighs: one row of numbers for each of a product's attributes, seen beside its neighbours."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from retrieval.ranking.attribute_text import AttributeReading, stems
from retrieval.ranking.concepts import load_concepts
from retrieval.ranking.mismatch import explained_words
from retrieval.ranking.question_reading import CARRIES_NOTHING, QuestionReading

Matrix: TypeAlias = NDArray[np.float64]

_GENERIC_WORDS = stems("included includes include including comes come")
_PAIR = (
    "label_covered",
    "label_extra",
    "question_covered_by_label",
    "question_covered_by_value",
    "question_unexplained",
    "generic_only",
    "number_shared",
    "value_said",
    "concept_shared",
    "concept_shared_wholly",
    "concept_strongest",
    "concept_other",
    "measure_shared",
    "measure_other",
    "yes_no_boolean",
    "open_boolean",
    "count_number",
    "measured_without_number",
    "when_dated",
    "empty",
    "of_packaging",
    "of_limit",
)
_COSINES = ("label_cosine", "statement_cosine")
_COMPARED = (
    "label_cosine",
    "statement_cosine",
    "concept_shared_wholly",
    "concept_strongest",
    "label_covered",
    "question_covered_by_value",
    "value_said",
)
# Bends in the line: a cosine says little below a point, and leading a weak field says nothing.
_BENT = ("value_alone", "unsupported", "unsupported_far", "statement_cosine_above", "statement_cosine_behind", "far")
_NEAR, _FAR = 0.45, 0.35
_QUESTION = (
    "best_label_cosine",
    "best_statement_cosine",
    "best_concept_shared",
    "question_covered_by_any",
    "opinion",
    "candidates",
)
FEATURES = (
    *_COSINES,
    *_PAIR,
    *(f"{name}_standing" for name in _COSINES),
    *(f"{name}_lead" for name in _COMPARED),
    *_BENT,
    *_QUESTION,
)


def features(
    question: QuestionReading,
    attributes: Sequence[AttributeReading],
    label_cosines: Matrix,
    statement_cosines: Matrix,
) -> Matrix:
    """One row an attribute, one column for each of `FEATURES`."""
    rarity = _rarity(attributes)
    pairs = np.array([_pair(question, attribute, rarity) for attribute in attributes], dtype=np.float64)
    alone = np.column_stack([label_cosines, statement_cosines, pairs])
    places = [(*_COSINES, *_PAIR).index(name) for name in _COMPARED]
    standings = np.column_stack([_standing(label_cosines), _standing(statement_cosines)])
    leads = np.column_stack([_lead(alone[:, place]) for place in places])
    whole = [
        label_cosines.max(),
        statement_cosines.max(),
        pairs[:, _PAIR.index("concept_shared")].max(),
        _covered_by_any(question, attributes),
        float(question.opinion),
        math.log(len(attributes)),
    ]
    only = _alone(question, attributes)
    return np.hstack([alone, standings, leads, only, _bent(alone, leads), np.tile(whole, (len(attributes), 1))])


def _alone(question: QuestionReading, attributes: Sequence[AttributeReading]) -> Matrix:
    """The share of the question's words that the value of one attribute has, and nothing else of the product."""
    spread = Counter(word for one in attributes for word in one.label_stems | one.value_stems)
    found = [sum(spread[word] == 1 for word in question.carrying & one.value_stems) for one in attributes]
    return np.array(found, dtype=np.float64).reshape(-1, 1) / max(len(question.carrying), 1)


def _bent(alone: Matrix, leads: Matrix) -> Matrix:
    column = {name: alone[:, place] for place, name in enumerate((*_COSINES, *_PAIR))}
    words = column["question_covered_by_label"] + column["question_covered_by_value"]
    unsupported = (column["concept_shared"] + words == 0).astype(np.float64)
    nearest = np.maximum(column["label_cosine"], column["statement_cosine"])
    return np.column_stack(
        [
            unsupported,
            unsupported * np.maximum(0.0, _NEAR - nearest),
            np.maximum(0.0, column["statement_cosine"] - _NEAR),
            np.minimum(0.0, leads[:, _COMPARED.index("statement_cosine")]),
            np.maximum(0.0, _FAR - nearest),
        ]
    )


def _pair(question: QuestionReading, attribute: AttributeReading, rarity: dict[str, float]) -> list[float]:
    asked = question.carrying
    in_label = asked & attribute.label_stems
    label_weight = sum(rarity[word] for word in attribute.label_stems) or 1.0
    covered = sum(rarity[word] for word in in_label) / label_weight
    shared = [
        (question.concepts[name], share) for name, share in attribute.concepts.items() if name in question.concepts
    ]
    unexplained = _unexplained(question, attribute)
    generic = all(name in load_concepts().generic for name in attribute.concepts.keys() & question.concepts.keys())
    concept = max((strength for strength, _ in shared), default=0.0)
    wholly = max((strength * share for strength, share in shared), default=0.0)
    measure = question.measures.get(attribute.dimension, 0.0) if attribute.dimension else 0.0
    return [
        covered,
        label_weight * (1.0 - max(covered, max((share for _, share in shared), default=0.0))),
        len(in_label) / max(len(asked), 1),
        len(asked & attribute.value_stems) / max(len(asked), 1),
        unexplained,
        float(question.yes_no and bool(shared) and generic and unexplained > 0.0 and not in_label - _GENERIC_WORDS),
        float(bool(question.numbers & attribute.value_stems)),
        _said(question, attribute),
        concept,
        wholly,
        max((math.sqrt(share) for strength, share in shared if strength == 1.0), default=0.0),
        float(not shared and bool(attribute.concepts) and bool(question.concepts)),
        measure,
        float(attribute.dimension is not None and bool(question.measures) and not measure),
        float(question.yes_no and attribute.boolean),
        float(not question.yes_no and attribute.boolean),
        float(question.count and attribute.numeric and attribute.dimension in (None, "count")),
        float(bool(question.measures) and not (attribute.numeric or attribute.dimension)),
        float(question.when and "year" in attribute.concepts),
        float(attribute.empty),
        float(attribute.of_packaging and not question.of_packaging),
        float(attribute.of_limit and not question.of_limit),
    ]


def _said(question: QuestionReading, attribute: AttributeReading) -> float:
    """How much of the question is one of the things stated, word for word: "is it for the office?" of "office"."""
    parts = (part - CARRIES_NOTHING for part in attribute.value_parts if part <= question.words)
    most = max((len(part) for part in parts), default=0)
    return most / max(len(question.carrying), 1)


def _unexplained(question: QuestionReading, attribute: AttributeReading) -> float:
    """The share of a question's words that an attribute has nothing for: "unicorn" is no "Carrying case included"."""
    return len(question.carrying - explained_words(question, attribute)) / max(len(question.carrying), 1)


def _rarity(attributes: Sequence[AttributeReading]) -> dict[str, float]:
    """How much a label's word tells these attributes apart: 1 for a word of one label, near 0 for one of all."""
    spread = Counter(word for attribute in attributes for word in attribute.label_stems)
    most = math.log(1 + len(attributes))
    return {word: math.log((1 + len(attributes)) / count) / most for word, count in spread.items()}


def _covered_by_any(question: QuestionReading, attributes: Sequence[AttributeReading]) -> float:
    told = frozenset[str]().union(*(attribute.label_stems | attribute.value_stems for attribute in attributes))
    return len(question.carrying & told) / max(len(question.carrying), 1)


def _standing(column: Matrix) -> Matrix:
    standing: Matrix = (column - column.mean()) / max(float(column.std()), 0.03)
    return standing


def _lead(column: Matrix) -> Matrix:
    """How far each value lies above the best of the others, below it if negative."""
    if len(column) == 1:
        return np.zeros(1)
    second, first = np.partition(column, -2)[-2:]
    lead: Matrix = np.where(column == first, column - second, column - first)
    return lead
