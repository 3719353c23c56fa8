"""The base model's examples: public rewordings, restored sentences, and our own plain wordings of every draft."""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tuning import placeholders
from tuning.control import RESTORE, VARIANTS, variant_token
from tuning.corpus import answers, devices, dialogue, support
from tuning.corpus.pair import Pair
from tuning.noise import broken, perturbed

WORDINGS = Path(__file__).parents[1] / "data" / "wordings.toml"
FILES = (dialogue.FILE, answers.ATTRIBUTES, answers.EVIDENCE, *devices.FILES, support.FILE)
_NAMES = re.compile(r"\d+|(?<=[a-z,>] )[A-Z][a-z]\w*")
_DRAFT_ROUNDS = 8
_TWO_DRAFTS = 4000
_RESTORED = 6_000


@dataclass(frozen=True)
class BaseCorpus:
    """Everything the base model learns from; `examples` draws an epoch of it."""

    pairs: tuple[Pair, ...]
    sentences: tuple[str, ...]
    wordings: dict[str, list[str]]

    def texts(self) -> Iterator[str]:
        """Every sentence, for fitting the tokenizer; our own weigh more, since they are what is worded."""
        for pair in self.pairs:
            yield pair.target
        yield from self.sentences
        for texts in self.wordings.values():
            yield from texts * 20

    def examples(self, rng: random.Random) -> list[Pair]:
        """One epoch, in no order: each source begins with the token that names the task."""
        drawn = self.worded(rng)
        chosen = rng.sample(self.sentences, min(_RESTORED, len(self.sentences)))
        drawn += [Pair(f"{RESTORE} {broken(text, rng)}", text) for text in chosen]
        drawn += [_worded(pair, rng) for _ in range(_DRAFT_ROUNDS) for pair in self._drafts(rng)]
        drawn += [_worded(self._two_drafts(rng), rng) for _ in range(_TWO_DRAFTS)]
        return drawn

    def worded(self, rng: random.Random) -> list[Pair]:
        """The public pairs, each source with a wording asked for at random."""
        return [_worded(pair, rng) for pair in self.pairs]

    def _drafts(self, rng: random.Random) -> Iterator[Pair]:
        for texts in self.wordings.values():
            for source in texts:
                for target in texts:
                    yield Pair(perturbed(source, rng) if rng.random() < 0.3 else source, target)

    def _two_drafts(self, rng: random.Random) -> Pair:
        one, two = rng.sample(sorted(self.wordings), 2)
        source = f"{rng.choice(self.wordings[one])} {rng.choice(self.wordings[two])}"
        target = f"{rng.choice(self.wordings[one])} {rng.choice(self.wordings[two])}"
        return Pair(source, target)


def read(folder: Path) -> BaseCorpus:
    """The corpus of a data folder laid out as `FILES` says; pairs whose placeholders differ are left out."""
    found = [pair for module in (dialogue, answers, devices) for pair in module.read(folder)]
    kept = tuple(pair for pair in found if placeholders.same(pair.source, pair.target) and not _invents(pair))
    sentences = (*support.read(folder), *dict.fromkeys(pair.target for pair in kept))
    return BaseCorpus(kept, tuple(sentences), read_wordings())


def _invents(pair: Pair) -> bool:
    """Whether the target holds a number or a name that its source does not."""
    return bool(set(_NAMES.findall(pair.target)) - set(_NAMES.findall(pair.source)))


def read_wordings() -> dict[str, list[str]]:
    """Plain wordings by draft kind; the first of each is the draft as the bot has it."""
    with WORDINGS.open("rb") as file:
        return tomllib.load(file)


def _worded(pair: Pair, rng: random.Random) -> Pair:
    return Pair(f"{variant_token(rng.randrange(VARIANTS))} {pair.source}", pair.target)
