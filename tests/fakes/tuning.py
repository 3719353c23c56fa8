"""A phraser without a model: says what it is told to, as the real generator would hand it over."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tuning import placeholders
from tuning.errors import DraftRejected, PhrasingFailed


class FakeGenerator:
    """Words drafts from a table of draft -> wordings, chosen by variant; keeps the generator's promises."""

    def __init__(self, wordings: Mapping[str, Sequence[str]]) -> None:
        self.name = "fake"
        self.lexicon: Mapping[str, frozenset[str]] = {}
        self._wordings = wordings

    def phrase(self, draft: str, *, variant: int = 0) -> str:
        """The wording of the table; raises `TuningError` for a draft that is blank, unknown or not in it."""
        if not draft.strip() or set(placeholders.find(draft)) - set(placeholders.ALL):
            raise DraftRejected(f"draft: expected text with known placeholders, got {draft!r}")
        texts = self._wordings.get(draft, ())
        if not texts or not placeholders.same(draft, texts[variant % len(texts)]):
            raise PhrasingFailed(f"wording: expected one with {placeholders.find(draft)}, got none")
        return texts[variant % len(texts)]

    def phrase_many(self, drafts: Sequence[str], variants: Sequence[int]) -> list[str]:
        """Each draft worded in its variant."""
        return [self.phrase(draft, variant=variant) for draft, variant in zip(drafts, variants, strict=True)]
