"""Decoding that cannot lose, repeat or invent a placeholder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import torch
from transformers import LogitsProcessor

from tuning import placeholders


class KeepPlaceholders(LogitsProcessor):
    """Lets each row write its draft's placeholders and no other, those of one type in order, and end after the last.

    `drafts` holds one draft a row; `ids` the token of each placeholder.
    """

    def __init__(self, drafts: Sequence[str], *, ids: dict[str, int], eos: int) -> None:
        self._wanted = [[ids[name] for name in placeholders.find(draft)] for draft in drafts]
        self._queues = [
            [[ids[name] for name in group] for group in placeholders.by_type(draft).values()] for draft in drafts
        ]
        self._all = torch.tensor(sorted(ids.values()))
        self._eos = eos

    def __call__(self, input_ids: torch.LongTensor, scores: torch.FloatTensor) -> torch.FloatTensor:
        """Scores (rows, vocabulary) with what a row may not write next at minus infinity."""
        beams = scores.shape[0] // len(self._wanted)
        allowed = scores.clone()
        allowed[:, self._all] = -torch.inf
        for row in range(scores.shape[0]):
            written = Counter(input_ids[row].tolist())
            open_ids = [
                queue[_done(queue, written)]
                for queue in self._queues[row // beams]
                if _done(queue, written) < len(queue)
            ]
            if open_ids:
                allowed[row, open_ids] = scores[row, open_ids]
                allowed[row, self._eos] = -torch.inf
        return allowed  # type: ignore[return-value]


def _done(queue: Sequence[int], written: Counter[int]) -> int:
    """How many of the queue's placeholders have been written, repeats of one counted apart."""
    return sum(min(written[token], count) for token, count in Counter(queue).items())
