"""What no likeness makes up for: an attribute that states something else than the one thing asked for."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from retrieval.ranking.attribute_text import AttributeReading, read_attribute, stems
from retrieval.ranking.concepts import load_concepts
from retrieval.ranking.features import Matrix
from retrieval.ranking.mismatch import speaks_of_another
from retrieval.ranking.named import is_named, is_within
from retrieval.ranking.question_reading import QuestionReading, read_question
from retrieval.ranking.sides import is_of_the_other_side
from retrieval.schema import Attribute

_RULED_OUT = 0.05
_WEIGHT = frozenset(("weight",))
_DOUBTED = 0.3
_LESS_TELLING = 0.6
# What a thing withstands or is kept in, of which a label names the thing.
_CIRCUMSTANCES = stems("temperature humidity altitude shock vibration compatibility")
# What says of a weight only how it was taken; any other word of a label says whose it is.
_OF_NO_OTHER = stems(
    "item product net unit total overall body device with without stand imperial metric kg g lb maximum minimum max min"
)
# "does it support wifi" asks for wifi.
_ASKS_FOR_ANOTHER = stems("support supports supported")
_MEASURES_OF_CARTONS = frozenset(("length", "mass", "volume"))
# From this probability on an attribute that a question names by its own label is believed to be meant.
_NAMED = 0.95
# From this one an attribute whose label holds all that is asked for, and more.
_WITHIN = 0.5
# Among several that are lifted so, the likelier one stays before the others.
_A_LITTLE = 0.1
# No likeness is above the threshold when the thing that is asked for by name is another.
_OF_ANOTHER = 0.35


def judged(question: str, attributes: Sequence[Attribute], probabilities: Matrix) -> Matrix:
    """The probabilities with what speaks beyond likeness taken into account.

    What is ruled out falls behind, what a question names by its own label leads; all fall where even the best speaks
    of something else than what is asked for by name.
    """
    asked = read_question(question)
    readings = [read_attribute(attribute) for attribute in attributes]
    named = np.array([is_named(asked, one) for one in readings])
    factors = doubts(question, attributes)
    likely: Matrix = np.where(named, _NAMED + (1.0 - _NAMED) * probabilities, probabilities * factors)
    wanted = _wanted(asked)
    told = np.array([_is_all_wanted(asked, wanted, one) for one in readings]) & (factors == 1.0)
    likely = np.where(told, np.maximum(likely, _WITHIN + _A_LITTLE * likely), likely)
    within = np.array([is_within(asked, one) for one in readings])
    likely = np.where(within & ~named, np.maximum(likely, _WITHIN + (1.0 - _WITHIN) * likely), likely)
    best = int(np.argmax(likely))
    return likely if named[best] or not speaks_of_another(asked, readings[best]) else likely * _OF_ANOTHER


def doubts(question: str, attributes: Sequence[Attribute]) -> Matrix:
    """A factor for each attribute's probability: 1, or near 0 where it speaks of another thing or another part."""
    asked = read_question(question)
    wanted = _wanted(asked)
    readings = [read_attribute(attribute) for attribute in attributes]
    return np.array([_factor(asked, wanted, one) for one in readings])


def _factor(asked: QuestionReading, wanted: frozenset[str], attribute: AttributeReading) -> float:
    out = (
        _is_elsewhere(asked, wanted, attribute),
        _is_of_another_part(asked, attribute),
        _is_of_carton(asked, attribute),
        _is_only_a_yes(asked, attribute),
    )
    if any(out):
        return _RULED_OUT
    doubted = (
        _is_only_told_apart(asked, attribute),
        _is_of_another_thing(asked, attribute),
        is_of_the_other_side(asked, attribute),
        _is_only_done(asked, attribute),
    )
    if any(doubted):
        return _DOUBTED
    return _LESS_TELLING if _is_only_counted(asked, attribute) else 1.0


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
        if not (exact and words[name] <= _ASKS_FOR_ANOTHER)
        and not any(words[name] < words[one] or (words[name] == words[one] and name not in exact) for one in exact)
    }
    return frozenset(others) if others and others <= concepts.exact else frozenset()


def _is_all_wanted(asked: QuestionReading, wanted: frozenset[str], attribute: AttributeReading) -> bool:
    """Whether a number is asked for, of one exact concept, and that is what the attribute is about: a duty cycle."""
    return asked.count and len(wanted) == 1 and wanted <= attribute.about and attribute.numeric


def _is_elsewhere(asked: QuestionReading, wanted: frozenset[str], attribute: AttributeReading) -> bool:
    """Whether the attribute neither states what is wanted nor holds the very words in its value."""
    if not wanted or wanted & attribute.concepts.keys():
        return bool(wanted) and attribute.of_carton and not asked.of_carton
    if attribute.label_stems <= asked.carrying:
        return False
    return not any(asked.concept_words[name] & asked.carrying & attribute.value_stems for name in wanted)


def _is_of_another_part(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether the question is of one part and the attribute of others: the memory's speed is not the processor's."""
    parts = load_concepts().parts
    of, named = asked.concepts.keys() & parts, attribute.concepts.keys() & parts
    return bool(of and named) and not of & named and not asked.carrying & attribute.label_stems


def _is_of_carton(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether the attribute measures what the product comes in, which the question does not speak of."""
    measured = any(load_concepts().measured_by(name) & _MEASURES_OF_CARTONS for name in attribute.concepts)
    return measured and attribute.of_carton and not asked.of_carton


def _is_only_a_yes(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether a measure is asked for and a yes or no stated: how long the cord is, and that it is included."""
    return attribute.boolean and "included" in attribute.concepts and bool(asked.measures) and not asked.yes_no


def _is_only_counted(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether a part is asked for by its name and a number of something in it stated: its cores are no processor."""
    named = {name for name in load_concepts().parts & asked.concepts.keys() if asked.head in asked.concept_words[name]}
    return bool(named & attribute.concepts.keys()) and attribute.numeric and not named & attribute.about


def _is_only_told_apart(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether a label speaks of what is asked only to tell its last word apart: storage humidity is no storage."""
    shared = asked.concepts.keys() & attribute.concepts.keys()
    return bool(shared) and not shared & attribute.about and attribute.head in _CIRCUMSTANCES - asked.carrying


def _is_only_done(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether a number speaks of what is to be done, and of nothing that it is to be done to or with.

    How fast it prints does not tell whether it prints envelopes.
    """
    to_what = asked.carrying - {asked.verb}
    if not (asked.yes_no and attribute.numeric and asked.verb in attribute.label_stems and to_what):
        return False
    told = (attribute.label_stems | attribute.value_stems).union(
        *(asked.concept_words[name] for name in asked.concepts.keys() & attribute.about)
    )
    return not to_what & told


def _is_of_another_thing(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether a weight is of something that the question does not name: the paper's, a battery's."""
    if asked.of_carton and attribute.of_carton:
        return False
    concepts = load_concepts()
    shared = asked.concepts.keys() & attribute.concepts.keys() & _WEIGHT
    rest = stems(concepts.without(attribute.label.casefold(), shared)) if shared else frozenset()
    return bool(rest - _OF_NO_OTHER - asked.words)
