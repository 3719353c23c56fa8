"""Whether a question's words are an attribute's own label: a shopper copies the specification sheet."""

from __future__ import annotations

from retrieval.ranking.attribute_text import AttributeReading, stems
from retrieval.ranking.concepts import load_concepts
from retrieval.ranking.question_reading import CARRIES_NOTHING, QuestionReading
from retrieval.ranking.sides import is_of_the_other_side

# Little words that a label is told from another by: "video in" is no "video out".
_TELLING = stems("in out on off with without no not")


def is_named(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether the words that carry the question are those of the label, and ask for nothing that it does not say."""
    if not (asked.carrying or attribute.label_stems - CARRIES_NOTHING):
        return not asked.yes_no and bool(attribute.label_stems) and attribute.label_stems <= asked.words
    if is_of_the_other_side(asked, attribute) or not attribute.label_stems & _TELLING <= asked.words:
        return False
    own = {attribute.label_stems - CARRIES_NOTHING, attribute.named_stems - CARRIES_NOTHING}
    return bool(asked.carrying) and asked.carrying in own and not _asks_more(asked, attribute)


def is_within(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether a label holds every word of what is asked for by name, two at least: the "max paper size"."""
    several = len(asked.carrying) > 1 and asked.carrying <= attribute.label_stems and asked.head in asked.carrying
    return several and not is_of_the_other_side(asked, attribute) and not _asks_more(asked, attribute)


def _asks_more(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether the question is for something about what the label names: "how long is the cable" is no "Cable"."""
    if asked.head and asked.head not in attribute.label_stems:
        return True
    others = asked.concepts.keys() - attribute.concepts.keys() - load_concepts().generic
    return any(not asked.concept_words[name] <= attribute.label_stems for name in others)
