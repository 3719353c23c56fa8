"""A voice's LoRA adapter: its examples, its training, and what is held out of both."""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from peft import PeftModel
from transformers import PreTrainedTokenizerFast, T5ForConditionalGeneration

from tuning.batches import Batch, make_batches
from tuning.combination import combinations, two_drafts, voiced
from tuning.control import VOICED, variant_token
from tuning.corpus.pair import Pair
from tuning.lora import ALPHA, RANK, TARGETS, attach
from tuning.noise import perturbed
from tuning.pairs import VoicePair, wordings_by_kind
from tuning.trainer import Trainer, TrainingPlan

TOKENS_A_BATCH = 1024
_COMBINED = 400


@dataclass(frozen=True)
class VoiceCorpus:
    """A voice's replies and the drafts they answer, by kind; what is held out is never drawn by `examples`."""

    replies: Mapping[str, Sequence[str]]
    drafts: Mapping[str, Sequence[str]]
    held_out_drafts: Mapping[str, str]
    held_out_combinations: frozenset[tuple[str, str]]

    def examples(self, rng: random.Random) -> list[Pair]:
        """One epoch: every kind and variant by its own draft and by another wording of it, and two drafts together."""
        drawn = [pair for kind in self.replies for pair in self._singles(kind, rng)]
        known = [pair for pair in combinations(self.drafts) if pair not in self.held_out_combinations]
        while len(drawn) < _COMBINED + 2 * VOICED * len(self.replies):
            one, two = rng.choice(known)
            variant = rng.randrange(VOICED)
            pair = two_drafts(one, two, variant=variant, drafts=self.drafts, replies=self.replies, rng=rng)
            if pair is not None:
                drawn.append(asked(pair, variant))
        return drawn

    def held_out(self) -> list[VoicePair]:
        """Draft wordings and combinations that training never sees, with the replies that would be right."""
        found = [
            VoicePair(kind, variant, draft, self.replies[kind][variant % len(self.replies[kind])])
            for kind, draft in self.held_out_drafts.items()
            for variant in range(VOICED)
        ]
        for one, two in sorted(self.held_out_combinations):
            text = voiced(one, two, variant=0, replies=self.replies)
            if text is not None:
                found.append(VoicePair(f"{one}+{two}", 0, f"{self.drafts[one][0]} {self.drafts[two][0]}", text))
        return found

    def _singles(self, kind: str, rng: random.Random) -> list[Pair]:
        replies = self.replies[kind]
        drawn = []
        for variant in range(VOICED):
            reply, others = replies[variant % len(replies)], self.drafts[kind]
            drawn.append(asked(Pair(others[0], reply), variant))
            other = others[0] if rng.random() < 0.5 else rng.choice(others)
            drawn.append(asked(Pair(perturbed(other, rng) if rng.random() < 0.3 else other, reply), variant))
        return drawn


def corpus_of(pairs: Sequence[VoicePair], wordings: Mapping[str, Sequence[str]]) -> VoiceCorpus:
    """The corpus of a voice: the last wording of about every third kind and every seventh combination are held out.

    Which ones follows from their names alone, so that a new kind moves none of the others.
    """
    replies = wordings_by_kind(pairs)
    kinds = sorted(kind for kind in replies if len(wordings[kind]) > 2)
    held_out = {kind: wordings[kind][-1] for kind in kinds if _drawn(kind, of=3)}
    drafts = {kind: [text for text in wordings[kind] if text != held_out.get(kind)] for kind in replies}
    pairs_held_out = frozenset(pair for pair in combinations(drafts) if _drawn("+".join(pair), of=7))
    return VoiceCorpus(replies, drafts, held_out, pairs_held_out)


def _drawn(name: str, *, of: int) -> bool:
    return zlib.crc32(name.encode()) % of == 0


def asked(pair: Pair, variant: int) -> Pair:
    """The pair with the token that asks for this variant."""
    return Pair(f"{variant_token(variant)} {pair.source}", pair.target)


def train_adapter(
    model: T5ForConditionalGeneration,
    tokenizer: PreTrainedTokenizerFast,
    corpus: VoiceCorpus,
    *,
    plan: TrainingPlan,
) -> tuple[PeftModel, dict[str, float]]:
    """A LoRA adapter over the frozen base model, trained on the voice's corpus."""
    adapted = attach(model)
    scored = [asked(Pair(pair.draft, pair.reply), pair.variant) for pair in corpus.held_out()]
    held_out = make_batches(scored, tokenizer, tokens=TOKENS_A_BATCH, rng=random.Random(plan.seed))

    def epoch(rng: random.Random) -> list[Batch]:
        return make_batches(corpus.examples(rng), tokenizer, tokens=TOKENS_A_BATCH, rng=rng)

    return adapted, Trainer(adapted, plan).run(epoch, held_out)


def plan(voice: str, work: Path, *, steps: int, seed: int) -> TrainingPlan:
    """How a voice is trained; its checkpoint is kept under `work`."""
    return TrainingPlan(
        steps, learning_rate=1.5e-3, warmup=150, seed=seed, checkpoint=work / f"adapter-{voice}.pt", weight_decay=0.0
    )


def configuration(plan: TrainingPlan) -> dict[str, object]:
    """What the manifest says of the adapter and its training."""
    return {
        "r": RANK,
        "alpha": ALPHA,
        "targets": list(TARGETS),
        "steps": plan.steps,
        "learning_rate": plan.learning_rate,
    }
