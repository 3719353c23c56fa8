"""The generator: drafts with placeholders in, the shop's wording with the same placeholders out."""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import torch
from transformers import LogitsProcessorList, PreTrainedTokenizerFast, T5ForConditionalGeneration

from tuning import placeholders, polarity
from tuning.batches import LONGEST, encode, padded
from tuning.combination import repeats
from tuning.constraint import KeepPlaceholders
from tuning.control import VOICED, variant_token
from tuning.errors import DraftRejected, PhrasingFailed
from tuning.folders import adapter_folder, base_folder
from tuning.lexicon import read_lexicon
from tuning.manifest import Manifest
from tuning.models import load_base, load_merged
from tuning.tokenizer import spaced

BASE = "base"
_WARM_UP = "The <product> costs <price>. The <attribute> of the <product> is <value>."


class Generator:
    """Rewords drafts in one voice; safe to share between threads, which take turns."""

    def __init__(
        self,
        name: str,
        model: T5ForConditionalGeneration,
        tokenizer: PreTrainedTokenizerFast,
        *,
        manifest: Manifest,
        lexicon: Mapping[str, frozenset[str]],
    ) -> None:
        self.name = name
        self.manifest = manifest
        self.lexicon = lexicon
        model.eval()  # type: ignore[no-untyped-call]
        self._model = model
        self._tokenizer = tokenizer
        vocabulary = tokenizer.get_vocab()
        self._ids = {mark: vocabulary[mark] for mark in placeholders.ALL}
        self._lock = threading.Lock()

    def phrase(self, draft: str, *, variant: int = 0) -> str:
        """The draft reworded, same placeholders; `variant` picks among wordings. Raises `TuningError`."""
        return self.phrase_many([draft], [variant])[0]

    def phrase_many(self, drafts: Sequence[str], variants: Sequence[int]) -> list[str]:
        """Each draft reworded in its variant, in one batch; raises `TuningError` if any cannot be."""
        if not drafts:
            return []
        rows = [self._encoded(draft, variant) for draft, variant in zip(drafts, variants, strict=True)]
        input_ids = padded(rows, 0)
        keep = KeepPlaceholders(drafts, ids=self._ids, eos=int(self._tokenizer.eos_token_id))
        with self._lock, torch.inference_mode():
            written: Any = self._model.generate(  # type: ignore[misc]
                input_ids=input_ids,
                attention_mask=(input_ids != 0).long(),
                max_new_tokens=LONGEST,
                num_beams=1,
                do_sample=False,
                logits_processor=LogitsProcessorList([keep]),
            )
        return [self._checked(draft, ids) for draft, ids in zip(drafts, written.tolist(), strict=True)]

    def _encoded(self, draft: str, variant: int) -> list[int]:
        unknown = set(placeholders.find(draft)) - self._ids.keys()
        if unknown or not draft.strip():
            raise DraftRejected(f"draft: expected text with known placeholders, got {sorted(unknown) or 'nothing'}")
        row = encode([f"{variant_token(variant % VOICED)} {draft.strip()}"], self._tokenizer)[0]
        if len(row) > LONGEST:
            raise DraftRejected(f"draft: expected at most {LONGEST} tokens, got {len(row)}")
        return row

    def _checked(self, draft: str, ids: list[int]) -> str:
        if self._tokenizer.eos_token_id not in ids:
            raise PhrasingFailed(f"wording: expected an end within {LONGEST} tokens, got none")
        text = spaced(str(self._tokenizer.decode(ids, skip_special_tokens=True)))
        if not placeholders.same(draft, text):
            raise PhrasingFailed(f"wording: expected {placeholders.find(draft)}, got {placeholders.find(text)}")
        if not polarity.same(draft, text) or repeats(text):
            raise PhrasingFailed(f"wording: expected what {draft!r} says, said once, got {text!r}")
        return text


def load_generator(voice: str, models_dir: Path | None = None) -> Generator:
    """The generator of a voice, warm; `base` is the base model alone. Raises `ModelUnavailable`."""
    if voice == BASE:
        model, tokenizer, manifest = load_base(base_folder(models_dir))
        lexicon: dict[str, frozenset[str]] = {}
    else:
        model, tokenizer, manifest = load_merged(voice, models_dir)
        lexicon = read_lexicon(adapter_folder(voice, models_dir))
    generator = Generator(voice, model, tokenizer, manifest=manifest, lexicon=lexicon)
    with suppress(PhrasingFailed):
        generator.phrase(_WARM_UP)
    return generator
