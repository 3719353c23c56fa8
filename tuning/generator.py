"""The generator: drafts with placeholders in, the shop's wording with the same placeholders out."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import torch
from transformers import LogitsProcessorList, PreTrainedTokenizerFast, T5ForConditionalGeneration

from tuning import placeholders, polarity
from tuning.batches import LONGEST, encode, padded
from tuning.combination import repeats
from tuning.constraint import KeepPlaceholders
from tuning.control import VOICED, variant_token
from tuning.corpus.base import read_wordings
from tuning.errors import DraftRejected, PhrasingFailed
from tuning.folders import adapter_folder, base_folder
from tuning.joined import split
from tuning.lexicon import read_lexicon
from tuning.manifest import Manifest
from tuning.models import load_base, load_merged
from tuning.tokenizer import spaced

BASE = "base"
_TRIES = 3
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
        self._known = frozenset(text for texts in read_wordings().values() for text in texts)
        self._lock = threading.Lock()

    def phrase(self, draft: str, *, variant: int = 0) -> str:
        """The draft reworded, same placeholders; `variant` picks among wordings. Raises `TuningError`."""
        return self.phrase_many([draft], [variant])[0]

    def phrase_many(self, drafts: Sequence[str], variants: Sequence[int]) -> list[str]:
        """Each draft reworded in its variant, in as few batches as it takes; raises `TuningError` if any cannot be."""
        parts = [split(draft.strip(), self._known) for draft in drafts]
        texts: list[list[str]] = [[""] * len(found) for found in parts]
        for attempt in range(_TRIES):
            missing = [(i, j) for i, row in enumerate(texts) for j, text in enumerate(row) if not text]
            if not missing:
                break
            asked = [parts[i][j] for i, j in missing]
            written = self._generate(asked, [variants[i] + attempt for i, _ in missing])
            for (i, j), text in zip(missing, written, strict=True):
                joined = " ".join([*texts[i][:j], text, *texts[i][j + 1 :]])
                if _faithful(parts[i][j], text) and not repeats(joined):
                    texts[i][j] = text
        for draft, row in zip(drafts, texts, strict=True):
            if not all(row):
                raise PhrasingFailed(f"wording: expected what {draft!r} says in {_TRIES} tries, got none")
        return [" ".join(row) for row in texts]

    def _generate(self, drafts: Sequence[str], variants: Sequence[int]) -> list[str]:
        """What the model writes for each; empty where it comes to no end."""
        rows = [self._encoded(draft, variant) for draft, variant in zip(drafts, variants, strict=True)]
        input_ids = padded(rows, 0)
        eos = int(self._tokenizer.eos_token_id)
        keep = KeepPlaceholders(drafts, ids=self._ids, eos=eos)
        with self._lock, _one_thread(), torch.inference_mode():
            written: Any = self._model.generate(  # type: ignore[misc]
                input_ids=input_ids,
                attention_mask=(input_ids != 0).long(),
                max_new_tokens=LONGEST,
                num_beams=1,
                do_sample=False,
                logits_processor=LogitsProcessorList([keep]),
            )
        return [
            spaced(str(self._tokenizer.decode(ids, skip_special_tokens=True))) if eos in ids else ""
            for ids in written.tolist()
        ]

    def _encoded(self, draft: str, variant: int) -> list[int]:
        unknown = set(placeholders.find(draft)) - self._ids.keys()
        if unknown or not draft:
            raise DraftRejected(f"draft: expected text with known placeholders, got {sorted(unknown) or 'nothing'}")
        row = encode([f"{variant_token(variant % VOICED)} {draft}"], self._tokenizer)[0]
        if len(row) > LONGEST:
            raise DraftRejected(f"draft: expected at most {LONGEST} tokens, got {len(row)}")
        return row


def _faithful(draft: str, text: str) -> bool:
    """Whether the text ended, holds the draft's placeholders and says yes or no as it does."""
    return bool(text) and placeholders.same(draft, text) and polarity.same(draft, text)


@contextmanager
def _one_thread() -> Iterator[None]:
    """Keeps torch to one thread: on matrices this small, threads that wait for each other only cost time."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


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
