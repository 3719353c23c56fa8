"""How well a voice words held-out pairs: style, facts, refusals, degeneration, latency; beside the draft itself."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

from tuning import placeholders, polarity
from tuning.combination import repeats
from tuning.errors import TuningError
from tuning.pairs import VoicePair
from tuning.style import StyleModel

Phrase = Callable[[str, int], str]
_ENDINGS = (".", "!", "?")


@dataclass(frozen=True, slots=True)
class VoiceScores:
    """Shares are 0..1 of all pairs; latencies are milliseconds a reply."""

    pairs: int
    style: float
    fact_invariance: float
    refusal_parity: float
    degenerate: float
    differs_from_draft: float
    as_written: float
    latency_ms_p50: float
    latency_ms_p95: float

    def as_dict(self) -> dict[str, float]:
        """The scores by name, for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Outcome:
    """One pair, what was worded for it (empty on failure), and the seconds that took."""

    pair: VoicePair
    text: str
    seconds: float

    @property
    def keeps_facts(self) -> bool:
        """Whether placeholders and yes or no are the draft's."""
        return placeholders.same(self.pair.draft, self.text) and polarity.same(self.pair.draft, self.text)

    @property
    def degenerate(self) -> bool:
        """Whether the text is empty, cut off or repeats itself."""
        ended = self.text.endswith(_ENDINGS) or (self.pair.draft.endswith(">") and self.text.endswith(">"))
        return not ended or repeats(self.text)


def run(phrase: Phrase, pairs: Sequence[VoicePair]) -> list[Outcome]:
    """Words every pair's draft in its variant, one after the other, as the bot does."""
    return [_run_one(phrase, pair) for pair in pairs]


def score(outcomes: Sequence[Outcome], style: StyleModel) -> VoiceScores:
    """The scores of these outcomes."""
    times = sorted(outcome.seconds * 1000 for outcome in outcomes)
    return VoiceScores(
        pairs=len(outcomes),
        style=_mean([style.score(outcome.text) for outcome in outcomes]),
        fact_invariance=_mean([outcome.keeps_facts for outcome in outcomes]),
        refusal_parity=_mean([polarity.refuses(o.pair.draft) == polarity.refuses(o.text) for o in outcomes]),
        degenerate=_mean([outcome.degenerate for outcome in outcomes]),
        differs_from_draft=_mean([outcome.text != outcome.pair.draft for outcome in outcomes]),
        as_written=_mean([outcome.text == outcome.pair.reply for outcome in outcomes]),
        latency_ms_p50=round(statistics.median(times), 1),
        latency_ms_p95=round(times[min(len(times) - 1, int(0.95 * len(times)))], 1),
    )


def _run_one(phrase: Phrase, pair: VoicePair) -> Outcome:
    started = time.perf_counter()
    try:
        text = phrase(pair.draft, pair.variant)
    except TuningError:
        text = ""
    return Outcome(pair, text, time.perf_counter() - started)


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0
