"""Which policy sections bear on a question, and what of a section is embedded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from retrieval.ranking.attribute_text import stems
from retrieval.ranking.question_reading import CARRIES_NOTHING
from retrieval.schema import Evidence, PolicySection

# Below this cosine a section speaks of something else: chosen on the `tune` questions of
# tests/integration/retrieval/policy_questions.tsv, where it keeps 23 of 23 answered ones and refuses 21 of 22 others.
BEARS_AT = 0.37


def policy_text(section: PolicySection) -> str:
    """What a section's embedding stands for: its page, its heading and its text."""
    return f"{section.title}. {section.heading}. {section.text}"


def bearing_on(found: Sequence[Evidence], question: str = "") -> list[Evidence]:
    """The sections that bear on the question they were scored for by cosine, nearest first.

    One whose heading holds every word that carries the question bears on it, however far the cosine is.
    """
    carrying = stems(question.replace("’", "'")) - CARRIES_NOTHING
    named = (replace(one, score=max(one.score, BEARS_AT)) if _holds(one, carrying) else one for one in found)
    return sorted((one for one in named if one.score >= BEARS_AT), key=lambda one: -one.score)


def _holds(section: Evidence, carrying: frozenset[str]) -> bool:
    return bool(carrying) and carrying <= stems(section.heading or "")
