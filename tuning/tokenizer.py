"""The base model's own subword tokenizer: byte-level BPE in which every placeholder is one token."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from tuning import control, placeholders

PAD, EOS, UNK = "<pad>", "</s>", "<unk>"
VOCABULARY = 4096
_GLUED = re.compile(rf"(?<=[^\s(/\"'“‘-])({placeholders.PATTERN.pattern})")


def train_tokenizer(texts: Iterable[str]) -> PreTrainedTokenizerFast:
    """A tokenizer of `VOCABULARY` tokens fitted to these texts."""
    tokenizer = Tokenizer(models.BPE(unk_token=UNK))
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    # A placeholder takes in the space before it, so that none is a token of its own; `spaced` gives it back.
    marks = [AddedToken(name, lstrip=True, normalized=False, special=False) for name in placeholders.ALL]
    tasks = [AddedToken(name, rstrip=True, normalized=False, special=True) for name in control.TOKENS]
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY - len(marks) - len(tasks),
        special_tokens=[PAD, EOS, UNK],
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
        show_progress=False,
    )
    tokenizer.train_from_iterator((part for text in texts for part in placeholders.PATTERN.split(text)), trainer)
    tokenizer.add_special_tokens(tasks)
    tokenizer.add_tokens(marks)
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer, pad_token=PAD, eos_token=EOS, unk_token=UNK
    )


def read_tokenizer(folder: Path) -> PreTrainedTokenizerFast:
    """The tokenizer saved in a folder."""
    tokenizer: PreTrainedTokenizerFast = PreTrainedTokenizerFast.from_pretrained(folder, local_files_only=True)
    return tokenizer


def spaced(text: str) -> str:
    """Decoded text with the space before each placeholder back."""
    return re.sub(r"\s+", " ", _GLUED.sub(r" \1", text)).strip()
