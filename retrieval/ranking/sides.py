"""Of two sides a question asks for one: the other is no answer, however alike their labels are."""

from __future__ import annotations

from retrieval.ranking.attribute_text import AttributeReading, stems
from retrieval.ranking.question_reading import QuestionReading

_SIDES = tuple(
    (stems(one), stems(other))
    for one, other in (
        ("minimum min lowest least smallest shortest", "maximum max highest most largest longest best"),
        ("inner inside interior lining", "outer outside exterior"),
        ("front", "rear back"),
        ("input inputs", "output outputs"),
        ("read reading reads", "write writing writes"),
        ("upload", "download"),
        ("upper", "lower"),
        ("male", "female"),
        ("indoor indoors", "outdoor outdoors"),
        ("analog analogue", "digital"),
        ("wired", "wireless"),
        ("linux ubuntu", "windows mac macos"),
        ("windows", "mac macos linux"),
        ("mac macos", "windows linux"),
    )
)


def is_of_the_other_side(asked: QuestionReading, attribute: AttributeReading) -> bool:
    """Whether the question speaks of one side and the label of the other alone: a maximum is no minimum."""
    return any(
        asked.words & side
        and not asked.words & other
        and attribute.label_stems & other
        and not attribute.label_stems & side
        for one, another in _SIDES
        for side, other in ((one, another), (another, one))
    )
