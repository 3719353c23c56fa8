"""Which policy sections bear on a question, and what of a section is embedded."""

from __future__ import annotations

from collections.abc import Sequence

from retrieval.schema import Evidence, PolicySection

# Below this cosine a section speaks of something else.
BEARS_AT = 0.3


def policy_text(section: PolicySection) -> str:
    """What a section's embedding stands for: its page, its heading and its text."""
    return f"{section.title}. {section.heading}. {section.text}"


def bearing_on(question: str, found: Sequence[Evidence]) -> list[Evidence]:
    """The sections that bear on the question, nearest first; `found` are scored by cosine."""
    return sorted((one for one in found if one.score >= BEARS_AT), key=lambda one: -one.score)
