"""Wording within a deadline: drafts go to the phraser, and what comes back is verified or dropped."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass, field

import structlog

from bot.answering.draft import fill
from bot.answering.metrics import VOICE_REJECTED
from bot.answering.ports import Phraser
from bot.answering.types import Draft, Voice
from bot.answering.verify import faults

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wording:
    """The text of a reply and who worded it: `adapter` only when all of it was phrased and verified."""

    text: str
    voice: Voice


@dataclass(frozen=True)
class Wordsmith:
    """Words drafts in the shop's voice; a late, failing or unfaithful phraser costs nothing but the voice."""

    phraser: Phraser | None
    lexicon: Mapping[str, frozenset[str]] = field(default_factory=dict)
    timeout_s: float = 0.6
    _threads: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, thread_name_prefix="voice"))

    def word(self, drafts: Sequence[Draft], *, variant: int, seconds: float) -> Wording:
        """The reply's text, values filled in; takes at most `seconds` and the phraser's own timeout."""
        deadline = time.monotonic() + min(seconds, self.timeout_s)
        texts: list[str] = []
        voiced_all = self.phraser is not None
        for group in _groups(drafts):
            voiced = self._phrase(group, variant=variant, seconds=deadline - time.monotonic())
            voiced_all = voiced_all and voiced is not None
            values = {name: value for draft in group for name, value in draft.values.items()}
            texts.append(fill(voiced if voiced is not None else _joined(group), values))
        return Wording(" ".join(texts), "adapter" if voiced_all else "draft")

    def _phrase(self, group: Sequence[Draft], *, variant: int, seconds: float) -> str | None:
        if self.phraser is None:
            return None
        text = _joined(group)
        kinds = "+".join(draft.kind for draft in group)
        if seconds <= 0:
            _rejected(kinds, ["late"])
            return None
        call: Future[str] = self._threads.submit(self.phraser.phrase, text, variant=variant)
        try:
            voiced = call.result(timeout=seconds).strip()
        except FutureTimeoutError:
            call.cancel()
            _rejected(kinds, ["late"])
            return None
        except Exception as error:  # noqa: BLE001  # the voice is an edge: whatever fails in it, the draft is sent
            _rejected(kinds, [type(error).__name__])
            return None
        wrong = faults(text, voiced, lexicon=self._allowed(group))
        if wrong:
            _rejected(kinds, wrong)
            return None
        return voiced

    def _allowed(self, group: Sequence[Draft]) -> frozenset[str] | None:
        known = [self.lexicon[draft.kind] for draft in group if draft.kind in self.lexicon]
        return frozenset().union(*known) if known and len(known) == len(group) else None


def _groups(drafts: Sequence[Draft]) -> list[list[Draft]]:
    """Drafts worded together: two that share their values and deny nothing; else each by itself."""
    if len(drafts) == 2 and not _clash(*drafts) and not any(_denies(draft.text) for draft in drafts):
        return [list(drafts)]
    return [[draft] for draft in drafts]


def _clash(one: Draft, other: Draft) -> bool:
    return any(other.values.get(name, value) != value for name, value in one.values.items())


def _denies(text: str) -> bool:
    return bool({"not", "no", "without", "neither"} & set(text.lower().replace(",", " ").replace(".", " ").split()))


def _joined(group: Sequence[Draft]) -> str:
    return " ".join(draft.text for draft in group)


def _rejected(kinds: str, wrong: Sequence[str]) -> None:
    for fault in wrong:
        VOICE_REJECTED.labels(fault=fault).inc()
    _log.info("voice_rejected", kinds=kinds, faults=list(wrong))
