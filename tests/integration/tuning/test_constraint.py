"""Decoding keeps placeholders even where the model has learned nothing."""

from __future__ import annotations

import torch
from transformers import LogitsProcessorList, T5Config, T5ForConditionalGeneration

from tuning import placeholders
from tuning.constraint import KeepPlaceholders

IDS = {name: 10 + place for place, name in enumerate(placeholders.ALL)}
EOS = 1
DRAFTS = ["<value_1> <product> <value_2> <product>", "nothing", "<price>"]


def _untrained(seed: int) -> T5ForConditionalGeneration:
    torch.manual_seed(seed)
    return T5ForConditionalGeneration(
        T5Config.from_dict(
            {
                "vocab_size": 10 + len(IDS),
                "d_model": 16,
                "d_ff": 16,
                "d_kv": 8,
                "num_heads": 2,
                "num_layers": 1,
                "decoder_start_token_id": 0,
            }
        )
    )


def test_an_untrained_model_writes_exactly_the_drafts_placeholders_in_order() -> None:
    names = {token: name for name, token in IDS.items()}
    ended = 0
    for seed in range(2):
        torch.manual_seed(seed)
        written = _untrained(seed).generate(  # type: ignore[misc]
            input_ids=torch.randint(2, 90, (len(DRAFTS), 6)),
            max_new_tokens=90,
            do_sample=True,
            logits_processor=LogitsProcessorList([KeepPlaceholders(DRAFTS, ids=IDS, eos=EOS)]),
        )
        for draft, row in zip(DRAFTS, written.tolist(), strict=True):  # type: ignore[union-attr]
            text = " ".join(names[token] for token in row if token in names)
            if EOS in row:
                ended += 1
                assert placeholders.same(draft, text)
            assert len(placeholders.find(text)) <= len(placeholders.find(draft))
    assert ended > 0
