"""The base model: a small T5 trained from scratch, and the tokenizer that goes with it."""

from __future__ import annotations

import random
from pathlib import Path

import torch
from transformers import PreTrainedTokenizerFast, T5Config, T5ForConditionalGeneration

from tuning.batches import Batch, make_batches
from tuning.corpus.base import BaseCorpus, read
from tuning.corpus.pair import Pair
from tuning.tokenizer import read_tokenizer, train_tokenizer
from tuning.trainer import Trainer, TrainingPlan

SHAPE = {"d_model": 192, "d_ff": 512, "d_kv": 32, "num_heads": 6, "num_layers": 4, "num_decoder_layers": 2}
TOKENS_A_BATCH = 2048
HELD_OUT = 400


def new_model(tokenizer: PreTrainedTokenizerFast, *, seed: int) -> T5ForConditionalGeneration:
    """An untrained model for this tokenizer: deep encoder, shallow decoder, since decoding is what takes the time."""
    torch.manual_seed(seed)
    config = T5Config.from_dict(
        {
            **SHAPE,
            "vocab_size": len(tokenizer),
            "feed_forward_proj": "gated-gelu",
            "dropout_rate": 0.0,
            "tie_word_embeddings": True,
            "pad_token_id": tokenizer.pad_token_id,
            "eos_token_id": tokenizer.eos_token_id,
            "decoder_start_token_id": tokenizer.pad_token_id,
        }
    )
    return T5ForConditionalGeneration(config)


def train_base(
    folder: Path, work: Path, *, steps: int, seed: int
) -> tuple[T5ForConditionalGeneration, PreTrainedTokenizerFast, dict[str, float]]:
    """Trains tokenizer and base model on the data folder, keeping its checkpoint under `work`."""
    corpus = read(folder)
    tokenizer = _tokenizer(corpus, work / "tokenizer")
    model = new_model(tokenizer, seed=seed)
    held_out, left = _split(corpus, seed)

    def epoch(rng: random.Random) -> list[Batch]:
        return make_batches(left.examples(rng), tokenizer, tokens=TOKENS_A_BATCH, rng=rng)

    plan = TrainingPlan(steps, learning_rate=1.5e-3, warmup=150, seed=seed, checkpoint=work / "base.pt")
    rng = random.Random(seed)
    scored = make_batches(held_out, tokenizer, tokens=TOKENS_A_BATCH, rng=rng)
    return model, tokenizer, Trainer(model, plan).run(epoch, scored)


def _tokenizer(corpus: BaseCorpus, path: Path) -> PreTrainedTokenizerFast:
    if path.exists():
        return read_tokenizer(path)
    tokenizer = train_tokenizer(corpus.texts())
    tokenizer.save_pretrained(path)
    return tokenizer


def _split(corpus: BaseCorpus, seed: int) -> tuple[list[Pair], BaseCorpus]:
    """Whole meanings are held out: no pair of the training part has the source of a held-out one."""
    sources = sorted({pair.source for pair in corpus.pairs})
    chosen = set(random.Random(seed).sample(sources, min(HELD_OUT, len(sources) // 4)))
    held_out = BaseCorpus(tuple(pair for pair in corpus.pairs if pair.source in chosen), (), {})
    left = BaseCorpus(
        tuple(pair for pair in corpus.pairs if pair.source not in chosen), corpus.sentences, corpus.wordings
    )
    return held_out.worded(random.Random(seed)), left
