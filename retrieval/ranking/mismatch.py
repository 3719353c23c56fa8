"""Whether an attribute speaks of something else than what a question asks for by name."""

from __future__ import annotations

from retrieval.ranking.attribute_text import AttributeReading, stems
from retrieval.ranking.concepts import load_concepts
from retrieval.ranking.question_reading import CARRIES_NOTHING, QuestionReading

# Heads that add nothing to the word before them: the "lumen rating", the "sensitivity level".
_EMPTY = stems("rating value level amount info information details kind part feature option options system method set")
# Whose a measure or a colour is, where a label says so: the product's own is no cable's.
_PRODUCT = stems("product")
# What every label may hold beside the thing that it is about.
_NEUTRAL = (CARRIES_NOTHING - _PRODUCT) | stems(
    "item net total overall unit imperial metric type name description size number quantity value installed digital "
    "maximum minimum max min supported standard technology feature features for"
)
# What these ask for is told in words; no number, no yes or no tells it.
_TOLD_IN_WORDS = stems("type kind technology style material colour color shape plating finish gender language")


def speaks_of_another(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether what is asked for by name is another thing, another one of its kind, or told in another way."""
    if not asked.named:
        return False
    return _has_no_head(asked, attribute) or _has_other_words(asked, attribute) or _is_untold(asked, attribute)


def explained_words(asked: QuestionReading, attribute: AttributeReading) -> frozenset[str]:
    """The stems that an attribute has something for: its own, and a question's words for a concept of both."""
    explained = attribute.label_stems | attribute.value_stems
    for name in asked.concepts.keys() & attribute.concepts.keys():
        explained |= asked.concept_words[name]
    return explained


def _has_no_head(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether nothing of the attribute is the thing asked for: no "print technology" is a print's waterfastness."""
    if asked.head in _EMPTY or asked.head in explained_words(asked, attribute):
        return False
    shared = asked.concepts.keys() & attribute.concepts.keys()
    generic = load_concepts().generic
    others = asked.concepts.keys() - shared - generic
    return shared <= generic or any(asked.head in asked.concept_words[name] for name in others)


def _has_other_words(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether each says of what kind it is, and not the same: "read seek time" and "track to track seek time"."""
    left_of_question = asked.named - explained_words(asked, attribute) - _EMPTY - (CARRIES_NOTHING - _PRODUCT)
    shared = asked.concepts.keys() & attribute.concepts.keys()
    bare = stems(load_concepts().without(attribute.label.casefold(), shared))
    return bool(left_of_question and bare - asked.words - _NEUTRAL)


def _is_untold(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether words are asked for, and a number or a yes is stated: the "lamp type" is no "bulb power"."""
    wanted = asked.head in _TOLD_IN_WORDS and asked.head not in attribute.label_stems
    return wanted and (attribute.numeric or attribute.boolean)
