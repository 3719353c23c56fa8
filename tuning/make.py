"""Making a base model or an adapter: read, train, save, score, and write down what it was made from."""

from __future__ import annotations

import random
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import structlog
import torch

from tuning import adapter as voice_adapter
from tuning import base as base_model
from tuning.combination import FOLLOWING
from tuning.corpus.base import FILES, WORDINGS, read_wordings
from tuning.evaluate import run, score
from tuning.folders import WEIGHTS, adapter_folder, base_folder
from tuning.generator import load_generator
from tuning.lexicon import write_lexicon
from tuning.manifest import Manifest, digest, hashes, libraries, sha256, write_manifest
from tuning.models import load_base, save_base
from tuning.pairs import DATA, pairs_of
from tuning.style import StyleModel, write_style

log = structlog.get_logger(__name__)


def make_base(data: Path, work: Path, *, steps: int, seed: int, models_dir: Path | None = None) -> Path:
    """Trains the base model on a data folder and saves it with its manifest; gives its folder."""
    inputs = {name: sha256(data / name) for name in FILES} | {WORDINGS.name: sha256(WORDINGS)}
    model, tokenizer, losses = base_model.train_base(
        data, _own_folder(work, inputs, steps=steps, seed=seed), steps=steps, seed=seed
    )
    folder = base_folder(models_dir)
    save_base(folder, model, tokenizer)
    configuration = {**base_model.SHAPE, "vocabulary": len(tokenizer), "steps": steps}
    metrics = {**losses, "parameters": sum(weights.numel() for weights in model.parameters())}
    made = Manifest("base", "base", hashes(folder), inputs, configuration, seed, metrics, libraries())
    write_manifest(folder, made)
    return folder


def make_adapter(
    voice: str, work: Path, *, steps: int, seed: int, models_dir: Path | None = None, scored: int = 300
) -> Path:
    """Trains a voice's adapter over the saved base, scores it on `scored` held-out pairs; gives its folder."""
    torch.manual_seed(seed)
    inputs = {path.name: sha256(path) for path in (*sorted((DATA / voice).glob("*.jsonl")), WORDINGS)}
    model, tokenizer, _ = load_base(base_folder(models_dir))
    pairs, wordings = pairs_of(voice), read_wordings()
    corpus = voice_adapter.corpus_of(pairs, wordings)
    own = _own_folder(work, inputs | hashes(base_folder(models_dir)), steps=steps, seed=seed)
    plan = voice_adapter.plan(voice, own, steps=steps, seed=seed)
    adapted, losses = voice_adapter.train_adapter(model, tokenizer, corpus, plan=plan)
    folder = adapter_folder(voice, models_dir)
    shutil.rmtree(folder, ignore_errors=True)
    # By its folder's name: where the models lie differs from machine to machine.
    adapted.peft_config["default"].base_model_name_or_path = base_folder().name
    # The adapter leaves the embeddings alone; "auto" would ask a model hub about them.
    adapted.to(torch.float16).save_pretrained(str(folder), save_embedding_layers=False)
    (folder / "README.md").unlink(missing_ok=True)
    write_lexicon(folder, corpus.replies, following=FOLLOWING)
    style = StyleModel.fit([pair.reply for pair in pairs], [text for texts in wordings.values() for text in texts])
    write_style(folder, style)

    def write(metrics: Mapping[str, Any]) -> None:
        write_manifest(
            folder,
            Manifest(
                voice,
                "adapter",
                hashes(folder),
                inputs,
                voice_adapter.configuration(plan),
                seed,
                metrics,
                libraries(),
                base=sha256(base_folder(models_dir) / WEIGHTS),
            ),
        )

    write(losses)
    generator = load_generator(voice, models_dir)
    unseen = corpus.held_out()
    chosen = random.Random(seed).sample(unseen, min(scored, len(unseen)))
    held_out = score(run(lambda draft, variant: generator.phrase(draft, variant=variant), chosen), style)
    write({**losses, "held_out": held_out.as_dict()})
    log.info("held_out", **held_out.as_dict())
    return folder


def _own_folder(work: Path, inputs: Mapping[str, str], *, steps: int, seed: int) -> Path:
    """Where the checkpoints of this training lie: one of other data, or of another plan, is not gone on from."""
    return work / digest({**inputs, "steps": str(steps), "seed": str(seed)})
