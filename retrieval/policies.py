"""Which policy sections bear on a question, and what of a section is embedded."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.schema import Evidence, PolicySection

# Below this cosine a section speaks of something else: chosen on the `tune` questions of
# tests/integration/retrieval/policy_questions.tsv, where it keeps 23 of 23 answered ones and refuses 21 of 22 others.
BEARS_AT = 0.37


def policy_text(section: PolicySection) -> str:
    """What a section's embedding stands for: its page, its heading and its text."""
    return f"{section.title}. {section.heading}. {section.text}"


def bearing_on(found: Sequence[Evidence]) -> list[Evidence]:
    """The sections that bear on the question they were scored for by cosine, nearest first."""
    return sorted((one for one in found if one.score >= BEARS_AT), key=lambda one: -one.score)
