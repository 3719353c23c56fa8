"""What no likeness makes up for: an attribute that states something else than the one thing asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.ranking.attribute_text import AttributeReading, read_attribute
from retrieval.ranking.concepts import load_concepts
from retrieval.ranking.features import Matrix
from retrieval.ranking.question_reading import QuestionReading, read_question
from retrieval.schema import Attribute

_RULED_OUT = 0.05


def doubts(question: str, attributes: Sequence[Attribute]) -> Matrix:
    """A factor for each attribute's probability: 1, or near 0 where it speaks of another thing or another part."""
    asked = read_question(question)
    wanted = _wanted(asked)
    readings = [read_attribute(attribute) for attribute in attributes]
    out = [_is_elsewhere(asked, wanted, one) or _is_of_another_part(asked, one) for one in readings]
    return np.where(out, _RULED_OUT, 1.0)


def _wanted(asked: QuestionReading) -> frozenset[str]:
    """The exact concepts asked for, empty where something else is asked for beside them.

    A concept whose words stand within an exact one's is no other: "screen" in "how big is the screen".
    """
    concepts = load_concepts()
    exact = asked.concepts.keys() & concepts.exact
    words = {name: asked.concept_words[name] & asked.carrying for name in asked.concepts}
    others = {
        name
        for name in asked.concepts.keys() - concepts.generic
        if not any(words[name] < words[one] or (words[name] == words[one] and name not in exact) for one in exact)
    }
    return frozenset(others) if others and others <= concepts.exact else frozenset()


def _is_elsewhere(asked: QuestionReading, wanted: frozenset[str], attribute: AttributeReading) -> bool:
    """Whether the attribute neither states what is wanted nor holds the very words in its value, or is the carton's."""
    if not wanted or wanted & attribute.concepts.keys():
        return bool(wanted) and attribute.of_packaging and not asked.of_packaging
    return not any(asked.concept_words[name] & attribute.value_stems for name in wanted)


def _is_of_another_part(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether the question is of one part and the attribute of others: the memory's speed is not the processor's."""
    parts = load_concepts().parts
    of, named = asked.concepts.keys() & parts, attribute.concepts.keys() & parts
    return bool(of and named) and not of & named and not asked.carrying & attribute.label_stems
