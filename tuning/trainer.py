"""The training loop of base and adapter: resumable, seeded, logged to the terminal."""

from __future__ import annotations

import math
import os
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import structlog
import torch

from tuning.batches import Batch

log = structlog.get_logger(__name__)
Epoch = Callable[[random.Random], list[Batch]]


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How long and how fast to train; `steps` batches, learning rate linear up, then down along a cosine."""

    steps: int
    learning_rate: float
    warmup: int
    seed: int
    checkpoint: Path
    every: int = 50
    weight_decay: float = 0.01

    def rate(self, step: int) -> float:
        """The learning rate at a step."""
        if step < self.warmup:
            return self.learning_rate * (step + 1) / self.warmup
        done = (step - self.warmup) / max(1, self.steps - self.warmup)
        return self.learning_rate * (0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * min(1.0, done))))


class Trainer:
    """Trains a model's trainable parameters by a plan, going on from its checkpoint where there is one."""

    def __init__(self, model: torch.nn.Module, plan: TrainingPlan) -> None:
        self._model = model
        self._plan = plan
        self._parameters = [parameter for parameter in model.parameters() if parameter.requires_grad]
        self._optimizer = torch.optim.AdamW(
            self._parameters, lr=plan.learning_rate, betas=(0.9, 0.98), weight_decay=plan.weight_decay, fused=True
        )
        self._step = 0
        self._epoch = 0
        self._losses: dict[str, float] = {}

    def run(self, epoch: Epoch, held_out: Sequence[Batch]) -> dict[str, float]:
        """Trains to the end of the plan and gives the last losses."""
        self._resume()
        started, first, recent = time.monotonic(), self._step, 0.0
        losses = self._losses
        while self._step < self._plan.steps:
            rng = random.Random(self._plan.seed * 1000 + self._epoch)
            for batch in epoch(rng):
                loss = self._learn(batch)
                recent = loss if recent == 0.0 else 0.98 * recent + 0.02 * loss
                if self._step % self._plan.every == 0 or self._step == self._plan.steps:
                    losses = {"train_loss": round(recent, 4), "held_out_loss": round(self.loss(held_out), 4)}
                    self._losses = losses
                    pace = (self._step - first) / (time.monotonic() - started)
                    log.info("trained", step=self._step, of=self._plan.steps, steps_per_s=round(pace, 2), **losses)
                    self._save()
                if self._step >= self._plan.steps:
                    break
            self._epoch += 1
        return losses

    def loss(self, batches: Sequence[Batch]) -> float:
        """Mean loss a target token over these batches."""
        self._model.eval()
        total = weight = 0.0
        with torch.inference_mode():
            for batch in batches:
                tokens = int((batch.labels != -100).sum())
                total += float(self._forward(batch)) * tokens
                weight += tokens
        self._model.train()
        return total / weight if weight else math.nan

    def _learn(self, batch: Batch) -> float:
        self._model.train()
        for group in self._optimizer.param_groups:
            group["lr"] = self._plan.rate(self._step)
        loss = self._forward(batch)
        loss.backward()  # type: ignore[no-untyped-call]
        torch.nn.utils.clip_grad_norm_(self._parameters, 1.0)
        self._optimizer.step()
        self._optimizer.zero_grad(set_to_none=True)
        self._step += 1
        return float(loss.detach())

    def _forward(self, batch: Batch) -> torch.Tensor:
        output = self._model(
            input_ids=batch.input_ids, attention_mask=batch.attention_mask, labels=batch.labels, return_dict=True
        )
        loss: torch.Tensor = output.loss
        return loss

    def _save(self) -> None:
        kept = {name: value for name, value in self._model.named_parameters() if value.requires_grad}
        state: dict[str, Any] = {
            "step": self._step,
            "epoch": self._epoch,
            "losses": self._losses,
            "parameters": kept,
            "optimizer": self._optimizer.state_dict(),
        }
        self._plan.checkpoint.parent.mkdir(parents=True, exist_ok=True)
        partial = self._plan.checkpoint.with_suffix(".partial")
        torch.save(state, partial)
        os.replace(partial, self._plan.checkpoint)

    def _resume(self) -> None:
        if not self._plan.checkpoint.exists():
            return
        state = torch.load(self._plan.checkpoint, weights_only=True)
        parameters = dict(self._model.named_parameters())
        with torch.no_grad():
            for name, value in state["parameters"].items():
                parameters[name].copy_(value)
        self._optimizer.load_state_dict(state["optimizer"])
        self._step, self._epoch, self._losses = state["step"], state["epoch"], state["losses"]
        log.info("resumed", step=self._step, of=self._plan.steps)
