"""Base models and adapters as they are loaded: in single precision, always against their manifests."""

from __future__ import annotations

from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast, T5ForConditionalGeneration
from transformers.utils import logging as transformers_logging

from tuning.errors import ModelUnavailable
from tuning.folders import WEIGHTS, adapter_folder, base_folder
from tuning.lora import merge
from tuning.manifest import Manifest, sha256, verified
from tuning.tokenizer import read_tokenizer


def save_base(folder: Path, model: T5ForConditionalGeneration, tokenizer: PreTrainedTokenizerFast) -> None:
    """Writes weights (half precision), configuration and tokenizer."""
    folder.mkdir(parents=True, exist_ok=True)
    half = {name: weights.half() for name, weights in model.state_dict().items()}
    model.save_pretrained(folder, state_dict=half)
    tokenizer.save_pretrained(folder)


def load_base(folder: Path) -> tuple[T5ForConditionalGeneration, PreTrainedTokenizerFast, Manifest]:
    """The base model, its tokenizer and its manifest; raises `ModelUnavailable`."""
    manifest = verified(folder)
    transformers_logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model = T5ForConditionalGeneration.from_pretrained(folder, dtype=torch.float32, local_files_only=True)
    tokenizer = read_tokenizer(folder)
    return model, tokenizer, manifest


def load_merged(
    voice: str, models_dir: Path | None = None
) -> tuple[T5ForConditionalGeneration, PreTrainedTokenizerFast, Manifest]:
    """The base model with a voice's adapter merged in, and the adapter's manifest; raises `ModelUnavailable`."""
    base, folder = base_folder(models_dir), adapter_folder(voice, models_dir)
    manifest = verified(folder)
    model, tokenizer, _ = load_base(base)
    found = sha256(base / WEIGHTS)
    if manifest.base != found:
        raise ModelUnavailable(f"{folder}: expected the base {manifest.base}, got {found}; train the adapter anew")
    return merge(model, folder), tokenizer, manifest
