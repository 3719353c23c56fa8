"""The LoRA adapter itself: put on a base model for training, merged into it for use."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from peft import LoraConfig, PeftModel, TaskType, get_peft_model
from transformers import T5ForConditionalGeneration

RANK, ALPHA = 32, 64
TARGETS = ("q", "k", "v", "o", "wi_0", "wi_1", "wo")


def attach(model: T5ForConditionalGeneration) -> PeftModel:
    """The model frozen, with an untrained adapter on every linear layer."""
    config = LoraConfig(task_type=TaskType.SEQ_2_SEQ_LM, r=RANK, lora_alpha=ALPHA, target_modules=list(TARGETS))
    with _older_names():
        return get_peft_model(model, config)


def merge(model: T5ForConditionalGeneration, folder: Path) -> T5ForConditionalGeneration:
    """The model with the adapter of this folder merged into its weights."""
    with _older_names():
        merged: T5ForConditionalGeneration = PeftModel.from_pretrained(model, str(folder)).merge_and_unload()
    return merged


@contextmanager
def _older_names() -> Iterator[None]:
    """Silences that peft 0.21 asks transformers 5 by the older name whether it checkpoints gradients."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="`is_gradient_checkpointing`", category=FutureWarning)
        yield
