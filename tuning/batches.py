"""Examples as padded tensors, those of similar length together."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from transformers import PreTrainedTokenizerFast

from tuning.corpus.pair import Pair

LONGEST = 72
_IGNORED = -100


@dataclass(frozen=True, slots=True)
class Batch:
    """Token ids, (examples, tokens); labels are -100 where padded."""

    input_ids: torch.Tensor
    attention_mask: torch.Tensor
    labels: torch.Tensor


def make_batches(
    examples: Sequence[Pair], tokenizer: PreTrainedTokenizerFast, *, tokens: int, rng: random.Random
) -> list[Batch]:
    """Shuffled batches of about `tokens` source and target tokens; examples above `LONGEST` tokens are left out."""
    sources = encode([pair.source for pair in examples], tokenizer)
    targets = encode([pair.target for pair in examples], tokenizer)
    rows = [row for row in zip(sources, targets, strict=True) if max(map(len, row)) <= LONGEST]
    rows.sort(key=lambda row: (len(row[0]) // 4, len(row[1]), rng.random()))
    groups: list[list[tuple[list[int], list[int]]]] = [[]]
    for row in rows:
        widths = [max(len(part) for part in parts) for parts in zip(row, *groups[-1], strict=True)]
        if groups[-1] and (len(groups[-1]) + 1) * sum(widths) > tokens:
            groups.append([])
        groups[-1].append(row)
    rng.shuffle(groups)
    return [_batch(group) for group in groups if group]


def encode(texts: Sequence[str], tokenizer: PreTrainedTokenizerFast) -> list[list[int]]:
    """Token ids of each text, with the end token."""
    if not texts:
        return []
    found = tokenizer(list(texts), add_special_tokens=False)["input_ids"]
    return [[*ids, int(tokenizer.eos_token_id)] for ids in found]


def padded(rows: Sequence[Sequence[int]], fill: int) -> torch.Tensor:
    """Rows as one tensor, filled up on the right."""
    width = max(map(len, rows))
    return torch.tensor([[*row, *[fill] * (width - len(row))] for row in rows])


def _batch(rows: Sequence[tuple[list[int], list[int]]]) -> Batch:
    input_ids = padded([source for source, _ in rows], 0)
    return Batch(input_ids, (input_ids != 0).long(), padded([target for _, target in rows], _IGNORED))
